import { dayOf, isWorkingDay, momentOf } from './office-time.ts'
import { DETAILED_FROM, FIRST_PAST_DAY } from './past.ts'
import { seededBetween } from './seeded.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const OPENS_AT_HOUR = 7
const HALF_HOURS_OPEN = 20

/** Times within (from, to], ascending, in ms since 1970. */
export type Times = (from: number, to: number) => readonly number[]

/** Every so often, a little shifted; in the past the last time of each day only. */
export function every(everyMs: number, shiftMs: number): Times {
  const lastOfDay = DAY - everyMs + shiftMs
  return (from, to) => [
    ...steps(
      Math.max(from, momentOf(FIRST_PAST_DAY, 0)),
      before(to),
      DAY,
      momentOf(0, 0) + lastOfDay,
    ),
    ...steps(Math.max(from, DETAILED_FROM - 1), to, everyMs, shiftMs),
  ]
}

function before(to: number): number {
  return Math.min(to, DETAILED_FROM - 1)
}

function steps(from: number, to: number, everyMs: number, shiftMs: number): readonly number[] {
  const times: number[] = []
  const first = Math.floor((from - shiftMs) / everyMs) + 1
  for (let at = first * everyMs + shiftMs; at <= to; at += everyMs) times.push(at)
  return times
}

/**
 * When a unit's one-stop shop reports: each half hour from 07:00 to 17:00 on working days, a little
 * shifted per unit; in the past at the end of the day only.
 */
export function officeTimes(unit: string): Times {
  const shiftMs = seededBetween(`${unit} report`, 0, 27) * MINUTE
  return (from, to) => {
    const times: number[] = []
    for (let day = Math.max(dayOf(from), FIRST_PAST_DAY); day <= dayOf(to); day++) {
      if (!isWorkingDay(day)) continue
      const isPast = momentOf(day, 0) < DETAILED_FROM
      for (let half = isPast ? HALF_HOURS_OPEN - 1 : 0; half < HALF_HOURS_OPEN; half++) {
        const at = momentOf(day, OPENS_AT_HOUR + half / 2) + shiftMs
        if (at > from && at <= to) times.push(at)
      }
    }
    return times
  }
}
