import { calendarFile } from '../core/calendar/calendar-file.ts'
import type { CalendarFile } from '../core/calendar/calendar-shape.ts'
import { createCalendar } from '../core/calendar/create-calendar.ts'
import type { WorkingCalendar } from '../core/calendar/working-calendar.ts'

const OFFICE = ['07:30-11:30', '13:00-17:00']

/**
 * The file of a small calendar: Vietnamese office hours from Monday to Friday, cut-off at 15:00, limits
 * that end at closing, no holidays, 2020 to 2030 covered.
 */
export function buildCalendarFile(overrides: Record<string, unknown> = {}): CalendarFile {
  return calendarFile.parse({
    name: { vi: 'Lịch thử', en: 'Test calendar' },
    timeZone: 'Asia/Ho_Chi_Minh',
    dayRule: 'close-of-business',
    coveredYears: Array.from({ length: 11 }, (_, index) => 2020 + index),
    hours: [{ cutOff: '15:00', weekdays: onWorkdays(OFFICE) }],
    ...overrides,
  })
}

/** `buildCalendarFile` as a calendar. */
export function buildCalendar(overrides: Record<string, unknown> = {}): WorkingCalendar {
  return createCalendar('test', buildCalendarFile(overrides))
}

/** The same hours from Monday to Friday. */
export function onWorkdays(hours: readonly string[]): Record<string, readonly string[]> {
  return { monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: hours }
}

/** A holiday as a calendar file has it. */
export function buildHoliday(
  date: string,
  overrides: Record<string, unknown> = {},
): Record<string, unknown> {
  return { date, name: { vi: 'Lễ', en: 'Holiday' }, kind: 'holiday', source: 'test', ...overrides }
}
