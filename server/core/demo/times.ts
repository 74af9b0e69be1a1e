import { dayOf, isWorkingDay, momentOf } from './office-time.ts'
import { DETAILED_FROM, FIRST_PAST_DAY } from './past.ts'
import { seededBetween } from './seeded.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const REPORT_EVERY_MS = 30 * MINUTE
const NOTED_AT_HOUR = 16.5

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

/** Every hour; in the past at noon and 13:00 only. */
export function everyHour(from: number, to: number): readonly number[] {
  const past = [12, 13].flatMap((hour) =>
    steps(Math.max(from, momentOf(FIRST_PAST_DAY, 0)), before(to), DAY, momentOf(0, hour)),
  )
  const detailed = steps(Math.max(from, DETAILED_FROM - 1), to, 60 * MINUTE, 0)
  return [...past.toSorted((a, b) => a - b), ...detailed]
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

/** When the counts of a unit's dossiers are noted in the past: at the end of each working day, a little shifted per unit. */
export function ownOfficeDays(unit: string): readonly number[] {
  const shiftMs = shiftOf(unit)
  const days = Array.from(
    { length: dayOf(DETAILED_FROM) - FIRST_PAST_DAY },
    (_, index) => FIRST_PAST_DAY + index,
  )
  return days.filter(isWorkingDay).map((day) => momentOf(day, NOTED_AT_HOUR) + shiftMs)
}

/** Whether a unit's one-stop shop says within (from, to] that it has reported everything: each half hour, day and night. */
export function isReportDue(unit: string, from: number, to: number): boolean {
  const halfHours = (at: number) => Math.floor((at - shiftOf(unit)) / REPORT_EVERY_MS)
  return halfHours(to) > halfHours(from)
}

function shiftOf(unit: string): number {
  return seededBetween(`${unit} report`, 0, 27) * MINUTE
}
