import { counterSpans } from './rain-counter.ts'
import {
  intervalSpans,
  longestSpan,
  orderedReadings,
  usualSpacing,
  type RainGauge,
  type RainReading,
  type RainSpan,
} from './rain-readings.ts'

/** Hours that rain is added up over. */
export const RAIN_HOURS = [1, 3, 6, 12, 24] as const
export type RainHours = (typeof RAIN_HOURS)[number]

/** The metric that rain over so many hours is told by. */
export function rainMetric(hours: RainHours): string {
  return `rain.${hours}h`
}

/** Rain of the 24 hours up to a reading, where a weather station tells it. */
export const WEATHER_RAIN = 'weather.rain'

const TOTALS: ReadonlySet<string> = new Set([...RAIN_HOURS.map(rainMetric), WEATHER_RAIN])

export function isRainTotal(metric: string): boolean {
  return TOTALS.has(metric)
}

const HOUR_MS = 3_600_000
/** Amounts are told to so many parts of a mm: sums of tenths are no longer whole tenths. */
const PARTS_OF_MM = 1_000

/** Rain in the hours up to a reading. */
export interface RainTotal {
  readonly hours: RainHours
  /** mm; null where nothing is known. */
  readonly amount: number | null
  /** Share of the time that readings stand for, 0…1. */
  readonly coverage: number
  /** True where more may have fallen, or where it is not certain that all fell in this time. */
  readonly isUncertain: boolean
}

/** The rain of a gauge by its readings. */
export interface RainRecord {
  /** By their end, ascending. */
  readonly spans: readonly RainSpan[]
  readonly longestSpanMs: number
}

/** What a gauge's readings, in any order and with duplicates, say of the rain. */
export function rainRecord(readings: readonly RainReading[], gauge: RainGauge): RainRecord {
  const ordered = orderedReadings(readings)
  const everyMs = gauge.everyMs ?? usualSpacing(ordered)
  const spans =
    gauge.kind === 'interval'
      ? intervalSpans(ordered, everyMs)
      : counterSpans(ordered, everyMs, gauge.wrapsAt)
  return { spans, longestSpanMs: longestSpan(everyMs) }
}

interface Window {
  readonly hours: RainHours
  readonly start: number
  amount: number
  count: number
  coveredMs: number
  isDoubtful: boolean
}

/**
 * The rain in the hours up to a reading at `at` (ms), (at − hours, at]. A span counts whole in the
 * window that its end lies in, so that a total is never too low by where its window begins.
 */
export function rainTotals({ spans, longestSpanMs }: RainRecord, at: number): readonly RainTotal[] {
  const windows = RAIN_HOURS.map((hours): Window => {
    const start = at - hours * HOUR_MS
    return { hours, start, amount: 0, count: 0, coveredMs: 0, isDoubtful: false }
  })
  const oldest = at - RAIN_HOURS[RAIN_HOURS.length - 1]! * HOUR_MS
  for (let index = lastEndingBy(spans, at); index >= 0; index--) {
    const span = spans[index]
    if (span === undefined || span.to <= oldest) break
    for (const window of windows) if (span.to > window.start) add(window, span, longestSpanMs)
  }
  return windows.map(totalOf)
}

function add(window: Window, span: RainSpan, longestSpanMs: number): void {
  const inside = span.to - Math.max(span.from, window.start)
  const isGapAtStart = span.from < window.start && span.to - span.from > longestSpanMs
  window.amount += span.amount
  if (span.note !== 'spike') window.count++
  if (!span.isLeast) window.coveredMs += inside
  window.isDoubtful ||=
    span.note === 'implausible' || span.note === 'doubted' || (isGapAtStart && span.amount > 0)
}

function totalOf({ hours, amount, count, coveredMs, isDoubtful }: Window): RainTotal {
  const wholeMs = hours * HOUR_MS
  return {
    hours,
    amount: count === 0 ? null : Math.round(amount * PARTS_OF_MM) / PARTS_OF_MM,
    coverage: coveredMs / wholeMs,
    isUncertain: coveredMs < wholeMs || isDoubtful,
  }
}

/** Position of the last span that ends at or before a time, -1 when there is none. */
function lastEndingBy(spans: readonly RainSpan[], at: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.to ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}
