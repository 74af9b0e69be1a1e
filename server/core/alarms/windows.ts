type Point = readonly [at: number, value: number]
type Points = readonly Point[]

/** Most entries of a window. */
export const MAX_WINDOW = 1_000

/** The highest limit of a rule that counts: one entry more is kept, for the newest may be replaced. */
export const MAX_COUNT = MAX_WINDOW - 1

/** Less than this part of its window says nothing of a rate. */
const ENOUGH = 0.5

const HOUR_MS = 3_600_000

/**
 * The window of a rate with a newer point (or one in the place of the newest). It ends with that point,
 * so silence empties nothing. Where points come faster than a thousandth of the window, all but the
 * oldest of such a stretch are given up: the rate is then over a window that is shorter by as little.
 */
export function rateWindow(points: Points, point: Point, windowMs: number): Points {
  const stretchMs = Math.ceil(windowMs / (MAX_WINDOW - 2))
  const stretch = ([at]: Point): number => Math.floor(at / stretchMs)
  const kept = points.filter(([at]) => at >= point[0] - windowMs && at < point[0])
  const [before, newest] = kept.slice(-2)
  const isSpare = before && newest && stretch(before) === stretch(newest)
  return [...(isSpare ? kept.slice(0, -1) : kept), point]
}

/**
 * Change per hour between the oldest and the newest point of the window; undefined = they are less
 * than half a window apart. Not a fitted line: this is the figure that a person reads off the table,
 * it never exceeds what the value did change by, and single wrong readings are what `onDelay` is for.
 */
export function rateOf(points: Points, windowMs: number): number | undefined {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return undefined
  const spanMs = last[0] - first[0]
  if (spanMs <= 0 || spanMs < ENOUGH * windowMs) return undefined
  return ((last[1] - first[1]) * HOUR_MS) / spanMs
}

interface Counting {
  readonly limit: number
  readonly windowMs: number
  readonly atLeast?: number
}

/** The window of a count with a newer point: the newest that count, as many as the limit asks for and one. */
export function countWindow(points: Points, point: Point, rule: Counting): Points {
  const { limit, windowMs, atLeast } = rule
  const kept = points.filter(([at]) => at > point[0] - windowMs && at < point[0])
  const isCounted = atLeast === undefined || point[1] >= atLeast
  const most = Math.ceil(limit) + 1
  return (isCounted ? [...kept, point] : kept).slice(-most)
}

/** How many points are younger than the window at `now`; a point leaves it exactly `windowMs` after its time. */
export function countOf(points: Points, windowMs: number, now: number): number {
  const first = points.findIndex(([at]) => at > now - windowMs)
  return first < 0 ? 0 : points.length - first
}

/** When fewer than `least` points will be left in the window; undefined = there never will be fewer. */
export function emptiesAt(points: Points, windowMs: number, least: number): number | undefined {
  const last = least >= 1 ? points.at(-least) : undefined
  return last && last[0] + windowMs
}
