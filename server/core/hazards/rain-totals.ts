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
  /** By their end, ascending; none overlaps another. */
  readonly spans: readonly RainSpan[]
  readonly longestSpanMs: number
  /** Of the spans before each position, so that no window is added up span by span. */
  readonly sums: readonly Sums[]
}

/** What a row of spans adds up to. */
interface Sums {
  readonly amount: number
  /** Of spans that tell an amount. */
  readonly count: number
  readonly coveredMs: number
  readonly doubts: number
}

const NOTHING: Sums = { amount: 0, count: 0, coveredMs: 0, doubts: 0 }

/** What a gauge's readings, in any order and with duplicates, say of the rain. */
export function rainRecord(readings: readonly RainReading[], gauge: RainGauge): RainRecord {
  const ordered = orderedReadings(readings)
  const everyMs = gauge.everyMs ?? usualSpacing(ordered)
  const spans =
    gauge.kind === 'interval'
      ? intervalSpans(ordered, everyMs)
      : counterSpans(ordered, everyMs, gauge.wrapsAt)
  return { spans, longestSpanMs: longestSpan(everyMs), sums: sumsOf(spans) }
}

function sumsOf(spans: readonly RainSpan[]): readonly Sums[] {
  let sums = NOTHING
  return [NOTHING, ...spans.map((span) => (sums = added(sums, span)))]
}

function added({ amount, count, coveredMs, doubts }: Sums, span: RainSpan): Sums {
  const isDoubted = span.note === 'implausible' || span.note === 'doubted'
  return {
    amount: amount + span.amount,
    count: count + (span.note === 'spike' ? 0 : 1),
    coveredMs: coveredMs + (span.isLeast ? 0 : span.to - span.from),
    doubts: doubts + (isDoubted ? 1 : 0),
  }
}

/**
 * The rain in the hours up to a reading at `at` (ms), (at − hours, at]. A span counts whole in the
 * window that its end lies in, so that a total is never too low by where its window begins.
 */
export function rainTotals(record: RainRecord, at: number): readonly RainTotal[] {
  const end = endingBy(record.spans, at)
  return RAIN_HOURS.map((hours) => totalOf(record, hours, at - hours * HOUR_MS, end))
}

/** A window of which more than this share is rain of before it does not know its own. */
const MOST_BEFORE = 1 / 4

function totalOf(record: RainRecord, hours: RainHours, start: number, end: number): RainTotal {
  const { spans, longestSpanMs, sums } = record
  const wholeMs = hours * HOUR_MS
  const first = endingBy(spans, start)
  const [upTo, before] = [sums[end] ?? NOTHING, sums[first] ?? NOTHING]
  const straddling = straddlerOf(spans, first, end, start)
  const outsideMs = straddling === undefined ? 0 : start - straddling.from
  const coveredMs = upTo.coveredMs - before.coveredMs - (straddling?.isLeast ? 0 : outsideMs)
  const isStretched =
    straddling !== undefined &&
    straddling.amount > 0 &&
    (outsideMs > wholeMs * MOST_BEFORE || straddling.to - straddling.from > longestSpanMs)
  const amount = upTo.amount - before.amount
  return {
    hours,
    amount: upTo.count === before.count ? null : Math.round(amount * PARTS_OF_MM) / PARTS_OF_MM,
    coverage: coveredMs / wholeMs,
    isUncertain: coveredMs < wholeMs || upTo.doubts > before.doubts || isStretched,
  }
}

/** The span that a window begins in the middle of. Spikes take no time: one may end before it. */
function straddlerOf(
  spans: readonly RainSpan[],
  first: number,
  end: number,
  start: number,
): RainSpan | undefined {
  for (let index = first; index < end; index++) {
    const span = spans[index]
    if (span !== undefined && span.note !== 'spike') return span.from < start ? span : undefined
  }
  return undefined
}

/** How many spans end at or before a time. */
function endingBy(spans: readonly RainSpan[], at: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.to ?? Infinity) <= at) low = middle + 1
    else high = middle
  }
  return low
}
