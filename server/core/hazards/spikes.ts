import { medianOf } from '../../../protocol/median.ts'
import type { Quality } from '../../../protocol/sample.ts'

/** Where values usually lie, both ends included. */
export interface UsualBand {
  readonly low: number
  readonly high: number
}

export interface SpikeRule {
  /** Readings looked at on each side. */
  readonly halfWidth: number
  /** How many standard deviations a reading may lie off the median of its window. */
  readonly deviations: number
  /** The least that counts as one, in the unit of the values: a gauge that has stood still may move. */
  readonly leastDeviation: number
}

/** Of a normal distribution: its standard deviation by the median absolute deviation. */
const DEVIATION_BY_MEDIAN = 1.4826
/** With fewer there is no middle to believe in. */
const LEAST_VALUES = 3

/** The band of Hampel (1974): the median of the values and so many standard deviations about it; undefined for too few. */
export function usualBand(
  values: readonly number[],
  { deviations, leastDeviation }: Omit<SpikeRule, 'halfWidth'>,
): UsualBand | undefined {
  if (values.length < LEAST_VALUES) return undefined
  const middle = medianOf(values)
  const spread = medianOf(values.map((value) => Math.abs(value - middle))) * DEVIATION_BY_MEDIAN
  const reach = deviations * Math.max(spread, leastDeviation)
  return { low: middle - reach, high: middle + reach }
}

/**
 * How far each reading of a series can be believed, by a window about it (Hampel filter): off its band
 * is `uncertain`, for a sudden rise may be true until the readings after it are known; off it and with
 * the readings on both sides back on the course is `bad`. None is dropped.
 */
export function judgeSpikes(values: readonly number[], rule: SpikeRule): readonly Quality[] {
  return values.map((value, index) => {
    const before = values.slice(Math.max(0, index - rule.halfWidth), index)
    const after = values.slice(index + 1, index + 1 + rule.halfWidth)
    const band = usualBand([...before, value, ...after], rule)
    if (band === undefined || isWithin(value, band)) return 'good'
    const [last, next] = [before.at(-1), after[0]]
    const isAlone =
      last !== undefined && next !== undefined && isWithin(last, band) && isWithin(next, band)
    return isAlone ? 'bad' : 'uncertain'
  })
}

export function isWithin(value: number, { low, high }: UsualBand): boolean {
  return value >= low && value <= high
}
