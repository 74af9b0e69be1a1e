import {
  directionOf,
  lookBackOf,
  riseOf,
  type Direction,
  type Pace,
} from '../../../protocol/rise.ts'

export type Trend = Direction | undefined

interface Point {
  readonly at: number
  readonly value: number
}

/** As many as an hour has of every five minutes. */
const MOST_POINTS = 14

/** Where a series is going, from what this screen was told of it. Holds only what the rise is told from, thinned. */
export class TrendTrack {
  readonly #points: Point[] = []
  #told: { readonly decimals: number; readonly trend: Trend } | undefined

  /** Takes a sample by its carried time; an earlier time than the last one starts again (a replay). */
  push(at: number, value: number, cadenceMs: number): void {
    const points = this.#points
    const last = points.at(-1)
    if (last && at < last.at) points.length = 0
    const previous = points.at(-2)
    const lookBackMs = lookBackOf(cadenceMs)
    const isCrowded = previous !== undefined && at - previous.at < lookBackMs / MOST_POINTS
    if (last && (isCrowded || at === last.at)) points.pop()
    points.push({ at, value })
    while (points.length > MOST_POINTS || at - (points[0]?.at ?? at) > lookBackMs) points.shift()
    this.#told = undefined
  }

  clear(): void {
    this.#points.length = 0
    this.#told = undefined
  }

  /** Nothing of a series whose newest sample is older than it is stale after. */
  read(decimals: number, pace: Pace, ageMs: number): Trend {
    if (ageMs > pace.staleAfterMs) return undefined
    // Worked out once a sample and not once a second.
    if (this.#told?.decimals !== decimals) {
      const rise = riseOf(this.#points, this.#points.at(-1)?.at ?? 0, pace)
      this.#told = { decimals, trend: rise && directionOf(rise, decimals, pace.cadenceMs) }
    }
    return this.#told.trend
  }
}
