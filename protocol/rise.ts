import { medianOf } from './median.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Sources that measure once an hour are a few minutes early or late. */
const LOOK_BACK_MS = HOUR_MS + 5 * MINUTE_MS
/** Of what comes more seldom than once an hour, so many of its cadences. */
const SELDOM_CADENCES = 2
/** Points that lie nearer together say little of an hour. */
const LEAST_SPAN_MS = 20 * MINUTE_MS
/** More points would only cost: pairs grow with the square. */
const MOST_POINTS = 40
/** The slope of an hour says nothing of the next day: floods of these rivers rise and turn in less. */
const ESTIMATE_WITHIN_MS = 12 * HOUR_MS
/** To which an estimate is rounded, by how far off it is: it is no better than that. */
const ESTIMATE_STEPS_MS = [
  { upTo: 2 * HOUR_MS, step: 10 * MINUTE_MS },
  { upTo: 6 * HOUR_MS, step: 30 * MINUTE_MS },
  { upTo: ESTIMATE_WITHIN_MS, step: HOUR_MS },
] as const

/** A value at a time, ms since 1970; null = explicitly none, or one that cannot be trusted. */
export interface TimedValue {
  readonly at: number
  readonly value: number | null
}

/** How a series comes, ms. */
export interface Pace {
  readonly cadenceMs: number
  /** After so long without a point nothing is said of where it is going. */
  readonly staleAfterMs: number
}

/** Change of the value per hour by the last hour's points, and the point it is told from. */
export interface Rise {
  readonly perHour: number
  readonly from: { readonly at: number; readonly value: number }
}

/** How far back from its newest point a series is looked at to tell where it is going, ms. */
export function lookBackOf(cadenceMs: number): number {
  return cadenceMs <= HOUR_MS ? LOOK_BACK_MS : SELDOM_CADENCES * cadenceMs
}

/**
 * The median of the slopes between all pairs of the last hour's points (Theil 1950, Sen 1968): one
 * wrong measurement does not turn it. Undefined where the points are too few, too near together, or
 * the newest is stale. All arrows, rates and estimates come from here, that none contradicts another.
 */
export function riseOf(
  points: readonly TimedValue[],
  now: number,
  { cadenceMs, staleAfterMs }: Pace,
): Rise | undefined {
  const byTime = new Map<number, number>()
  for (const { at, value } of points) if (value !== null && at <= now) byTime.set(at, value)
  const known = [...byTime].map(([at, value]) => ({ at, value })).toSorted((a, b) => a.at - b.at)
  const last = known.at(-1)
  if (!last || now - last.at > staleAfterMs) return undefined
  const recent = thinned(known.filter(({ at }) => at >= last.at - lookBackOf(cadenceMs)))
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

export type Direction = 'up' | 'down' | 'level'

/**
 * Where a value is going, as its change of an hour is written with so many decimals; where it comes
 * more seldom than once an hour, its change of a cadence.
 */
export function directionOf(
  { perHour }: Pick<Rise, 'perHour'>,
  decimals: number,
  cadenceMs: number,
): Direction {
  const change = roundTo((perHour * Math.max(HOUR_MS, cadenceMs)) / HOUR_MS, decimals)
  if (change === 0) return 'level'
  return change > 0 ? 'up' : 'down'
}

/** A named level of a gauge, e.g. BĐ3. */
export interface NamedLevel {
  readonly name: string
  readonly value: number
}

/**
 * How many of the levels (ascending) a value has reached. A value at a level has reached it, both as
 * they are written with so many decimals: bulletins say so of 9,00.
 */
export function levelsReached(
  value: number,
  levels: readonly NamedLevel[],
  decimals: number,
): number {
  const written = roundTo(value, decimals)
  return levels.filter((level) => written >= roundTo(level.value, decimals)).length
}

/** A number as it is written with so many decimals. */
export function roundTo(value: number, decimals: number): number {
  return Number(value.toFixed(decimals))
}

/** When a level would be reached if the water kept rising as it does. An estimate, and nothing but that. */
export interface Estimate {
  readonly level: NamedLevel
  /** Rounded, the more the further off it is. */
  readonly at: number
}

/** The next level that is not reached, when the water rises and would reach it within 12 hours of `now`; undefined otherwise. */
export function estimateOf(
  rise: Rise | undefined,
  levels: readonly NamedLevel[],
  now: number,
  decimals: number,
): Estimate | undefined {
  if (!rise || rise.perHour <= 0) return undefined
  const level = levels[levelsReached(rise.from.value, levels, decimals)]
  if (!level) return undefined
  const reachedAt = rise.from.at + ((level.value - rise.from.value) / rise.perHour) * HOUR_MS
  const found = ESTIMATE_STEPS_MS.find(({ upTo }) => reachedAt - now <= upTo)
  if (found === undefined) return undefined
  const at = Math.round(reachedAt / found.step) * found.step
  return at > now ? { level, at } : undefined
}
