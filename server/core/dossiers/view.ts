import type { DossierChannel } from '../../../protocol/dossiers.ts'
import type { DossierBook } from './book.ts'
import type { GroupCounts } from './counts.ts'
import type { Group } from './groups.ts'
import { unitsAnswering } from './unit-finder.ts'

/** The counts of a book at a moment, and which units answer for them on that day. */
export interface DossierView {
  readonly book: DossierBook
  readonly counts: GroupCounts
  /** ms since 1970 */
  readonly at: number
  /** ISO date of `at`. */
  readonly date: string
  readonly year: number
  /** By position of a unit the position of the one that answers for it; -1 = nobody. */
  readonly answering: Int32Array
  /** False for a moment that has passed: what its days looked like is not worked out again. */
  readonly isNow: boolean
}

export function viewOf(
  book: DossierBook,
  counts: GroupCounts,
  at: number,
  isNow: boolean,
): DossierView {
  const date = book.rules.catalogue.rules.calendar.dateOf(at)
  const answering = unitsAnswering(book.rules.units, date)
  return { book, counts, at, date, year: Number(date.slice(0, 4)), answering, isNow }
}

/** Which dossiers are meant; absent = all. Codes of the catalogue; a unit means all below it, too. */
export interface DossierFilter {
  readonly unit?: string | undefined
  readonly field?: string | undefined
  readonly procedure?: string | undefined
  readonly level?: string | undefined
  readonly channel?: DossierChannel | undefined
}

/** Code of the unit that answers for dossiers of a unit's position; '' = none does. */
export function unitCodeOf({ book, answering }: DossierView, position: number): string {
  return book.rules.units[answering[position] ?? -1]?.code ?? ''
}

/** Tells which groups a filter means. */
export function groupTest(view: DossierView, filter: DossierFilter): (group: Group) => boolean {
  const { catalogue } = view.book.rules
  const field = filter.field === undefined ? undefined : catalogue.fieldCode(filter.field)
  const procedure = catalogue.procedure(filter.procedure)?.code ?? filter.procedure
  const isUnit = unitTest(view, filter.unit)
  return (group) =>
    isUnit(group.unit) &&
    (field === undefined || group.field === field) &&
    (procedure === undefined || group.procedure === procedure) &&
    (filter.level === undefined || group.level === filter.level) &&
    (filter.channel === undefined || group.channel === filter.channel)
}

/** Tells which positions of units lie within a unit. */
export function unitTest(
  view: DossierView,
  code: string | undefined,
): (position: number) => boolean {
  if (code === undefined) return () => true
  const { units } = view.book.rules
  const isWithin = Uint8Array.from(view.answering, (position) => {
    let unit = units[position]
    for (let depth = 0; unit && depth < units.length; depth++) {
      if (unit.code === code) return 1
      const { parent } = unit
      unit = units.find((one) => one.code === parent)
    }
    return 0
  })
  const isRoot = units[0]?.code === code
  return (position) => (position < 0 ? isRoot : isRoot || isWithin[position] === 1)
}
