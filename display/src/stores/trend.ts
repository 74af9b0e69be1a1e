export type Trend = 'up' | 'down' | 'level' | undefined

interface Point {
  readonly at: number
  readonly value: number
}

export interface TrendOptions {
  /** Points lie at least this far apart in site time, so a fast series is not judged by its noise. */
  readonly spacingMs: number
  /** Points further back than this say nothing of where the series is going. */
  readonly spanMs: number
}

const MAX_POINTS = 8

/** Where a series is going, from its last few samples. Holds at most eight points. */
export class TrendTrack {
  readonly #points: Point[] = []

  /** Takes a sample by its carried time; an earlier time than the last one starts again (a replay). */
  push(at: number, value: number, { spacingMs, spanMs }: TrendOptions): void {
    const points = this.#points
    const last = points.at(-1)
    if (last && at < last.at) points.length = 0
    const previous = points.at(-2)
    const isCrowded = previous !== undefined && at - previous.at < spacingMs
    if (last && (isCrowded || at === last.at)) points.pop()
    points.push({ at, value })
    while (points.length > MAX_POINTS || at - (points[0]?.at ?? at) > spanMs) points.shift()
  }

  clear(): void {
    this.#points.length = 0
  }

  /** Newest against oldest held; a difference that the metric's decimals do not show is level. */
  read(decimals: number): Trend {
    const first = this.#points[0]
    const last = this.#points.at(-1)
    if (!first || !last || first === last) return undefined
    const steps = Math.round((last.value - first.value) * 10 ** decimals)
    if (steps === 0) return 'level'
    return steps > 0 ? 'up' : 'down'
  }
}
