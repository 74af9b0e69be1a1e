import type { Unit } from './site.ts'
import type { DateRange } from './succession.ts'
import { dayAfter, dayBefore, isInForce } from './validity.ts'

export interface PartsOfDays extends DateRange {
  readonly parts: readonly Unit[]
}

/**
 * The units right below a unit, through a range of dates: stretches in order of time, each with the
 * units in force on all of its days. Stretches without any are left out.
 */
export function partsOf(
  code: string,
  range: DateRange,
  units: readonly Unit[],
): readonly PartsOfDays[] {
  const below = units.filter(({ parent }) => parent === code)
  const starts = below
    .flatMap(({ validity: { from, to } }) => [
      ...(from === undefined ? [] : [from]),
      ...(to === undefined ? [] : [dayAfter(to)]),
    ])
    .filter((date) => date > range.from && date <= range.to)
  const days = [...new Set([range.from, ...starts])].toSorted()
  return days.flatMap((from, index) => {
    const next = days[index + 1]
    const parts = below.filter(({ validity }) => isInForce(validity, from))
    return parts.length > 0 ? [{ from, to: next ? dayBefore(next) : range.to, parts }] : []
  })
}
