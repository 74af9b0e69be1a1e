import { WEEKDAYS, type Weekday } from '../calendar/civil-day.ts'
import { zoneOffsets } from '../calendar/zone-offsets.ts'

/** Hours of wall-clock time; with `toMinute` not after `fromMinute` they end on the next day. */
export interface QuietHours {
  /** Days on which they begin. */
  readonly days: readonly Weekday[]
  /** Minutes since midnight, 0 to 1440. */
  readonly fromMinute: number
  readonly toMinute: number
}

const MINUTE_MS = 60_000
const DAY_MINUTES = 1_440
const DAY_MS = DAY_MINUTES * MINUTE_MS
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 3
const WEEK_MINUTES = 7 * DAY_MINUTES

/**
 * When quiet hours that `at` (ms since 1970) lies in are over, spans that touch or overlap taken
 * together; undefined = `at` is not in quiet hours. A span holds its first minute and not its last.
 * Hours that never end (`areEndless`) are refused by the configuration; here they end after a week.
 */
export function quietEndAt(
  quiet: readonly QuietHours[],
  timeZone: string,
  at: number,
): number | undefined {
  let end = at
  while (end - at < 7 * DAY_MS) {
    const next = spanEndAt(quiet, timeZone, end)
    if (next === undefined) break
    end = next
  }
  return end > at ? end : undefined
}

/** True when the hours leave no minute of the week free. */
export function areEndless(quiet: readonly QuietHours[]): boolean {
  const spans = quiet
    .flatMap(({ days, fromMinute, toMinute }) =>
      days.map((day) => {
        const from = WEEKDAYS.indexOf(day) * DAY_MINUTES + fromMinute
        return { from, to: from + lengthOf(fromMinute, toMinute) }
      }),
    )
    .toSorted((a, b) => a.from - b.from)
  const first = spans[0]
  if (first === undefined) return false
  let reached = first.from
  for (const { from, to } of spans) {
    if (from > reached) return false
    reached = Math.max(reached, to)
  }
  return reached >= first.from + WEEK_MINUTES
}

function spanEndAt(quiet: readonly QuietHours[], timeZone: string, at: number): number | undefined {
  const zone = zoneOffsets(timeZone)
  const wall = at + zone.offsetAt(at)
  const today = Math.floor(wall / DAY_MS)
  const ends = quiet.flatMap(({ days, fromMinute, toMinute }) =>
    // A span that began yesterday may last into today.
    [today - 1, today].flatMap((day) => {
      if (!days.includes(weekdayOf(day))) return []
      const from = day * DAY_MS + fromMinute * MINUTE_MS
      const to = from + lengthOf(fromMinute, toMinute) * MINUTE_MS
      return from <= wall && wall < to ? [to] : []
    }),
  )
  if (ends.length === 0) return undefined
  const wallEnd = Math.max(...ends)
  const first = zone.firstInstantAt(wallEnd)
  // While clocks show an hour for the second time, that end has passed once already.
  return first > at ? first : at + (wallEnd - wall)
}

function lengthOf(fromMinute: number, toMinute: number): number {
  return toMinute > fromMinute ? toMinute - fromMinute : toMinute - fromMinute + DAY_MINUTES
}

function weekdayOf(day: number): Weekday {
  return WEEKDAYS[(((day + FIRST_WEEKDAY) % 7) + 7) % 7]!
}
