import { civilDate } from '../sites/civil-date.ts'
import type { Validity } from '../sites/site.ts'

const SEARCH_MS = 36 * 3_600_000

/** Half-open stretch of time in ms since 1970. */
export interface Period {
  readonly from: number
  readonly to: number
}

/** The first millisecond of an ISO date in an IANA zone, in ms since 1970. */
export function startOfCivilDay(date: string, timeZone: string): number {
  const utcMidnight = Date.parse(`${date}T00:00:00Z`)
  let before = utcMidnight - SEARCH_MS
  let from = utcMidnight + SEARCH_MS
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2)
    if (civilDate(middle, timeZone) < date) before = middle
    else from = middle
  }
  return from
}

/** Makes a function that turns validities (inclusive civil dates of the zone) into periods; each date is worked out once. */
export function createPeriodReader(timeZone: string): (validity: Validity) => Period {
  const starts = new Map<string, number>()
  const startOf = (date: string): number => {
    const known = starts.get(date)
    if (known !== undefined) return known
    const start = startOfCivilDay(date, timeZone)
    starts.set(date, start)
    return start
  }
  return ({ from, to }) => ({
    from: from === undefined ? -Infinity : startOf(from),
    to: to === undefined ? Infinity : startOf(dayAfter(to)),
  })
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
