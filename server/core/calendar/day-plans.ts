import type { CalendarFile } from './calendar-shape.ts'
import {
  clockMs,
  dateOfDay,
  dayNumberOf,
  hoursOf,
  WEEKDAYS,
  weekdayOf,
  type Hours,
} from './civil-day.ts'

type Holiday = CalendarFile['holidays'][number]

/** What a calendar says of one civil day, in wall-clock time. */
export type DayPlan =
  | {
      readonly kind: 'working'
      readonly hours: readonly Hours[]
      /** Received later than this counts from the next working day; ms since midnight. */
      readonly cutOffMs: number | undefined
      readonly isMadeUp: boolean
    }
  | { readonly kind: 'weekend' }
  | { readonly kind: 'holiday'; readonly name: Holiday['name'] }

interface WeekPlan {
  /** From Monday on. */
  readonly hours: readonly (readonly Hours[])[]
  readonly cutOffMs: number | undefined
}

const WEEKEND: DayPlan = { kind: 'weekend' }

/** Reads a calendar file as the plan of any day (days since 1970). A holiday on a closed weekday is a weekend. */
export function dayPlans(file: CalendarFile): (day: number) => DayPlan {
  const holidays = holidaysByDay(file)
  const weekOf = weekPlans(file)
  const hoursOn = (day: number) => weekOf(day).hours[weekdayOf(day)] ?? []
  const makeUps = new Map(
    file.makeUpDays.map(({ date, insteadOf, hours }) => [
      dayNumberOf(date),
      hours?.map(hoursOf) ?? hoursOn(dayNumberOf(insteadOf)),
    ]),
  )
  return (day) => {
    const madeUp = makeUps.get(day)
    const hours = madeUp ?? hoursOn(day)
    if (hours.length === 0) return WEEKEND
    const holiday = holidays.get(day)
    if (holiday !== undefined) return { kind: 'holiday', name: holiday.name }
    return {
      kind: 'working',
      hours,
      cutOffMs: weekOf(day).cutOffMs,
      isMadeUp: madeUp !== undefined,
    }
  }
}

export function holidaysByDay({ holidays }: CalendarFile): ReadonlyMap<number, Holiday> {
  return new Map(
    holidays.flatMap((holiday) => {
      const first = dayNumberOf(holiday.date)
      const length = dayNumberOf(holiday.through ?? holiday.date) - first + 1
      return Array.from({ length }, (_, index) => [first + index, holiday] as const)
    }),
  )
}

/** The opening hours in force on a day (since 1970). */
export function weekPlans(file: CalendarFile): (day: number) => WeekPlan {
  const plans = file.hours.map(({ from, weekdays, cutOff }) => ({
    firstDay: from === undefined ? -Infinity : dayNumberOf(from),
    hours: WEEKDAYS.map((weekday) => weekdays[weekday].map(hoursOf)),
    cutOffMs: cutOff === undefined ? undefined : clockMs(cutOff),
  }))
  return (day) => {
    const plan = plans.findLast(({ firstDay }) => firstDay <= day)
    if (plan === undefined) throw new RangeError(`no opening hours on ${dateOfDay(day)}`)
    return plan
  }
}
