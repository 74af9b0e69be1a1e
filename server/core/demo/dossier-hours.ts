import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import type { ScenarioData } from './scenario-data.ts'

const SECOND = 1_000
const SECONDS_PER_HOUR = 3_600

/** So many of a hundred dossiers come in from this hour of the day until the next one: a peak in the morning. */
const RECEIPTS: readonly (readonly [number, number])[] = [
  [7.67, 12],
  [8.25, 22],
  [9, 20],
  [10, 12],
  [11, 4],
  [11.5, 0],
  [13, 6],
  [13.75, 10],
  [14.5, 8],
  [15.5, 5],
  [16.5, 1],
  [17, 0],
]
/** The share of a day that has come in by 15:00, after which limits count from the next day. */
export const BEFORE_CUT_OFF = 0.88

/** At which hour of an office day a dossier comes in: 0 with the first, 1 with the last. */
export function receiptHour(share: number): number {
  let left = share * 100
  for (const [index, [hour, percent]] of RECEIPTS.entries()) {
    const end = RECEIPTS[index + 1]?.[0] ?? hour
    if (left < percent) return hour + (left / percent) * (end - hour)
    left -= percent
  }
  return 17
}

/** The end of so many working hours after a moment, to the second. */
export function afterHours(calendar: WorkingCalendar, at: number, hours: number): number {
  return calendar.addWorkingTime(at, Math.round(hours * SECONDS_PER_HOUR) * SECOND)
}

/** Nothing is received, done or told in a unit that is cut off. */
export function isCutOff(
  unit: string,
  at: number,
  { units, from, to }: ScenarioData['isolated'],
): boolean {
  return units.includes(unit) && at >= from && at < to
}
