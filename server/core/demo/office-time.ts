const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Indochina Time, without summer time. */
const OFFSET_MS = 7 * HOUR
/** 1970-01-01 was a Thursday; 0 = Sunday. */
const WEEKDAY_OF_DAY_ZERO = 4

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
  const weekday = (day + WEEKDAY_OF_DAY_ZERO) % 7
  return weekday !== 0 && weekday !== 6
}

/** The day that comes `count` working days after a day; negative counts go back. */
export function addWorkingDays(day: number, count: number): number {
  const step = Math.sign(count)
  let left = Math.abs(count)
  let at = day
  while (left > 0) {
    at += step
    if (isWorkingDay(at)) left--
  }
  return at
}

/** Working days after `from` up to and including `to`; 0 when `to` is not after `from`. */
export function workingDaysUntil(from: number, to: number): number {
  let count = 0
  for (let day = from + 1; day <= to; day++) if (isWorkingDay(day)) count++
  return count
}
