import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildCalendar, buildHoliday, onWorkdays } from '../../testing/build-calendar.ts'
import { dateOfDay } from './civil-day.ts'
import type { Limit, WorkingCalendar } from './working-calendar.ts'

const DAY = 86_400_000
/** Early, for the tables of a calendar begin with 1970 and grow. */
const FROM = Date.parse('1972-01-01T00:00Z')

const OFFICES: readonly Record<string, unknown>[] = [
  {},
  { dayRule: 'same-time' },
  {
    timeZone: 'America/New_York',
    dayRule: 'same-time',
    hours: [
      {
        cutOff: '16:00',
        weekdays: {
          ...onWorkdays(['08:30-17:00']),
          wednesday: ['09:00-12:00', '14:00-20:00'],
          saturday: ['08:00-12:00'],
        },
      },
    ],
  },
  {
    timeZone: 'America/New_York',
    hours: [
      {
        to: '1972-06-30',
        weekdays: {
          sunday: ['01:30-02:30', '02:45-04:00'],
          monday: ['22:00-24:00'],
          tuesday: ['00:00-06:00'],
        },
      },
      {
        from: '1972-07-01',
        cutOff: '12:00',
        weekdays: { friday: ['00:00-24:00'], saturday: ['00:00-24:00'], sunday: ['00:00-24:00'] },
      },
    ],
  },
]

const day = fc.integer({ min: 0, max: 730 })
const holidays = fc.uniqueArray(day, { maxLength: 40 })
const instant = fc.integer({ min: FROM, max: FROM + 730 * DAY })
const office = fc.constantFrom(...OFFICES)
const limit: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({ unit: fc.constant('working-days' as const), count: fc.nat(40) }),
  fc.record({ unit: fc.constant('working-hours' as const), count: fc.nat(400).map((n) => n / 4) }),
  fc.record({ unit: fc.constant('calendar-days' as const), count: fc.nat(60) }),
)

const daysOff = (numbers: readonly number[]) =>
  numbers.map((number) => buildHoliday(dateOfDay(FROM / DAY + number)))

const calendar = fc
  .tuple(office, holidays)
  .map(([overrides, off]) => buildCalendar({ ...overrides, holidays: daysOff(off) }))

/** True within working time, both ends included: time passes on at least one side of it. */
function isWithinWorkingTime(of: WorkingCalendar, at: number): boolean {
  return of.workingTimeBetween(at - 1, at + 1) > 0
}

describe('every calendar', () => {
  it('adds up working time over instants', () => {
    fc.assert(
      fc.property(calendar, instant, instant, instant, (of, a, b, c) => {
        const whole = of.workingTimeBetween(a, c)
        expect(of.workingTimeBetween(a, b) + of.workingTimeBetween(b, c)).toBe(whole)
        expect(of.workingTimeBetween(c, a) + whole).toBe(0)
      }),
    )
  })

  it('undoes by measuring what it did by adding, and finds the earliest such instant', () => {
    const span = fc.integer({ min: -20 * DAY, max: 20 * DAY }).filter((ms) => ms !== 0)
    fc.assert(
      fc.property(calendar, instant, span, (of, at, ms) => {
        const end = of.addWorkingTime(at, ms)
        expect(of.workingTimeBetween(at, end)).toBe(ms)
        expect(of.workingTimeBetween(at, end - 1)).toBe(ms - 1)
        expect(of.addWorkingTime(end, -ms)).toBeLessThanOrEqual(at)
        expect(of.workingTimeBetween(of.addWorkingTime(end, -ms), at)).toBe(0)
      }),
    )
  })

  it('counts from working time and ends limits within it, never before they count', () => {
    fc.assert(
      fc.property(calendar, instant, limit, (of, opened, span) => {
        const from = of.countsFrom(opened)
        const due = of.due(opened, span)
        expect(from).toBeGreaterThanOrEqual(opened)
        expect(of.workingTimeBetween(from, from + 1)).toBe(1)
        if (from > opened) expect(of.countsFrom(from)).toBe(from)
        expect(isWithinWorkingTime(of, due)).toBe(true)
        expect(due).toBeGreaterThanOrEqual(span.unit === 'calendar-days' ? opened : from)
      }),
    )
  })

  it('is never due earlier for having been opened later', () => {
    fc.assert(
      fc.property(calendar, instant, fc.nat(7 * DAY), limit, (of, opened, later, span) => {
        expect(of.due(opened + later, span)).toBeGreaterThanOrEqual(of.due(opened, span))
      }),
    )
  })

  it('is never due earlier for one more holiday', () => {
    fc.assert(
      fc.property(office, holidays, day, instant, limit, (of, off, more, opened, span) => {
        const before = buildCalendar({ ...of, holidays: daysOff(off) })
        const after = buildCalendar({ ...of, holidays: daysOff([...new Set([...off, more])]) })
        expect(after.due(opened, span)).toBeGreaterThanOrEqual(before.due(opened, span))
      }),
    )
  })

  it('lets working days grow with working time and stand still without', () => {
    fc.assert(
      fc.property(calendar, instant, fc.nat(5 * DAY), (of, at, later) => {
        const grown = of.workingDay(at + later) - of.workingDay(at)
        expect(grown > 0).toBe(of.workingTimeBetween(at, at + later) > 0)
        expect(grown).toBeLessThanOrEqual(6)
      }),
    )
  })

  it('explains exactly the time that it says is due', () => {
    fc.assert(
      fc.property(calendar, instant, limit, (of, opened, span) => {
        const steps = of.explain(opened, span)
        expect(steps[0]).toEqual({ kind: 'opened', at: opened })
        expect(steps.at(-1)).toEqual({ kind: 'due', at: of.due(opened, span), limit: span })
        const from = steps.find((step) => step.kind === 'counts-from')
        if (span.unit !== 'calendar-days') expect(from?.at ?? opened).toBe(of.countsFrom(opened))
      }),
    )
  })
})
