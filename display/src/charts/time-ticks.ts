import { civilTime, formatTime } from '../i18n/dates.ts'
import { siteZone } from './site-zone.ts'

export interface TimeTick {
  readonly at: number
  readonly text: string
  /** Midnight, or the first of a month on a long axis. */
  readonly isMajor: boolean
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const STEPS_MS = [
  ...[5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14].map((days) => days * DAY_MS),
]
const MONTH_STEPS = [1, 2, 3, 6, 12]

/** Ticks at full hours, days or months of the site's zone, at most so many. */
export function timeTicks(
  from: number,
  to: number,
  most: number,
  timeZone: string,
): readonly TimeTick[] {
  const room = Math.max(1, most)
  const step = STEPS_MS.find((one) => (to - from) / one <= room)
  return step === undefined
    ? monthTicks(from, to, room, timeZone)
    : evenTicks(from, to, step, timeZone)
}

function evenTicks(from: number, to: number, step: number, timeZone: string): readonly TimeTick[] {
  const zone = siteZone(timeZone)
  const ticks: TimeTick[] = []
  const lastLocal = zone.localOf(to)
  for (let local = Math.ceil(zone.localOf(from) / step) * step; local <= lastLocal; local += step) {
    const at = zone.instantOf(local)
    const isMajor = local % DAY_MS === 0
    const time = civilTime(at, timeZone)
    ticks.push({ at, isMajor, text: isMajor ? `${time.day}/${time.month}` : formatTime(time) })
  }
  return ticks.filter(({ at }) => at >= from && at <= to)
}

function monthTicks(from: number, to: number, most: number, timeZone: string): readonly TimeTick[] {
  const zone = siteZone(timeZone)
  const months = (to - from) / (30 * DAY_MS)
  const step = MONTH_STEPS.find((one) => months / one <= most) ?? 12
  const first = new Date(zone.localOf(from))
  const ticks: TimeTick[] = []
  for (let count = 0; count <= months + 1; count++) {
    const month = first.getUTCMonth() + count
    if (month % step !== 0) continue
    const at = zone.instantOf(Date.UTC(first.getUTCFullYear(), month, 1))
    const time = civilTime(at, timeZone)
    if (at >= from && at <= to) {
      ticks.push({ at, isMajor: time.month === '01', text: `${time.month}/${time.year}` })
    }
  }
  return ticks
}
