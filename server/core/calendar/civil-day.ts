export const DAY_MS = 86_400_000

const MINUTE_MS = 60_000

/** Days from 1970-01-01 to an ISO date. */
export function dayNumberOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS
}

/** The ISO date that many days after 1970-01-01. */
export function dateOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

export function yearOfDay(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear()
}

/** 0 = Monday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}

/** A stretch of a day in ms of wall-clock time since its midnight. */
export interface Hours {
  readonly openMs: number
  readonly closeMs: number
}

/** Reads `07:30-11:30`. */
export function hoursOf(text: string): Hours {
  const [open = '', close = ''] = text.split('-')
  return { openMs: clockMs(open), closeMs: clockMs(close) }
}

/** ms from midnight to a time such as `15:00`. */
export function clockMs(text: string): number {
  const [hour, minute] = text.split(':')
  return (Number(hour) * 60 + Number(minute)) * MINUTE_MS
}

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const
export type Weekday = (typeof WEEKDAYS)[number]
