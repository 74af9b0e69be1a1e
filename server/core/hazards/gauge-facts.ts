import type { Quality } from '../../../protocol/sample.ts'
import type { Metric } from '../sites/site.ts'
import { sensorFaults, type SensorFault } from './sensor-health.ts'
import { isWithin, usualBand, type UsualBand } from './spikes.ts'

/** A reading of a gauge; ms since 1970. */
export interface GaugePoint {
  readonly at: number
  readonly value: number
}

/** Readings before a new one that tell where it may be expected. */
const USUAL_OF = 7
const DEVIATIONS = 4
/** So many of the last written digit a gauge may move that stood still. */
const LEAST_DIGITS = 5
/** Water in rivers and reservoirs does not stand on one and the same number for so long; rain and flows may. */
const FLAT_AFTER_MS = 12 * 3_600_000
const LEVEL = /\.level$/

/** How far back a gauge is looked at, ms. */
export const GAUGE_WINDOW_MS = 24 * 3_600_000

/** Where the next reading of a gauge is expected, by those before (in order of time); undefined for too few. */
export function expectedBand(
  points: readonly GaugePoint[],
  { decimals }: Pick<Metric, 'decimals'>,
): UsualBand | undefined {
  const values = points.slice(-USUAL_OF).map(({ value }) => value)
  const leastDeviation = LEAST_DIGITS * 10 ** -decimals
  return usualBand(values, { deviations: DEVIATIONS, leastDeviation })
}

/** How far a reading by hand can be believed: off the band of those before it is uncertain, and kept. */
export function readingQuality(value: number, band: UsualBand | undefined): Quality {
  return band === undefined || isWithin(value, band) ? 'good' : 'uncertain'
}

/** What is wrong with a gauge at a time (ms), by its points of the last day. */
export function gaugeFaults(
  points: readonly GaugePoint[],
  metric: Pick<Metric, 'id' | 'freshness' | 'hardRange'>,
  now: number,
): readonly SensorFault[] {
  return sensorFaults(points, now, {
    silentAfterMs: metric.freshness.staleAfterMs,
    flatAfterMs: LEVEL.test(metric.id) ? FLAT_AFTER_MS : undefined,
    range: metric.hardRange,
  })
}
