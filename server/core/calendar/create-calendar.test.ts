import { describe, expect, it } from 'vitest'
import { buildCalendar, buildHoliday, onWorkdays } from '../../testing/build-calendar.ts'
import type { Limit } from './working-calendar.ts'

const HOUR = 3_600_000

const days = (count: number): Limit => ({ unit: 'working-days', count })
const hours = (count: number): Limit => ({ unit: 'working-hours', count })
const calendarDays = (count: number): Limit => ({ unit: 'calendar-days', count })

/** Vietnamese wall-clock time. */
const at = (wall: string) => Date.parse(`${wall}+07:00`)
const wall = (instant: number) => new Date(instant + 7 * HOUR).toISOString().slice(0, 16)

describe('a limit in working days that ends at closing', () => {
  const office = buildCalendar()
  const due = (opened: string, count: number) => wall(office.due(at(opened), days(count)))

  it('does not count the first day and ends at the closing of the last', () => {
    expect(due('2025-10-20T09:00', 10)).toBe('2025-11-03T17:00')
    expect(due('2025-10-20T16:10', 1)).toBe('2025-10-22T17:00')
    expect(due('2025-10-24T08:00', 1)).toBe('2025-10-27T17:00')
  })

  it('counts what comes exactly at the cut-off, and what comes later from the next working day', () => {
    expect(due('2025-10-20T15:00', 1)).toBe('2025-10-21T17:00')
    expect(due('2025-10-20T15:00:00.001', 1)).toBe('2025-10-22T17:00')
    expect(wall(office.countsFrom(at('2025-10-20T15:01')))).toBe('2025-10-21T07:30')
    expect(wall(office.countsFrom(at('2025-10-24T16:10')))).toBe('2025-10-27T07:30')
  })

  it('counts from the opening what comes early, at midday, after closing or on a day off', () => {
    expect(wall(office.countsFrom(at('2025-10-20T05:00')))).toBe('2025-10-20T07:30')
    expect(wall(office.countsFrom(at('2025-10-20T11:30')))).toBe('2025-10-20T13:00')
    expect(wall(office.countsFrom(at('2025-10-20T17:00')))).toBe('2025-10-21T07:30')
    expect(wall(office.countsFrom(at('2025-10-25T09:00')))).toBe('2025-10-27T07:30')
  })

  it('ends on the same day when the limit is none', () => {
    expect(due('2025-10-20T09:00', 0)).toBe('2025-10-20T17:00')
    expect(due('2025-10-20T15:30', 0)).toBe('2025-10-21T17:00')
  })

  it('counts a short day as a day', () => {
    const withSaturdays = buildCalendar({
      hours: [
        { weekdays: { ...onWorkdays(['07:30-11:30', '13:00-17:00']), saturday: ['07:30-11:30'] } },
      ],
    })
    expect(wall(withSaturdays.due(at('2025-10-24T09:00'), days(1)))).toBe('2025-10-25T11:30')
    expect(wall(withSaturdays.due(at('2025-10-24T09:00'), days(2)))).toBe('2025-10-27T17:00')
    const saturday = withSaturdays.workingDay(at('2025-10-25T09:30'))
    expect(saturday - withSaturdays.workingDay(at('2025-10-24T17:00'))).toBe(0.5)
  })

  it('passes over holidays, and works the day that makes up for a swapped one', () => {
    const swapped = buildCalendar({
      holidays: [
        buildHoliday('2025-04-30', { through: '2025-05-01' }),
        buildHoliday('2025-05-02', { kind: 'swapped' }),
      ],
      makeUpDays: [{ date: '2025-04-26', insteadOf: '2025-05-02', source: 'test' }],
    })
    const end = (opened: string, count: number) => wall(swapped.due(at(opened), days(count)))
    expect(end('2025-04-25T09:00', 1)).toBe('2025-04-26T17:00')
    expect(end('2025-04-29T09:00', 1)).toBe('2025-05-05T17:00')
    expect(swapped.isWorkingDay('2025-04-26')).toBe(true)
    expect(swapped.isWorkingDay('2025-05-02')).toBe(false)
    expect(wall(swapped.closingOf('2025-04-26'))).toBe('2025-04-26T17:00')
    expect(wall(swapped.closingOf('2025-05-01'))).toBe('2025-05-05T17:00')
  })

  it('follows the hours in force on each day', () => {
    const moved = buildCalendar({
      hours: [
        { to: '2025-10-21', cutOff: '15:00', weekdays: onWorkdays(['07:30-11:30', '13:00-17:00']) },
        {
          from: '2025-10-22',
          cutOff: '16:00',
          weekdays: onWorkdays(['07:00-11:00', '13:30-17:30']),
        },
      ],
    })
    expect(wall(moved.due(at('2025-10-20T15:30'), days(1)))).toBe('2025-10-22T17:30')
    expect(wall(moved.due(at('2025-10-22T15:30'), days(0)))).toBe('2025-10-22T17:30')
  })
})

describe('a limit in working days that ends at the same time', () => {
  const sameTime = buildCalendar({ dayRule: 'same-time' })
  const due = (opened: string, count: number) => wall(sameTime.due(at(opened), days(count)))

  it('ends at the time of day at which it began to count', () => {
    expect(due('2025-10-20T09:15', 1)).toBe('2025-10-21T09:15')
    expect(due('2025-10-20T20:00', 1)).toBe('2025-10-22T07:30')
    expect(due('2025-10-18T10:00', 1)).toBe('2025-10-21T07:30')
  })

  it('moves to the next opening or the closing of its last day when nobody works at that time', () => {
    const uneven = buildCalendar({
      dayRule: 'same-time',
      hours: [
        {
          weekdays: {
            ...onWorkdays(['07:00-18:00']),
            tuesday: ['08:00-11:30', '13:00-17:00'],
          },
        },
      ],
    })
    const end = (opened: string) => wall(uneven.due(at(opened), days(1)))
    expect(end('2025-10-20T07:10')).toBe('2025-10-21T08:00')
    expect(end('2025-10-20T11:30')).toBe('2025-10-21T11:30')
    expect(end('2025-10-20T12:10')).toBe('2025-10-21T13:00')
    expect(end('2025-10-20T17:40')).toBe('2025-10-21T17:00')
  })

  it('keeps the time of day across a change of the clocks', () => {
    const newYork = buildCalendar({
      timeZone: 'America/New_York',
      dayRule: 'same-time',
      hours: [{ weekdays: onWorkdays(['08:30-17:00']) }],
      holidays: [buildHoliday('2031-05-26'), buildHoliday('2031-11-27', { through: '2031-11-28' })],
    })
    const rows = [
      ['2031-03-07T09:12:31-05:00', '2031-03-10T09:12:31-04:00'],
      ['2031-03-07T17:00:00-05:00', '2031-03-11T08:30:00-04:00'],
      ['2031-03-09T03:10:00-04:00', '2031-03-11T08:30:00-04:00'],
      ['2031-05-23T16:59:59-04:00', '2031-05-27T16:59:59-04:00'],
      ['2031-05-26T11:00:00-04:00', '2031-05-28T08:30:00-04:00'],
      ['2031-10-31T16:45:10-04:00', '2031-11-03T16:45:10-05:00'],
      ['2031-11-02T01:30:00-05:00', '2031-11-04T08:30:00-05:00'],
      ['2031-11-26T08:29:59-05:00', '2031-12-01T08:30:00-05:00'],
    ] as const
    for (const [opened, due] of rows) {
      expect(newYork.due(Date.parse(opened), days(1))).toBe(Date.parse(due))
    }
  })
})

describe('a limit in working hours', () => {
  const office = buildCalendar()
  const due = (opened: string, count: number) => wall(office.due(at(opened), hours(count)))

  it('runs through working time only', () => {
    expect(due('2025-10-20T08:00', 2)).toBe('2025-10-20T10:00')
    expect(due('2025-10-20T10:30', 2)).toBe('2025-10-20T14:00')
    expect(due('2025-10-20T14:00', 24)).toBe('2025-10-23T14:00')
    expect(due('2025-10-24T14:00', 8)).toBe('2025-10-27T14:00')
    expect(due('2025-10-20T08:00', 0.5)).toBe('2025-10-20T08:30')
  })

  it('ends at closing rather than at the opening after it', () => {
    expect(due('2025-10-20T07:30', 4)).toBe('2025-10-20T11:30')
    expect(due('2025-10-20T07:30', 8)).toBe('2025-10-20T17:00')
  })

  it('counts from the next working day after the cut-off', () => {
    expect(due('2025-10-20T16:10', 1)).toBe('2025-10-21T08:30')
  })
})

describe('a limit in calendar days', () => {
  const office = buildCalendar({ holidays: [buildHoliday('2026-11-24')] })
  const due = (opened: string, count: number) => wall(office.due(at(opened), calendarDays(count)))

  it('runs on days off, does not count the first day and knows no cut-off', () => {
    expect(due('2025-10-20T09:00', 7)).toBe('2025-10-27T17:00')
    expect(due('2025-10-20T16:10', 7)).toBe('2025-10-27T17:00')
    expect(due('2025-10-25T09:00', 3)).toBe('2025-10-28T17:00')
  })

  it('ends on the next working day when it would end on a day off', () => {
    expect(due('2025-10-20T09:00', 5)).toBe('2025-10-27T17:00')
    expect(due('2026-11-20T09:00', 4)).toBe('2026-11-25T17:00')
  })

  it('of none is due the same day, or the next working day when that is over', () => {
    expect(due('2025-10-20T16:10', 0)).toBe('2025-10-20T17:00')
    expect(due('2025-10-20T18:00', 0)).toBe('2025-10-21T17:00')
  })

  it('ends at the same time or the next opening where the calendar counts so', () => {
    const sameTime = buildCalendar({ dayRule: 'same-time' })
    const end = (opened: string, count: number) =>
      wall(sameTime.due(at(opened), calendarDays(count)))
    expect(end('2025-10-20T09:15', 2)).toBe('2025-10-22T09:15')
    expect(end('2025-10-20T12:00', 2)).toBe('2025-10-22T13:00')
    expect(end('2025-10-20T09:15', 5)).toBe('2025-10-27T07:30')
    expect(end('2025-10-20T23:00', 1)).toBe('2025-10-22T07:30')
  })
})

describe('working time', () => {
  const office = buildCalendar()

  it('is measured between two instants and goes back as well as forth', () => {
    const from = at('2025-10-24T16:00')
    const to = at('2025-10-27T08:30')
    expect(office.workingTimeBetween(from, to)).toBe(2 * HOUR)
    expect(office.workingTimeBetween(to, from)).toBe(-2 * HOUR)
    expect(wall(office.addWorkingTime(to, -2 * HOUR))).toBe('2025-10-24T16:00')
    expect(wall(office.addWorkingTime(to, -HOUR))).toBe('2025-10-24T17:00')
    expect(wall(office.addWorkingTime(from, HOUR))).toBe('2025-10-24T17:00')
    expect(office.addWorkingTime(at('2025-10-25T09:00'), 0)).toBe(at('2025-10-25T09:00'))
  })

  it('runs through the night where people work then, an hour less when the clocks go forward', () => {
    const allDay = ['00:00-24:00']
    const always = buildCalendar({
      timeZone: 'America/New_York',
      hours: [{ weekdays: { ...onWorkdays(allDay), saturday: allDay, sunday: allDay } }],
    })
    const spring = Date.parse('2031-03-09T00:00-05:00')
    const autumn = Date.parse('2031-11-02T00:00-04:00')
    expect(always.workingTimeBetween(spring, Date.parse('2031-03-10T00:00-04:00'))).toBe(23 * HOUR)
    expect(always.workingTimeBetween(autumn, Date.parse('2031-11-03T00:00-05:00'))).toBe(25 * HOUR)
    expect(always.dateOf(Date.parse('2031-03-09T23:59-04:00'))).toBe('2031-03-09')
    expect(always.hourOf(Date.parse('2031-03-09T07:00Z'))).toBe(3)
    expect(always.workingDay(Date.parse('2031-03-10T12:00-04:00')) % 1).toBe(0.5)
  })

  it('loses the hours that a jump of the clocks swallows', () => {
    const night = ['01:30-02:30', '02:40-03:30']
    const nights = buildCalendar({
      timeZone: 'America/New_York',
      hours: [{ weekdays: { sunday: night } }],
    })
    const from = Date.parse('2031-03-09T00:00-05:00')
    expect(nights.workingTimeBetween(from, from + 12 * HOUR)).toBe(HOUR)
    expect(nights.countsFrom(from)).toBe(Date.parse('2031-03-09T01:30-05:00'))
  })

  it('knows no day that a country left out when it changed sides of the date line', () => {
    const apia = buildCalendar({ timeZone: 'Pacific/Apia' })
    expect(apia.isWorkingDay('2011-12-30')).toBe(false)
    const thursday = Date.parse('2011-12-29T09:00-10:00')
    expect(apia.due(thursday, days(1))).toBe(Date.parse('2012-01-02T17:00+14:00'))
  })

  it('tells dates and hours in the zone of the calendar', () => {
    expect(office.dateOf(Date.parse('2025-10-20T16:59:59.999Z'))).toBe('2025-10-20')
    expect(office.dateOf(Date.parse('2025-10-20T17:00Z'))).toBe('2025-10-21')
    expect(office.dayNumber(Date.parse('1970-01-02T00:00+08:00'))).toBe(1)
    expect(office.hourOf(at('2025-10-20T00:00'))).toBe(0)
    expect(office.hourOf(at('2025-10-20T23:59'))).toBe(23)
  })

  it('refuses what no calendar can tell', () => {
    expect(() => office.due(-1, days(1))).toThrow(RangeError)
    expect(() => office.due(Number.NaN, days(1))).toThrow(RangeError)
    expect(() => office.due(Date.parse('2400-01-01T00:00Z'), days(1))).toThrow(RangeError)
    expect(() => office.due(0, days(-1))).toThrow(RangeError)
    expect(() => office.due(0, days(0.5))).toThrow(RangeError)
    expect(() => office.addWorkingTime(0, -HOUR * 24 * 400)).toThrow(RangeError)
  })
})

describe('what a calendar covers', () => {
  const office = buildCalendar({ coveredYears: [2025, 2026] })

  it('is every year that a span touches, in the zone of the calendar', () => {
    expect(office.isCovered(at('2025-01-01T00:00'), at('2026-12-31T23:59'))).toBe(true)
    expect(office.isCovered(at('2026-12-31T23:59'), at('2027-01-01T00:00'))).toBe(false)
    expect(office.isCovered(at('2024-12-31T23:59'), at('2025-06-01T00:00'))).toBe(false)
  })
})

describe('explaining a due time', () => {
  const name = { vi: 'Ngày Văn hóa Việt Nam', en: 'Vietnamese Culture Day' }
  const office = buildCalendar({
    coveredYears: [2026],
    holidays: [
      buildHoliday('2026-11-24', { name }),
      buildHoliday('2026-12-04', { kind: 'swapped' }),
    ],
    makeUpDays: [{ date: '2026-11-28', insteadOf: '2026-12-04', source: 'test' }],
  })

  it('says from when it counts, what is passed over and made up, and ends with the due time', () => {
    const opened = at('2026-11-20T16:10')
    expect(office.explain(opened, days(5))).toEqual([
      { kind: 'opened', at: opened },
      { kind: 'counts-from', at: at('2026-11-23T07:30'), because: 'after-cut-off' },
      {
        kind: 'skipped',
        because: 'weekend',
        dates: ['2026-11-21', '2026-11-22', '2026-11-29'],
      },
      { kind: 'skipped', because: 'holiday', dates: ['2026-11-24'], name },
      { kind: 'made-up', dates: ['2026-11-28'] },
      { kind: 'due', at: at('2026-11-30T17:00'), limit: days(5) },
    ])
  })

  it('names why it waits', () => {
    const because = (opened: string) =>
      office
        .explain(at(opened), hours(1))
        .flatMap((step) => (step.kind === 'counts-from' ? [step.because] : []))
    expect(because('2026-11-23T07:00')).toEqual(['before-opening'])
    expect(because('2026-11-23T12:00')).toEqual(['midday'])
    expect(because('2026-11-23T15:10')).toEqual(['after-cut-off'])
    expect(because('2026-11-23T18:00')).toEqual(['after-closing'])
    expect(because('2026-11-24T09:00')).toEqual(['day-off'])
    expect(because('2026-11-23T09:00')).toEqual([])
  })

  it('says of calendar days only what moved their end', () => {
    const opened = at('2026-11-17T16:10')
    expect(office.explain(opened, calendarDays(7))).toEqual([
      { kind: 'opened', at: opened },
      { kind: 'skipped', because: 'holiday', dates: ['2026-11-24'], name },
      { kind: 'moved-to-working-time', from: at('2026-11-24T23:59:59.999') },
      { kind: 'due', at: at('2026-11-25T17:00'), limit: calendarDays(7) },
    ])
    expect(office.explain(opened, calendarDays(8)).map(({ kind }) => kind)).toEqual([
      'opened',
      'due',
    ])
  })

  it('warns of years whose days off were not known', () => {
    const steps = office.explain(at('2026-12-30T09:00'), days(5))
    expect(steps.at(-2)).toEqual({ kind: 'not-covered', year: 2027 })
    expect(steps.at(-1)?.kind).toBe('due')
  })
})
