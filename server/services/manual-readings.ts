import type { Origin, Quality } from '../../protocol/sample.ts'
import type { PostLimit } from '../core/access/post-limit.ts'
import {
  expectedBand,
  gaugeFaults,
  GAUGE_WINDOW_MS,
  readingQuality,
  type GaugePoint,
} from '../core/hazards/gauge-facts.ts'
import type { SensorFault } from '../core/hazards/sensor-health.ts'
import type { UsualBand } from '../core/hazards/spikes.ts'
import type { Rejection } from '../core/ingest/incoming-sample.ts'
import type { Metric, Site } from '../core/sites/site.ts'
import type { HistoryReader } from './history-reader.ts'
import type { Ingest, IngestResult } from './ingest-port.ts'

/** A gauge: a metric of a sensor that measures it. */
export interface Gauge {
  readonly metric: string
  readonly sensor: string
}

/** What whoever reads a gauge must know. */
export interface GaugeFacts extends Gauge {
  readonly range: Metric['hardRange']
  readonly last: GaugePoint | undefined
  /** Where the next reading is expected. */
  readonly usual: UsualBand | undefined
  readonly faults: readonly SensorFault[]
}

export interface Reading extends Gauge {
  readonly value: number
  /** Site time, ms since 1970. */
  readonly at: number
}

export type ReadingResult =
  | { readonly ok: true; readonly quality: Quality }
  | { readonly ok: false; readonly reason: 'rejected'; readonly rejection: Rejection }
  | Pick<IngestResult & { readonly ok: false }, 'ok' | 'reason'>

/** Readings of gauges by people. */
export interface ManualReadings {
  /** Undefined = the site has no such gauge. Rejects with `StoreUnavailable`. */
  readonly facts: (gauge: Gauge) => Promise<GaugeFacts | undefined>
  /** Durable when it is answered. What lies off the readings before it is taken as uncertain. */
  readonly enter: (
    reading: Reading,
    origin: Origin,
    limit: PostLimit | undefined,
  ) => Promise<ReadingResult>
}

export interface ManualReadingsParts {
  readonly site: () => Site
  readonly history: Pick<HistoryReader, 'points'>
  readonly ingest: Pick<Ingest, 'take'>
  /** Site time, ms since 1970. */
  readonly now: () => number
}

const MOST_POINTS = 10_000

export function createManualReadings(parts: ManualReadingsParts): ManualReadings {
  const { ingest, now } = parts
  return {
    async facts(gauge) {
      const metric = metricOf(parts.site(), gauge)
      if (metric === undefined) return undefined
      const at = now()
      const points = await pointsBefore(parts, gauge, at + 1)
      return {
        ...gauge,
        range: metric.hardRange,
        last: points.at(-1),
        usual: expectedBand(points, metric),
        faults: gaugeFaults(points, metric, at),
      }
    },

    async enter({ metric: id, sensor, value, at }, origin, limit) {
      const metric = metricOf(parts.site(), { metric: id, sensor })
      const points = metric && (await pointsBefore(parts, { metric: id, sensor }, at))
      const band = metric && points && expectedBand(points, metric)
      const quality = readingQuality(value, band)
      const subject = { kind: 'sensor', id: sensor } as const
      const result = await ingest.take([{ metric: id, subject, value, at, quality }], origin, limit)
      const [rejection] = result.rejected
      if (rejection !== undefined) return { ok: false, reason: 'rejected', rejection }
      return result.ok ? { ok: true, quality } : { ok: false, reason: result.reason }
    },
  }
}

function metricOf(site: Site, { metric: id, sensor }: Gauge): Metric | undefined {
  const metric = site.metrics.find((one) => one.id === id)
  const found = site.sensors.find((one) => one.id === sensor)
  if (metric?.subjects !== 'sensor' || metric.coverageOf !== undefined || !found) return undefined
  return metric.sensorKind === undefined || metric.sensorKind === found.kind ? metric : undefined
}

/** The values of the day before a moment, in order of time. */
async function pointsBefore(
  { history }: ManualReadingsParts,
  { metric, sensor }: Gauge,
  to: number,
): Promise<readonly GaugePoint[]> {
  const series = { metric, subject: { kind: 'sensor', id: sensor } } as const
  const span = { series, from: to - GAUGE_WINDOW_MS, to }
  const { points } = await history.points(span, MOST_POINTS)
  return Array.from({ length: points.count }, (_, index) => ({
    at: points.at[index] ?? 0,
    value: points.value[index] ?? NaN,
  })).filter(({ value }) => Number.isFinite(value))
}
