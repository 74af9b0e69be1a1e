import { dayOf, dayOfIsoDate, momentOf } from './office-time.ts'
import type { ScenarioData } from './scenario-data.ts'
import { seeded, seededBetween } from './seeded.ts'

/** A citizen's report of the demo. Times in ms since 1970. */
export interface CitizenReport {
  readonly at: number
  readonly closedAt: number
}

const HOUR = 3_600_000
const ANSWER_WITHIN_MS = 48 * HOUR
const FIRST_DAY = dayOfIsoDate('2025-10-22')
const LAST_DAY = dayOfIsoDate('2025-11-01')

/** The invented reports of a unit: a few a day, many while it is cut off, and the surge of the scenario. */
export function reportsOf(unit: string, data: ScenarioData): readonly CitizenReport[] {
  const days = Array.from({ length: LAST_DAY - FIRST_DAY + 1 }, (_, index) => FIRST_DAY + index)
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

/** Open and overdue reports at a moment; overdue = open for more than 48 h. */
export function feedbackFigures(
  reports: readonly CitizenReport[],
  at: number,
): ReadonlyMap<string, number> {
  const open = reports.filter((one) => one.at <= at && one.closedAt > at)
  const overdue = open.filter((one) => at - one.at > ANSWER_WITHIN_MS)
  return new Map([
    ['feedback.open', open.length],
    ['feedback.overdue', overdue.length],
  ])
}
