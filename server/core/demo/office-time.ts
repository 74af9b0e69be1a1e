const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Indochina Time, without summer time. */
const OFFSET_MS = 7 * HOUR
/** 1970-01-01 was a Thursday. */
const DAYS_FROM_MONDAY_TO_DAY_ZERO = 3
const SATURDAY = 5

/** Number of the civil day in Indochina Time, counted from 1970-01-01. */
export function dayOf(at: number): number {
  return Math.floor((at + OFFSET_MS) / DAY)
}

/** The moment an hour of a day (hours may have fractions) comes in Indochina Time. */
export function momentOf(day: number, hour: number): number {
  return day * DAY - OFFSET_MS + Math.round(hour * HOUR)
}

/** The day of an ISO date. Refuses anything else. */
export function dayOfIsoDate(date: string): number {
  const at = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(at)) throw new RangeError(`not an ISO date: ${date}`)
  return at / DAY
}

/** Monday to Friday. The weeks of the demo hold no public holiday. */
export function isWorkingDay(day: number): boolean {
  return weekdayOf(day) < SATURDAY
}

/** 0 = Monday, 6 = Sunday. */
export function weekdayOf(day: number): number {
  return (day + DAYS_FROM_MONDAY_TO_DAY_ZERO) % 7
}

/** Months counted from January of year 0, of the civil day. */
export function monthOf(day: number): number {
  const date = new Date(day * DAY)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** The first day of a month counted as `monthOf` does. */
export function firstDayOfMonth(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12) / DAY
}

/** The day that comes `count` working days after a day. */
export function addWorkingDays(day: number, count: number): number {
  let at = day
  for (let left = count; left > 0;) {
    at++
    if (isWorkingDay(at)) left--
  }
  return at
}
