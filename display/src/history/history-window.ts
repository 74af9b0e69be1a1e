import type { ScreenMetric } from '../../../protocol/screen.ts'

/** What one moment, or one step of time, says of a series. */
export interface HistoryPoint {
  /** Site time, ms since 1970; where a step stands for many samples, its beginning. */
  readonly at: number
  /** The last value; null = explicitly none, or one that cannot be trusted. */
  readonly value: number | null
  readonly min: number
  readonly max: number
}

/** A moment at which figures stop being comparable, e.g. because borders changed. */
export interface HistoryBreak {
  readonly at: number
  readonly words: { readonly vi: string; readonly en: string }
}

/** The newest stretch of a series that a panel draws. */
export interface HistoryWindow {
  /** `metric/unit` or `metric/sensor`. */
  readonly series: string
  readonly spanMs: number
  /** Undefined asks for the samples as they are. */
  readonly stepMs: number | undefined
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** More points than that are finer than a wall's columns of light. */
export const MOST_POINTS = 600
/** Raw samples are kept that long; steps reach further back. */
const RAW_SPAN_MS = 30 * DAY_MS

const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  DAY_MS,
]

/** The step at which a span comes in at most some 600 points. */
export function stepFor(spanMs: number): number {
  return STEPS_MS.find((step) => spanMs / step <= MOST_POINTS) ?? 7 * DAY_MS
}

/**
 * The window to ask for: samples as they are where they are few enough, else steps. Figures of units
 * come in steps always, for only steps go on before a unit was made or a total first worked out.
 */
export function windowFor(
  series: string,
  spanMs: number,
  { subjects, freshness }: Pick<ScreenMetric, 'subjects' | 'freshness'>,
): HistoryWindow {
  const isFew = spanMs <= RAW_SPAN_MS && spanMs / freshness.cadenceMs <= MOST_POINTS
  const isRaw = subjects === 'sensor' && isFew
  return { series, spanMs, stepMs: isRaw ? undefined : stepFor(spanMs) }
}

export function windowKey({ series, spanMs, stepMs }: HistoryWindow): string {
  return `${series}|${spanMs}|${stepMs ?? 'raw'}`
}

/** The step to which live values are thinned: no coarser than the window's own, and one that ends with the hour or the day. */
export function liveStepFor(spanMs: number, stepMs: number | undefined): number {
  const wanted = Math.min(stepMs ?? Infinity, spanMs / (2 * MOST_POINTS))
  return STEPS_MS.findLast((step) => step <= wanted) ?? wanted
}
