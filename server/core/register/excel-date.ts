import type { DateSystem } from './register-cell.ts'

const MS_PER_DAY = 86_400_000
const SECONDS_PER_DAY = 86_400
/** Lotus 1-2-3 took 1900 for a leap year, and the 1900 system counts that day: 60 is 29 February 1900. */
const FALSE_LEAP_DAY = 60
const LAST_DAY = 2_958_465

export interface CivilTime {
  /** ISO. */
  readonly date: string
  /** Of the day by the clock on the wall; absent = the day alone. */
  readonly seconds?: number
}

/** The date and time that a number of a spreadsheet stands for; undefined where it stands for none. */
export function civilTimeOfSerial(serial: number, system: DateSystem): CivilTime | undefined {
  if (!(serial >= 0 && serial < LAST_DAY + 1)) return undefined
  // Times are stored as fractions, which seldom hit the second.
  const total = Math.round(serial * SECONDS_PER_DAY)
  const days = Math.floor(total / SECONDS_PER_DAY)
  const epoch = epochOf(days, system)
  if (epoch === undefined) return undefined
  const date = new Date(epoch + days * MS_PER_DAY).toISOString().slice(0, 10)
  const seconds = total - days * SECONDS_PER_DAY
  // A whole number is what a date without a time is stored as.
  return seconds === 0 ? { date } : { date, seconds }
}

function epochOf(days: number, system: DateSystem): number | undefined {
  if (system === '1904') return Date.UTC(1904, 0, 1)
  if (days < 1 || days === FALSE_LEAP_DAY) return undefined
  return Date.UTC(1899, 11, days > FALSE_LEAP_DAY ? 30 : 31)
}
