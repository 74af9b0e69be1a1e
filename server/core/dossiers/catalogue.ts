import type { DossierLimit } from '../../../protocol/dossiers.ts'
import type { Limit, WorkingCalendar } from '../calendar/working-calendar.ts'
import { catalogueKey } from '../sites/catalogue-key.ts'
import type { DossierField, DossierProcedure, DossierRules } from '../sites/site.ts'

/** The words of a site's dossiers, found by code or by what sources call them. */
export interface Catalogue {
  readonly rules: DossierRules
  /** The code of a field; one that the catalogue does not know stands for itself. */
  readonly fieldCode: (text: string) => string
  readonly field: (code: string) => DossierField | undefined
  readonly procedure: (text: string | undefined) => DossierProcedure | undefined
  readonly calendarOf: (procedure: DossierProcedure | undefined) => WorkingCalendar
}

export function createCatalogue(rules: DossierRules): Catalogue {
  const fields = indexed(rules.fields)
  const procedures = indexed(rules.procedures)
  return {
    rules,
    fieldCode: (text) => fields.get(catalogueKey(text))?.code ?? text,
    field: (code) => fields.get(catalogueKey(code)),
    procedure: (text) => (text === undefined ? undefined : procedures.get(catalogueKey(text))),
    calendarOf: (procedure) => procedure?.calendar ?? rules.calendar,
  }
}

function indexed<T extends DossierField | DossierProcedure>(
  entries: readonly T[],
): ReadonlyMap<string, T> {
  const names = (entry: T) => [entry.code, ...entry.aliases, entry.name.vi]
  return new Map(
    entries.flatMap((entry) =>
      names(entry).map((text): [string, T] => [catalogueKey(text), entry]),
    ),
  )
}

/** The one limit that is given; undefined when there is none. */
export function limitOf(given: DossierLimit | undefined): Limit | undefined {
  if (given === undefined) return undefined
  const { workingDays, workingHours, calendarDays } = given
  if (workingDays !== undefined) return { unit: 'working-days', count: workingDays }
  if (workingHours !== undefined) return { unit: 'working-hours', count: workingHours }
  if (calendarDays !== undefined) return { unit: 'calendar-days', count: calendarDays }
  return undefined
}
