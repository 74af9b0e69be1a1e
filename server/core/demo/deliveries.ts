import {
  addWorkingDays,
  dayOf,
  firstDayOfMonth,
  isWorkingDay,
  momentOf,
  monthOf,
  weekdayOf,
} from './office-time.ts'
import { FIRST_PAST_DAY, FIRST_PAST_MONTH } from './past.ts'
import type { Delivery, ScenarioData } from './scenario-data.ts'
import { seeded, seededBetween } from './seeded.ts'
import type { Times } from './times.ts'

interface Rhythm {
  readonly period: 'day' | 'working-day' | 'week' | 'month'
  /** The punctual come within `withinHours` after this hour of the day. */
  readonly hour: number
  readonly withinHours: number
  /** The late come up to so many hours after that, always within their period. */
  readonly lateHours: number
}

/** Monthly figures are told on one of the first working days of the next month, weekly ones on Monday. */
const RHYTHMS: Readonly<Record<Delivery, Rhythm>> = {
  documents: { period: 'working-day', hour: 16.25, withinHours: 0.7, lateHours: 4 },
  visits: { period: 'day', hour: 16.3, withinHours: 0.65, lateHours: 5 },
  dengue: { period: 'week', hour: 8, withinHours: 3, lateHours: 48 },
  health: { period: 'month', hour: 8, withinHours: 8, lateHours: 240 },
  education: { period: 'working-day', hour: 7.6, withinHours: 0.9, lateHours: 5 },
  economy: { period: 'month', hour: 8, withinHours: 8, lateHours: 240 },
  'index-766': { period: 'month', hour: 8, withinHours: 8, lateHours: 240 },
}

const LATE_SHARE = 0.06
const HOUR = 3_600_000

/**
 * When a unit delivers figures of a kind. Some come late; nothing comes from a unit that is cut off,
 * nor from one that owes this kind of figures.
 */
export function deliveryTimes(delivery: Delivery, unit: string, data: ScenarioData): Times {
  const { owed, isolated } = data
  const since = owed.find((one) => one.delivery === delivery && one.unit === unit)?.since
  const isMissing = (at: number) =>
    (since !== undefined && at >= since) ||
    (isolated.units.includes(unit) && at >= isolated.from && at < isolated.to)
  const rhythm = RHYTHMS[delivery]
  return (from, to) =>
    dueDays(rhythm, unit, from, to)
      .map((day) => timeOf(`${unit} ${delivery} ${day}`, day, rhythm))
      .filter((at) => at > from && at <= to && !isMissing(at))
}

function timeOf(key: string, day: number, { hour, withinHours, lateHours }: Rhythm): number {
  const punctual = momentOf(day, hour + withinHours * seeded(`${key} minute`))
  if (seeded(`${key} luck`) >= LATE_SHARE) return punctual
  return punctual + Math.round(lateHours * seeded(`${key} late`) * HOUR)
}

/** The days on which something is due whose time may lie within (from, to], ascending. */
function dueDays(
  { period, lateHours }: Rhythm,
  unit: string,
  from: number,
  to: number,
): readonly number[] {
  const first = Math.max(dayOf(from - lateHours * HOUR), FIRST_PAST_DAY)
  switch (period) {
    case 'day':
      return daysFrom(first, dayOf(to))
    case 'working-day':
      return daysFrom(first, dayOf(to)).filter(isWorkingDay)
    case 'week':
      return daysFrom(first, dayOf(to)).filter((day) => weekdayOf(day) === 0)
    case 'month':
      return monthsOf(from - lateHours * HOUR, to).map((month) =>
        addWorkingDays(firstDayOfMonth(month) - 1, seededBetween(`${unit} ${month}`, 1, 3)),
      )
  }
}

function monthsOf(from: number, to: number): readonly number[] {
  const first = Math.max(monthOf(dayOf(from)), FIRST_PAST_MONTH + 1)
  return Array.from(
    { length: Math.max(0, monthOf(dayOf(to)) - first + 1) },
    (_, index) => first + index,
  )
}

function daysFrom(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}
