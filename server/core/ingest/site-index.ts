import type { SeriesName } from '../../../protocol/schema.ts'
import { isWorkedOut } from '../hazards/worked-out.ts'
import type { Metric, Sensor, Site } from '../sites/site.ts'
import { createPeriodReader, type Period } from './day-bounds.ts'

/** A series that samples may be posted to, with all that a check of one sample needs. */
export interface SeriesTarget {
  readonly ok: true
  /** Position among the targets of the index, from 0. */
  readonly ordinal: number
  readonly name: SeriesName
  readonly metric: Metric
  readonly min: number
  readonly max: number
  /** When the unit is in force; undefined = always. */
  readonly inForce: readonly Period[] | undefined
  /** The value is worked out from the unit's parts, or from a gauge's readings, and cannot be posted. */
  readonly isComputed: boolean
  /** The value is counted from dossiers, for units that report those. */
  readonly isCounted: boolean
}

/** A site arranged for checking samples; built once per `Site` value. */
export interface SiteIndex {
  readonly metrics: ReadonlyMap<string, IndexedMetric>
  readonly units: ReadonlySet<string>
  readonly sensors: ReadonlyMap<string, Sensor>
  readonly targetCount: number
}

export interface IndexedMetric {
  readonly metric: Metric
  readonly kind: 'unit' | 'sensor'
  /** By unit code or sensor id; empty for what the system computes itself. */
  readonly targets: ReadonlyMap<string, SeriesTarget>
}

/** Arranges a site for checking samples. One target per metric and subject that may be posted to. */
export function indexSite(site: Site): SiteIndex {
  const units = unitPeriods(site)
  const everParents = new Set(site.units.map((unit) => unit.parent))
  const sensors = new Map(site.sensors.map((sensor) => [sensor.id, sensor]))
  const metrics = new Map<string, IndexedMetric>()
  let targetCount = 0
  for (const metric of site.metrics) {
    const targets = new Map<string, SeriesTarget>()
    for (const id of postableIds(metric, units, sensors)) {
      const isUnit = metric.subjects === 'unit'
      const sensor = sensors.get(id)
      targets.set(id, {
        ok: true,
        ordinal: targetCount++,
        name: { metric: metric.id, subject: { kind: metric.subjects, id } },
        metric,
        min: metric.hardRange.min,
        max: metric.hardRange.max,
        inForce: isUnit ? units.get(id) : undefined,
        isComputed: isUnit
          ? metric.aggregation.kind !== 'none' && everParents.has(id)
          : sensor !== undefined && isWorkedOut(metric.id, sensor),
        isCounted: isUnit && metric.counts !== undefined,
      })
    }
    metrics.set(metric.id, { metric, kind: metric.subjects, targets })
  }
  return { metrics, units: new Set(units.keys()), sensors, targetCount }
}

function postableIds(
  metric: Metric,
  units: ReadonlyMap<string, readonly Period[] | undefined>,
  sensors: ReadonlyMap<string, Sensor>,
): Iterable<string> {
  if (metric.coverageOf !== undefined) return []
  if (metric.subjects === 'unit') return units.keys()
  const fitting = [...sensors.values()].filter((sensor) => isFitting(metric, sensor))
  return fitting.map((sensor) => sensor.id)
}

/** True when a sensor can measure a metric. */
export function isFitting(metric: Metric, sensor: Sensor): boolean {
  return metric.sensorKind === undefined || metric.sensorKind === sensor.kind
}

/** By code; undefined = always in force. One code may be several units that follow each other. */
function unitPeriods(site: Site): ReadonlyMap<string, readonly Period[] | undefined> {
  const periodOf = createPeriodReader(site.timeZone)
  const periods = new Map<string, readonly Period[]>()
  for (const { code, validity } of site.units) {
    periods.set(code, [...(periods.get(code) ?? []), periodOf(validity)])
  }
  return new Map([...periods].map(([code, all]) => [code, all.some(isAlways) ? undefined : all]))
}

function isAlways({ from, to }: Period): boolean {
  return from === -Infinity && to === Infinity
}

/** True when a moment (ms since 1970) lies in one of the periods. */
export function isWithin(periods: readonly Period[], moment: number): boolean {
  for (const period of periods) if (moment >= period.from && moment < period.to) return true
  return false
}
