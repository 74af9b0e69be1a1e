import { directionOf, roundTo, type Rise } from '../../../protocol/rise.ts'
import type { ScreenMetric } from '../../../protocol/screen.ts'
import type { Reading } from '../stores/readings.ts'
import type { Trend } from './trend.ts'

const CM_PER_M = 100

/** Levels in metres rise by centimetres. */
export function isToldInCm({ unitOfMeasure, decimals }: ScreenMetric): boolean {
  return unitOfMeasure.vi === 'm' && decimals >= 2
}

/** Change of an hour as it is written. */
export interface ToldRise {
  readonly amount: number
  readonly decimals: number
}

export function toldRise({ perHour }: Rise, metric: ScreenMetric): ToldRise {
  const change = roundTo(perHour, metric.decimals)
  if (!isToldInCm(metric)) return { amount: change, decimals: metric.decimals }
  const decimals = metric.decimals - 2
  return { amount: roundTo(change * CM_PER_M, decimals), decimals }
}

/** The arrow of a figure: that of the rise which is told beside it, so that they never differ. */
export function trendOf(
  reading: Reading | undefined,
  rise: Rise | undefined,
  { decimals, freshness }: ScreenMetric,
): Trend | undefined {
  return rise ? directionOf(rise, decimals, freshness.cadenceMs) : reading?.trend
}
