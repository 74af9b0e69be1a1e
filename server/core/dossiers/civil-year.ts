import type { WorkingCalendar } from '../calendar/working-calendar.ts'

const DAY = 24 * 3_600_000

/** The civil year of a moment (ms since 1970) in a calendar's zone. */
export function civilYear(calendar: WorkingCalendar, at: number): number {
  return new Date(calendar.dayNumber(at) * DAY).getUTCFullYear()
}

/** The ISO date of a day number. */
export function isoDate(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10)
}

/** 1 = Monday, 7 = Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}
