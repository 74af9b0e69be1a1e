import { describe, expect, it } from 'vitest'
import { buildCalendarFile, buildHoliday, onWorkdays } from '../../testing/build-calendar.ts'
import { calendarFile } from './calendar-file.ts'

const HOURS = { weekdays: onWorkdays(['07:30-11:30', '13:00-17:00']) }
const SWAPPED = buildHoliday('2025-05-02', { kind: 'swapped' })
const MADE_UP = { date: '2025-04-26', insteadOf: '2025-05-02', source: 'test' }

/** What is wrong with a file, as `path: message`. */
function faultsOf(overrides: Record<string, unknown>): readonly string[] {
  const result = calendarFile.safeParse({ ...buildCalendarFile(), ...overrides })
  return result.success
    ? []
    : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('a calendar file', () => {
  it('may have other hours at other times, swapped days and their make-up days', () => {
    const hours = [
      { ...HOURS, to: '2025-06-30' },
      { ...HOURS, from: '2025-07-01', cutOff: '16:00' },
    ]
    expect(faultsOf({ hours, holidays: [SWAPPED], makeUpDays: [MADE_UP] })).toEqual([])
    const sunday = { ...MADE_UP, date: '2025-04-27', hours: ['07:30-11:30'] }
    expect(faultsOf({ holidays: [SWAPPED], makeUpDays: [sunday] })).toEqual([])
    const night = { weekdays: { monday: ['00:00-06:00', '06:00-24:00'] } }
    expect(faultsOf({ hours: [night] })).toEqual([])
  })

  it.each([
    [{ hours: [] }, 'hours: Too small: expected array to have >=1 items'],
    [{ timeZone: 'Asia/Atlantis' }, 'timeZone: not an IANA time zone, e.g. Asia/Ho_Chi_Minh'],
    [{ hours: [{ weekdays: {} }] }, 'hours.0.weekdays: nobody works on any day of the week'],
    [
      { hours: [{ weekdays: { monday: ['7:30-11:30'] } }] },
      'hours.0.weekdays.monday.0: write from and to as hours and minutes, e.g. 07:30-11:30',
    ],
    [
      { hours: [{ weekdays: { monday: ['11:30-07:30'] } }] },
      'hours.0.weekdays.monday.0: ends before it begins',
    ],
    [
      { hours: [{ weekdays: { monday: ['07:30-12:00', '11:00-17:00'] } }] },
      'hours.0.weekdays.monday.1: must follow the hours before it',
    ],
    [
      { holidays: [SWAPPED], makeUpDays: [{ ...MADE_UP, date: '2025-04-31' }] },
      'makeUpDays.0.date: not a date; write YYYY-MM-DD',
    ],
    [
      { hours: [{ ...HOURS, from: '2025-01-01' }] },
      'hours.0.from: the first hours hold from the beginning; leave it out',
    ],
    [
      { hours: [{ ...HOURS, to: '2025-01-01' }] },
      'hours.0.to: the last hours hold until further notice',
    ],
    [
      { hours: [HOURS, { ...HOURS, from: '2025-01-01' }] },
      'hours.0: these hours need `to`, for others follow',
    ],
    [
      {
        hours: [
          { ...HOURS, to: '2025-01-01' },
          { ...HOURS, from: '2025-01-03' },
        ],
      },
      'hours.1.from: must be 2025-01-02, the day after the hours before',
    ],
    [
      { holidays: [buildHoliday('2025-05-02', { through: '2025-05-01' })] },
      'holidays.0.through: lies before `date`',
    ],
    [
      { holidays: [buildHoliday('2025-05-02', { through: '2026-05-01' })] },
      'holidays.0.through: more than 31 days',
    ],
    [
      { holidays: [buildHoliday('2025-05-01', { through: '2025-05-02' }), SWAPPED] },
      'holidays.1.date: this day off is listed twice',
    ],
    [
      { makeUpDays: [MADE_UP] },
      'makeUpDays.0.insteadOf: is not among the holidays of kind "swapped"',
    ],
    [
      { holidays: [SWAPPED], makeUpDays: [{ ...MADE_UP, date: '2025-04-25' }] },
      'makeUpDays.0.date: is a working day already',
    ],
    [
      { holidays: [SWAPPED], makeUpDays: [{ ...MADE_UP, date: '2025-05-02' }] },
      'makeUpDays.0.date: this day is a day off as well',
    ],
    [
      { holidays: [SWAPPED], makeUpDays: [MADE_UP, MADE_UP] },
      'makeUpDays.1.date: this make-up day is listed twice',
    ],
    [
      {
        holidays: [buildHoliday('2025-05-03', { kind: 'swapped' })],
        makeUpDays: [{ ...MADE_UP, insteadOf: '2025-05-03' }],
      },
      'makeUpDays.0.insteadOf: its weekday has no hours; give `hours`',
    ],
  ])('is refused: %j', (overrides, fault) => {
    expect(faultsOf(overrides)).toEqual([fault])
  })
})
