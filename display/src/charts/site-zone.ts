import { civilTime } from '../i18n/dates.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Reads of a clock in the site's zone what an axis or a calendar needs. Whatever zone the browser believes in. */
export interface SiteZone {
  /** Wall-clock time as if it were UTC, ms: days and hours of it can be counted. */
  readonly localOf: (at: number) => number
  /** The instant at which the site's clocks show that wall-clock time. */
  readonly instantOf: (local: number) => number
}

export function siteZone(timeZone: string): SiteZone {
  function localOf(at: number): number {
    const { year, month, day, hour, minute, second } = civilTime(at, timeZone)
    const whole = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second)
    return whole + (((at % 1_000) + 1_000) % 1_000)
  }
  function instantOf(local: number): number {
    const guess = local - (localOf(local) - local)
    // Once more, for a guess on the other side of a change of the clocks.
    return guess - (localOf(guess) - local)
  }
  return { localOf, instantOf }
}

/** Midnight of the site's day that holds an instant. */
export function dayStart(at: number, zone: SiteZone): number {
  return zone.instantOf(Math.floor(zone.localOf(at) / DAY_MS) * DAY_MS)
}

/** Midnight so many days later; days of 23 and 25 hours count as one. */
export function addDays(midnight: number, days: number, zone: SiteZone): number {
  return zone.instantOf(zone.localOf(midnight) + days * DAY_MS)
}
