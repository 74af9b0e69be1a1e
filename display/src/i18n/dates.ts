import type { Messages } from './messages.ts'

export interface CivilTime {
  readonly year: string
  readonly month: string
  readonly day: string
  readonly hour: string
  readonly minute: string
  readonly second: string
  /** 0 = Sunday. */
  readonly weekday: number
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const DAY_MS = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(timeZone, format)
  }
  return format
}

export function civilTime(at: number, timeZone: string): CivilTime {
  const parts = new Map(
    formatFor(timeZone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? ''
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
    weekday: WEEKDAYS.indexOf(part('weekday')),
  }
}

/** `15/10/2025` */
export function formatDate(time: CivilTime): string {
  return `${time.day}/${time.month}/${time.year}`
}

/** `15/10/2025` from `2025-10-15`. */
export function formatIsoDate(date: string): string {
  return date.split('-').reverse().join('/')
}

/** `09:42` */
export function formatTime(time: CivilTime): string {
  return `${time.hour}:${time.minute}`
}

/** `09:42:18` */
export function formatSeconds(time: CivilTime): string {
  return `${formatTime(time)}:${time.second}`
}

function isSameDay(a: CivilTime, b: CivilTime): boolean {
  return formatDate(a) === formatDate(b)
}

/** A past moment in the fewest words that leave no doubt: `08:10`, `08:10 14/10`, `08:10 14/10/2024`. */
export function formatMoment(at: number, now: number, timeZone: string): string {
  const [then, today] = [civilTime(at, timeZone), civilTime(now, timeZone)]
  if (isSameDay(then, today)) return formatTime(then)
  if (then.year === today.year) return `${formatTime(then)} ${then.day}/${then.month}`
  return `${formatTime(then)} ${formatDate(then)}`
}

/** The same with seconds on the day itself, for the bands. */
export function formatMomentSeconds(at: number, now: number, timeZone: string): string {
  const then = civilTime(at, timeZone)
  return isSameDay(then, civilTime(now, timeZone))
    ? formatSeconds(then)
    : formatMoment(at, now, timeZone)
}

/** `05:10 hôm nay`, `05:10 hôm qua`, `05:10 13/10`. */
export function formatMomentWords(
  at: number,
  now: number,
  timeZone: string,
  messages: Messages,
): string {
  const then = civilTime(at, timeZone)
  if (isSameDay(then, civilTime(now, timeZone))) return messages.when.today(formatTime(then))
  if (isSameDay(then, civilTime(now - DAY_MS, timeZone))) {
    return messages.when.yesterday(formatTime(then))
  }
  return formatMoment(at, now, timeZone)
}
