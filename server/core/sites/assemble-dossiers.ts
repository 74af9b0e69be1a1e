import type { Limit } from '../calendar/working-calendar.ts'
import type { CatalogueFile } from './catalogue-file.ts'
import type { SiteFile } from './config-schemas.ts'
import type { DossierProcedure, DossierRules } from './site.ts'
import type { SharedSources } from './sources.ts'
import { validityOf } from './validity.ts'

/** The rules for a site's dossiers, of files that passed all checks; undefined when it takes none. */
export function assembleDossiers(
  dossiers: SiteFile['dossiers'],
  shared: SharedSources,
): DossierRules | undefined {
  const calendar = shared.calendars.get(dossiers?.calendar ?? '')?.calendar
  const catalogue = shared.catalogues.get(dossiers?.catalogue ?? '')?.value
  if (calendar === undefined || catalogue === undefined) return undefined
  return {
    calendar,
    fields: catalogue.fields.map(({ code, aliases, name, shortName, apart }) => ({
      code,
      aliases,
      name,
      shortName,
      isApart: apart,
    })),
    procedures: catalogue.procedures.map((one) => procedureOf(one, shared)),
    levels: catalogue.levels.map(({ code, name, ...validity }) => ({
      code,
      name,
      validity: validityOf(validity),
    })),
    dueSoon: catalogue.dueSoon.map(({ limitFromWorkingDays, workingHours }) => ({
      limitFromWorkingDays,
      hours: workingHours,
    })),
    extensionNoticeDays: catalogue.extensionNoticeDays,
  }
}

type ProcedureEntry = CatalogueFile['procedures'][number]

function procedureOf(entry: ProcedureEntry, shared: SharedSources): DossierProcedure {
  const { code, aliases, name, field, level } = entry
  const limit = limitOf(entry.limit)
  const calendar = shared.calendars.get(entry.calendar ?? '')?.calendar
  return {
    code,
    aliases,
    name,
    field,
    ...(level !== undefined && { level }),
    ...(limit && { limit }),
    ...(calendar && { calendar }),
  }
}

function limitOf(limit: ProcedureEntry['limit']): Limit | undefined {
  if (limit?.workingDays !== undefined) return { unit: 'working-days', count: limit.workingDays }
  if (limit?.workingHours !== undefined) return { unit: 'working-hours', count: limit.workingHours }
  if (limit?.calendarDays !== undefined) return { unit: 'calendar-days', count: limit.calendarDays }
  return undefined
}
