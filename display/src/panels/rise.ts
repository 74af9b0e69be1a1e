import type { HistoryPoint } from '../history/history-window.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Sources that measure once an hour are a few minutes early or late. */
const LOOK_BACK_MS = HOUR_MS + 5 * MINUTE_MS
/** Points that lie nearer together say little of an hour. */
const LEAST_SPAN_MS = 20 * MINUTE_MS
/** More points would only cost: pairs grow with the square. */
const MOST_POINTS = 40
const ESTIMATE_WITHIN_MS = 24 * HOUR_MS
const ESTIMATE_STEP_MS = 10 * MINUTE_MS

/** Change of the value per hour by the last hour's points, and the point it is told from. */
export interface Rise {
  readonly perHour: number
  readonly from: { readonly at: number; readonly value: number }
}

/**
 * The median of the slopes between all pairs of the last hour's points (Theil 1950, Sen 1968): one
 * wrong measurement does not turn it. Undefined where the points are too few, too near together, or
 * the newest is older than `staleAfterMs`.
 */
export function riseOf(
  points: readonly HistoryPoint[],
  now: number,
  staleAfterMs: number,
): Rise | undefined {
  const byTime = new Map<number, number>()
  for (const { at, value } of points) if (value !== null && at <= now) byTime.set(at, value)
  const known = [...byTime].map(([at, value]) => ({ at, value })).toSorted((a, b) => a.at - b.at)
  const last = known.at(-1)
  if (!last || now - last.at > staleAfterMs) return undefined
  const recent = thinned(known.filter(({ at }) => at >= last.at - LOOK_BACK_MS))
  const first = recent[0]
  if (!first || last.at - first.at < LEAST_SPAN_MS) return undefined
  const slopes = recent.flatMap((a, index) =>
    recent.slice(index + 1).map((b) => ((b.value - a.value) * HOUR_MS) / (b.at - a.at)),
  )
  return { perHour: medianOf(slopes), from: last }
}

function thinned<Point>(points: readonly Point[]): readonly Point[] {
  const every = Math.ceil(points.length / MOST_POINTS)
  return points.filter((_, index) => (points.length - 1 - index) % every === 0)
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

export interface Level {
  readonly name: string
  readonly value: number
}

/** When a level would be reached if nothing changed. An estimate, and nothing but that. */
export interface Estimate {
  readonly level: Level
  /** Rounded to ten minutes: it is no better than that. */
  readonly at: number
}

/** The next level above, when the water rises and would reach it within 24 hours of `now`; undefined otherwise. */
export function estimateOf(
  rise: Rise | undefined,
  levels: readonly Level[],
  now: number,
): Estimate | undefined {
  if (!rise || rise.perHour <= 0) return undefined
  const level = levels.find(({ value }) => value > rise.from.value)
  if (!level) return undefined
  const reachedAt = rise.from.at + ((level.value - rise.from.value) / rise.perHour) * HOUR_MS
  const at = Math.round(reachedAt / ESTIMATE_STEP_MS) * ESTIMATE_STEP_MS
  return at > now && reachedAt - now <= ESTIMATE_WITHIN_MS ? { level, at } : undefined
}
