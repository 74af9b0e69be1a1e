import { startOfCivilDay } from '../ingest/day-bounds.ts'
import { civilDate } from '../sites/civil-date.ts'
import { DAY_MS } from './points.ts'

const UNIT_MS = {
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: DAY_MS,
  w: 7 * DAY_MS,
} as const
export const MIN_STEP_MS = 1_000
export const MAX_STEP_MS = 366 * DAY_MS

/**
 * Reads a step as `10m`, `1h`, `1d`, `1w` or as an ISO 8601 duration of weeks, days, hours, minutes
 * and seconds (`PT10M`, `P1D`), in ms. Refuses (undefined) everything else, months and years for
 * having no length of their own, and what is not from 1 s to 366 days.
 */
export function parseStep(text: string): number | undefined {
  if (text.length > 24) return undefined
  const ms = parseShort(text) ?? parseIso(text)
  return ms !== undefined && ms >= MIN_STEP_MS && ms <= MAX_STEP_MS ? ms : undefined
}

function parseShort(text: string): number | undefined {
  const match = /^(\d{1,6})(s|m|min|h|d|w)$/.exec(text)
  return match ? Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS] : undefined
}

function parseIso(text: string): number | undefined {
  const pattern =
    /^P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/
  const match = pattern.exec(text)
  if (!match || text === 'P' || text.endsWith('T')) return undefined
  const [, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.map((part) =>
    Number(part ?? 0),
  )
  const { w, d, h, min, s } = UNIT_MS
  return weeks * w + days * d + hours * h + minutes * min + seconds * s
}

/**
 * Where the step of a moment (ms since 1970) begins. Steps that divide a day and whole days begin at
 * midnights of the zone (several days: counted from 1970-01-01); other steps are counted from 1970.
 * The function remembers the day it was asked for last, so ask in order of time.
 */
export function stepStart(stepMs: number, timeZone: string): (at: number) => number {
  const dayAt = createDayFinder(timeZone)
  if (stepMs % DAY_MS === 0) {
    const days = stepMs / DAY_MS
    const starts = new Map<number, number>()
    return (at) => {
      const group = Math.floor(dayAt(at).number / days) * days
      const known = starts.get(group) ?? startOfCivilDay(isoDate(group), timeZone)
      starts.set(group, known)
      return known
    }
  }
  if (DAY_MS % stepMs === 0) {
    return (at) => {
      const { from } = dayAt(at)
      return from + Math.floor((at - from) / stepMs) * stepMs
    }
  }
  return (at) => Math.floor(at / stepMs) * stepMs
}

interface CivilDay {
  readonly from: number
  readonly to: number
  /** Days since 1970-01-01 on the calendar. */
  readonly number: number
}

function createDayFinder(timeZone: string): (at: number) => CivilDay {
  let held: CivilDay | undefined
  return (at) => {
    if (!held || at < held.from || at >= held.to) {
      const number = Date.parse(civilDate(at, timeZone)) / DAY_MS
      const from = startOfCivilDay(isoDate(number), timeZone)
      held = { from, to: startOfCivilDay(isoDate(number + 1), timeZone), number }
    }
    return held
  }
}

function isoDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}
