import type { DossierChannel } from '../../../protocol/dossiers.ts'
import type { DossierBook } from './book.ts'
import type { GroupCounts } from './counts.ts'
import type { Group } from './groups.ts'
import type { Unit } from '../sites/site.ts'
import type { PairDays } from './pair-days.ts'
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
  /** Units whose dossiers are another view's: those of sites that report to this one. */
  readonly elsewhere: ReadonlySet<string>
  /** Codes of units of which a source has reported, if only that there is nothing. */
  readonly reported: ReadonlySet<string>
}

/** A site's own view and those of the sites that report to it; the first one knows all units and words. */
export type DossierViews = readonly [DossierView, ...DossierView[]]

export function viewOf(
  book: DossierBook,
  counts: GroupCounts,
  at: number,
  {
    elsewhere = new Set(),
    reported = new Set(),
  }: Partial<Pick<DossierView, 'elsewhere' | 'reported'>> = {},
): DossierView {
  const date = book.rules.catalogue.rules.calendar.dateOf(at)
  const answering = unitsAnswering(book.rules.units, date)
  return { book, counts, at, date, year: Number(date.slice(0, 4)), answering, elsewhere, reported }
}

/** Which dossiers are meant; absent = all, '' = not stated. Codes of the catalogue; a unit means all below it, too. */
export interface DossierFilter {
  readonly unit?: string | undefined
  readonly field?: string | undefined
  readonly procedure?: string | undefined
  readonly level?: string | undefined
  readonly channel?: DossierChannel | '' | undefined
}

/** Code of the unit that answers for dossiers of a unit's position; '' = none does. */
export function unitCodeOf({ book, answering }: DossierView, position: number): string {
  return book.rules.units[answering[position] ?? -1]?.code ?? ''
}

/** A group of one of the views, with its number there. */
export interface ViewedGroup {
  readonly view: DossierView
  readonly group: Group
  readonly number: number
}

/** All groups that a filter means. */
export function groupsOf(views: DossierViews, filter: DossierFilter): readonly ViewedGroup[] {
  return views.flatMap((view) => {
    const isMeant = groupTest(view, within(views, filter))
    return view.book.groups.all.flatMap((group, number) =>
      isMeant(group) ? [{ view, group, number }] : [],
    )
  })
}

/** A pair of unit and field of one of the views. */
export interface ViewedPair {
  /** Code of the unit that answers. */
  readonly unit: string
  readonly days: PairDays
}

/** All days that a filter means; of its parts only unit and field. */
export function pairsOf(views: DossierViews, filter: DossierFilter): readonly ViewedPair[] {
  return views.flatMap((view) => {
    const { groups, pairDays, rules } = view.book
    const { unit, field } = within(views, filter)
    const code = field === undefined ? undefined : rules.catalogue.fieldCode(field)
    const isUnit = unitTest(view, unit)
    return groups.pairs.flatMap((pair, number) => {
      const days = pairDays[number]
      if (!days || !isUnit(pair.unit) || (code !== undefined && pair.field !== code)) return []
      return [{ unit: unitCodeOf(view, pair.unit), days }]
    })
  })
}

/** Codes of the units that a filter means and of which a source has reported. */
export function reportedUnits(views: DossierViews, filter: DossierFilter): readonly string[] {
  return views.flatMap((view) => {
    const { units } = view.book.rules
    const isMeant = unitTest(view, within(views, filter).unit)
    return [...view.reported].filter((code) =>
      isMeant(units.findIndex((unit, at) => unit.code === code && view.answering[at] === at)),
    )
  })
}

/** Everything of a site is everything of the sites that report to it, too. */
function within([own]: DossierViews, filter: DossierFilter): DossierFilter {
  return filter.unit === own.book.rules.units[0]?.code ? { ...filter, unit: undefined } : filter
}

/** Tells which groups of a view a filter means. */
export function groupTest(view: DossierView, filter: DossierFilter): (group: Group) => boolean {
  const { catalogue } = view.book.rules
  const field = filter.field === undefined ? undefined : catalogue.fieldCode(filter.field)
  const procedure = catalogue.procedure(filter.procedure)?.code ?? filter.procedure
  const isUnit = unitTest(view, filter.unit)
  return (group) =>
    isUnit(group.unit) &&
    (field === undefined || group.field === field) &&
    (procedure === undefined || (group.procedure ?? '') === procedure) &&
    (filter.level === undefined || (group.level ?? '') === filter.level) &&
    (filter.channel === undefined || (group.channel ?? '') === filter.channel)
}

/** Tells which positions of units lie within a unit and are this view's. */
function unitTest(view: DossierView, code: string | undefined): (position: number) => boolean {
  const { units } = view.book.rules
  const isMeant = Uint8Array.from(view.answering, (position) => {
    const own = units[position]
    if (own && view.elsewhere.has(own.code)) return 0
    return code === undefined || isBelow(units, own, code) ? 1 : 0
  })
  const isWhole = code === undefined || units[0]?.code === code
  return (position) => (position < 0 ? isWhole : isMeant[position] === 1)
}

function isBelow(units: readonly Unit[], from: Unit | undefined, code: string): boolean {
  let unit = from
  for (let depth = 0; unit && depth < units.length; depth++) {
    if (unit.code === code) return true
    const { parent } = unit
    unit = units.find((one) => one.code === parent)
  }
  return false
}
