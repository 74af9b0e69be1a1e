import { startOfCivilDay } from '../ingest/day-bounds.ts'
import { dayAfter } from '../sites/validity.ts'

const DAY_MS = 86_400_000

/** ms since 1970 of a civil date and the seconds of that day that a clock on the wall shows. */
export type LocalTime = (date: string, seconds: number) => number

/**
 * Local times of a zone. One that a clock change skips counts as that much later; of one that comes
 * twice the first is meant.
 */
export function createLocalTime(timeZone: string): LocalTime {
  const starts = new Map<string, number>()
  const startOf = (date: string): number => {
    const known = starts.get(date)
    if (known !== undefined) return known
    const start = startOfCivilDay(date, timeZone)
    starts.set(date, start)
    return start
  }
  const changes = new Map<string, number>()
  return (date, seconds) => {
    const [start, end] = [startOf(date), startOf(dayAfter(date))]
    const early = start + seconds * 1_000
    if (end - start === DAY_MS) return early
    const late = end - DAY_MS + seconds * 1_000
    const change = changes.get(date) ?? changeWithin(start, end, timeZone)
    changes.set(date, change)
    return early < change || late < change ? early : late
  }
}

/** The first moment between two with the offset of the second. */
function changeWithin(start: number, end: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const offsetAt = (at: number): string =>
    format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const last = offsetAt(end)
  let [before, from] = [start, end]
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2)
    if (offsetAt(middle) === last) from = middle
    else before = middle
  }
  return from
}
