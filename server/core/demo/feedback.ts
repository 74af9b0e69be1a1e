import { dayOf, dayOfIsoDate, momentOf } from './office-time.ts'
import { FIRST_PAST_DAY } from './past.ts'
import { percent } from './percent.ts'
import type { ScenarioData } from './scenario-data.ts'
import { seeded, seededBetween } from './seeded.ts'

/** A citizen's report of the demo. Times in ms since 1970. */
export interface CitizenReport {
  readonly at: number
  readonly closedAt: number
}

const HOUR = 3_600_000
const ANSWER_WITHIN_MS = 48 * HOUR
const LAST_DAY = dayOfIsoDate('2025-11-01')

/** The invented reports of a unit: a few a day, many while it is cut off, and the surge of the scenario. */
export function reportsOf(unit: string, data: ScenarioData): readonly CitizenReport[] {
  const days = Array.from(
    { length: LAST_DAY - FIRST_PAST_DAY + 1 },
    (_, index) => FIRST_PAST_DAY + index,
  )
  const daily = days.flatMap((day) => {
    const isCutOff =
      data.isolated.units.includes(unit) &&
      day >= dayOf(data.isolated.from) - 1 &&
      day < dayOf(data.isolated.to)
    const count = seededBetween(`${unit} reports ${day}`, 0, isCutOff ? 16 : 3)
    return Array.from({ length: count }, (_, index) =>
      report(`${unit} report ${day} ${index}`, momentOf(day, 0), 24 * HOUR),
    )
  })
  return [...daily, ...surgeOf(unit, data)]
}

function surgeOf(unit: string, { events, feedbackSurge }: ScenarioData): readonly CitizenReport[] {
  const { units, count, durationMs } = feedbackSurge
  return events
    .filter((event) => event.type === 'feedback')
    .flatMap(({ at }) =>
      Array.from({ length: count }, (_, index) => index)
        .filter((index) => units[index % units.length] === unit)
        .map((index) => report(`${unit} surge ${at} ${index}`, at, durationMs)),
    )
}

function report(key: string, from: number, withinMs: number): CitizenReport {
  const at = from + Math.floor(seeded(`${key} at`) * withinMs)
  return { at, closedAt: at + (4 + 66 * seeded(`${key} closed`) ** 2) * HOUR }
}

/** What a unit had resolved this year before the first report that the demo knows. */
export function reportsBefore(unit: string): Resolved {
  const resolved = seededBetween(`${unit} reports resolved`, 40, 220)
  return { resolved, onTime: Math.round(resolved * (0.82 + 0.17 * seeded(`${unit} answers`))) }
}

interface Resolved {
  readonly resolved: number
  readonly onTime: number
}

/** The reports of a unit at a moment, by metric id; on time = answered within 48 h, the rate of the resolved ones. */
export function feedbackFigures(
  reports: readonly CitizenReport[],
  before: Resolved,
  at: number,
): ReadonlyMap<string, number> {
  const open = reports.filter((one) => one.at <= at && one.closedAt > at)
  const closed = reports.filter((one) => one.closedAt <= at)
  const overdue = open.filter((one) => at - one.at > ANSWER_WITHIN_MS)
  const kept = closed.filter((one) => one.closedAt - one.at <= ANSWER_WITHIN_MS)
  const resolved = before.resolved + closed.length
  const onTime = before.onTime + kept.length
  return new Map([
    ['feedback.open', open.length],
    ['feedback.overdue', overdue.length],
    ['feedback.resolved', resolved],
    ['feedback.resolved-on-time', onTime],
    ['feedback.on-time-rate', percent(onTime, resolved)],
  ])
}
