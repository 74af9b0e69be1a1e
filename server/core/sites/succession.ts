import type { Unit, Validity } from './site.ts'
import { dayAfter, dayBefore, isInForce } from './validity.ts'

/** A unit as far as succession goes; of whatever site. */
type DatedUnit = Pick<Unit, 'code' | 'validity' | 'successors'>

/** Inclusive ISO dates. */
export interface DateRange {
  readonly from: string
  readonly to: string
}

export interface Segment<One extends DatedUnit> extends DateRange {
  /** What the ground of the unit asked about consisted of on these days. */
  readonly units: readonly One[]
  /** False where one of them was divided later, so that its figures tell of more ground than was asked about. */
  readonly isExact: boolean
}

/**
 * Which units made up a unit before its time, day by day back to the start of the range: segments by
 * time without gaps between them, each with the units in force on all of its days. `all` are the units
 * of every site that may have held the ground, the unit's own among them. Days after the unit's last
 * one, and days from which no predecessor is known, are left out. A code means a unit only together
 * with a date, so predecessors are those that name the code *and* end on the day before.
 */
export function segmentsOf<One extends DatedUnit>(
  unit: One,
  range: DateRange,
  all: readonly One[],
): readonly Segment<One>[] {
  const segments: Segment<One>[] = []
  let units: readonly One[] = [unit]
  let isExact = true
  let to = earlier(range.to, unit.validity.to)
  while (units.length > 0 && to >= range.from) {
    const start = latestStart(units)
    const from = later(range.from, start)
    if (from <= to) segments.unshift({ from, to, units, isExact })
    if (start === undefined || start <= range.from) break
    const before = units.map((one) =>
      one.validity.from === start ? predecessorsOf(one, start, all) : [one],
    )
    units = [...new Set(before.flat())]
    isExact &&= units.every((one) => (one.successors?.length ?? 0) <= 1 || !endsOn(one, start))
    to = earlier(to, dayBefore(start))
  }
  return segments
}

/** The first day of each unit after which a wall must say that the ground was cut anew, within a range. */
export function breaksOf(segments: readonly Segment<DatedUnit>[]): readonly string[] {
  return segments.slice(1).map(({ from }) => from)
}

/** The unit that a code means on a date, among units of any site. */
export function unitOn<One extends DatedUnit>(
  code: string,
  date: string,
  all: readonly One[],
): One | undefined {
  return all.find((one) => one.code === code && isInForce(one.validity, date))
}

function predecessorsOf<One extends DatedUnit>(
  { code }: DatedUnit,
  start: string,
  all: readonly One[],
): readonly One[] {
  return all.filter((one) => one.successors?.includes(code) && endsOn(one, start))
}

function endsOn({ validity }: DatedUnit, dayAfterEnd: string): boolean {
  return validity.to !== undefined && dayAfter(validity.to) === dayAfterEnd
}

function latestStart(units: readonly DatedUnit[]): string | undefined {
  return units.reduce<Validity['from']>((found, { validity: { from } }) => {
    if (from === undefined) return found
    return found === undefined || from > found ? from : found
  }, undefined)
}

function earlier(a: string, b: string | undefined): string {
  return b === undefined || a < b ? a : b
}

function later(a: string, b: string | undefined): string {
  return b === undefined || a > b ? a : b
}
