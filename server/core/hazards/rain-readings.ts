import { medianOf } from '../../../protocol/median.ts'

/** What a rain gauge said at a time, in mm; null = it said that it has no value. */
export interface RainReading {
  /** ms since 1970. */
  readonly at: number
  readonly value: number | null
  /** It was told as uncertain. */
  readonly isDoubted?: boolean
}

/** How a gauge counts. */
export interface RainGauge {
  /** `interval`: the amount since the last reading; `cumulative`: a counter. */
  readonly kind: 'interval' | 'cumulative'
  /** How often it tells, ms; absent = the median of what is seen. */
  readonly everyMs?: number | undefined
  /** A counter that starts again from 0 when it reaches so many mm. */
  readonly wrapsAt?: number | undefined
}

/** What makes the amount of a reading doubtful, or says how it was counted. */
export type RainNote =
  /** Readings before it are missing; of an interval gauge their rain is not known. */
  | 'gap'
  /** The counter started again: what fell before that, since the reading before, is not known. */
  | 'reset'
  /** The counter ran over its end; nothing is lost. */
  | 'wrap'
  /** Off the counter's course and back with the next reading: passed over. */
  | 'spike'
  /** The reading was told as uncertain. */
  | 'doubted'
  /** More than rain can bring; counted, for it cannot be told from rain. */
  | 'implausible'

/** Rain that fell in (from, to]. */
export interface RainSpan {
  readonly from: number
  readonly to: number
  readonly amount: number
  readonly note: RainNote | undefined
  /** True where the amount may be too small. */
  readonly isLeast: boolean
}

/** More than one and a half times the usual spacing is a gap. */
const GAP_FACTOR = 1.5

/** By time; of several readings of one time the last given stands. */
export function orderedReadings(readings: readonly RainReading[]): readonly RainReading[] {
  const byTime = new Map(readings.map((reading) => [reading.at, reading]))
  return [...byTime.values()].toSorted((a, b) => a.at - b.at)
}

/** How often the readings come, ms: their median spacing; undefined for fewer than two. */
export function usualSpacing(ordered: readonly RainReading[]): number | undefined {
  const spacings = ordered.slice(1).map(({ at }, index) => at - (ordered[index]?.at ?? at))
  return spacings.length === 0 ? undefined : medianOf(spacings)
}

/** The longest time that one reading can stand for without others being missing, ms. */
export function longestSpan(everyMs: number | undefined): number {
  return everyMs === undefined ? Infinity : everyMs * GAP_FACTOR
}

/**
 * The rain between readings of an interval gauge that are ordered by time. A reading stands for the
 * time since the one before, after a gap only for the usual spacing, and so does the first one.
 */
export function intervalSpans(
  ordered: readonly RainReading[],
  everyMs: number | undefined,
): readonly RainSpan[] {
  const longest = longestSpan(everyMs)
  return ordered.flatMap(({ at, value, isDoubted }, index): readonly RainSpan[] => {
    if (value === null) return []
    const before = ordered[index - 1]?.at
    const isGap = before !== undefined && at - before > longest
    const from = before === undefined || isGap ? at - (everyMs ?? 0) : before
    const note = isGap ? 'gap' : undefined
    return [{ from, to: at, amount: value, note: isDoubted ? 'doubted' : note, isLeast: false }]
  })
}
