import { packFlags, unpackFlags } from '../../../protocol/sample.ts'
import type { Metric, Sensor, SensorGauge, Site } from '../sites/site.ts'
import type { RainReading } from './rain-readings.ts'
import {
  RAIN_HOURS,
  rainMetric,
  rainRecord,
  rainTotals,
  WEATHER_RAIN,
  type RainHours,
} from './rain-totals.ts'

/** A rain gauge of a site, with the totals that the site has metrics for. */
export interface RainGaugePlan {
  readonly sensor: string
  readonly gauge: SensorGauge
  readonly totals: readonly { readonly hours: number; readonly metric: Metric }[]
}

/** A total to be appended with origin `derived`; null = nothing is known. Times are ms since 1970. */
export interface TotalRow {
  readonly metric: string
  readonly sensor: string
  readonly value: number | null
  readonly flags: number
  readonly sampledAt: number
}

/** How far back readings are looked at: the longest total, and what its first reading stands for. */
export const RAIN_WINDOW_MS = 30 * 3_600_000

export function rainGauges(site: Site): readonly RainGaugePlan[] {
  const named = (hours: RainHours, id: string): RainGaugePlan['totals'] => {
    const metric = site.metrics.find((one) => one.id === id)
    return metric ? [{ hours, metric }] : []
  }
  const ofRain = RAIN_HOURS.flatMap((hours) => named(hours, rainMetric(hours)))
  const ofWeather = named(24, WEATHER_RAIN)
  return site.sensors.flatMap(({ id, kind, gauge }: Sensor) =>
    gauge === undefined
      ? []
      : [{ sensor: id, gauge, totals: kind === 'weather' ? ofWeather : ofRain }],
  )
}

/** A reading of the past; `value` NaN = explicitly none. */
export interface GaugeSample {
  readonly at: number
  readonly value: number
  readonly flags: number
}

/**
 * The totals of a gauge up to its last sample, by its samples of the last hours in any order. What it
 * told as bad counts as missing; a total that may be too low, or rests on doubted readings, is uncertain.
 */
export function gaugeTotals(
  { sensor, gauge, totals }: RainGaugePlan,
  samples: readonly GaugeSample[],
): readonly TotalRow[] {
  if (samples.length === 0) return []
  const at = samples.reduce((latest, one) => Math.max(latest, one.at), -Infinity)
  const told = rainTotals(rainRecord(samples.map(readingOf), gauge), at)
  const isUnderReview = samples.some(({ flags }) => unpackFlags(flags).underReview)
  return totals.flatMap(({ hours, metric }): readonly TotalRow[] => {
    const total = told.find((one) => one.hours === hours)
    if (total === undefined) return []
    const flags = packFlags({
      quality: total.isUncertain ? 'uncertain' : 'good',
      origin: 'derived',
      underReview: isUnderReview,
    })
    const value = total.amount === null ? null : rounded(total.amount, metric)
    return [{ metric: metric.id, sensor, value, flags, sampledAt: at }]
  })
}

export function readingOf({ at, value, flags }: GaugeSample): RainReading {
  const { quality } = unpackFlags(flags)
  const isMissing = quality === 'bad' || Number.isNaN(value)
  return { at, value: isMissing ? null : value, isDoubted: quality === 'uncertain' }
}

function rounded(amount: number, { decimals }: Metric): number {
  return Number(amount.toFixed(decimals))
}
