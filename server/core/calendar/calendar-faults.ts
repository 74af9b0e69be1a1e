import { areOverlapping, dayAfter } from '../sites/validity.ts'
import type { CalendarFile } from './calendar-shape.ts'
import { dayNumberOf, hoursOf, WEEKDAYS, weekdayOf } from './civil-day.ts'
import { holidaysByDay, weekPlans } from './day-plans.ts'

const MAX_HOLIDAY_DAYS = 31

interface CalendarFault {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** What the parts of a calendar file say against each other. */
export function calendarFaults(file: CalendarFile): readonly CalendarFault[] {
  const faults = [...stretchFaults(file), ...holidayFaults(file)]
  // The rest looks days up, which is only possible in what is sound so far.
  return faults.length > 0 ? faults : makeUpFaults(file)
}

function stretchFaults({ hours }: CalendarFile): readonly CalendarFault[] {
  return hours.flatMap(({ from, to, weekdays }, index) => {
    const faults: CalendarFault[] = []
    const fault = (path: readonly (string | number)[], message: string) =>
      faults.push({ path: ['hours', index, ...path], message })
    const before = hours[index - 1]
    const isLast = index === hours.length - 1
    if (before === undefined && from !== undefined) {
      fault(['from'], 'the first hours hold from the beginning; leave it out')
    }
    if (isLast && to !== undefined) fault(['to'], 'the last hours hold until further notice')
    if (!isLast && to === undefined) fault([], 'these hours need `to`, for others follow')
    if (before?.to !== undefined && from !== dayAfter(before.to)) {
      fault(['from'], `must be ${dayAfter(before.to)}, the day after the hours before`)
    }
    if (from !== undefined && to !== undefined && to < from) fault(['to'], 'lies before `from`')
    for (const weekday of WEEKDAYS) {
      faults.push(...orderFaults(weekdays[weekday], ['hours', index, 'weekdays', weekday]))
    }
    if (WEEKDAYS.every((weekday) => weekdays[weekday].length === 0)) {
      fault(['weekdays'], 'nobody works on any day of the week')
    }
    return faults
  })
}

function orderFaults(
  intervals: readonly string[],
  path: readonly (string | number)[],
): readonly CalendarFault[] {
  return intervals.flatMap((text, index) => {
    const { openMs, closeMs } = hoursOf(text)
    if (closeMs <= openMs) return [{ path: [...path, index], message: 'ends before it begins' }]
    const before = intervals[index - 1]
    return before !== undefined && openMs < hoursOf(before).closeMs
      ? [{ path: [...path, index], message: 'must follow the hours before it' }]
      : []
  })
}

function holidayFaults({ holidays }: CalendarFile): readonly CalendarFault[] {
  return holidays.flatMap(({ date, through = date }, index) => {
    const path = ['holidays', index]
    const length = dayNumberOf(through) - dayNumberOf(date) + 1
    if (length < 1) return [{ path: [...path, 'through'], message: 'lies before `date`' }]
    if (length > MAX_HOLIDAY_DAYS) {
      return [{ path: [...path, 'through'], message: `more than ${MAX_HOLIDAY_DAYS} days` }]
    }
    const isListed = holidays
      .slice(0, index)
      .some((one) =>
        areOverlapping(
          { from: one.date, to: one.through ?? one.date },
          { from: date, to: through },
        ),
      )
    return isListed ? [{ path: [...path, 'date'], message: 'this day off is listed twice' }] : []
  })
}

function makeUpFaults(file: CalendarFile): readonly CalendarFault[] {
  const holidays = holidaysByDay(file)
  const weekOf = weekPlans(file)
  const isClosed = (day: number) => weekOf(day).hours[weekdayOf(day)]?.length === 0
  return file.makeUpDays.flatMap(({ date, insteadOf, hours }, index) => {
    const faults: CalendarFault[] = []
    const fault = (key: string, message: string) =>
      faults.push({ path: ['makeUpDays', index, key], message })
    const day = dayNumberOf(date)
    const swapped = dayNumberOf(insteadOf)
    if (file.makeUpDays.findIndex((one) => one.date === date) < index) {
      fault('date', 'this make-up day is listed twice')
    }
    if (holidays.has(day)) fault('date', 'this day is a day off as well')
    else if (!isClosed(day)) fault('date', 'is a working day already')
    if (holidays.get(swapped)?.kind !== 'swapped') {
      fault('insteadOf', 'is not among the holidays of kind "swapped"')
    } else if (hours === undefined && isClosed(swapped)) {
      fault('insteadOf', 'its weekday has no hours; give `hours`')
    }
    return [...faults, ...orderFaults(hours ?? [], ['makeUpDays', index, 'hours'])]
  })
}
