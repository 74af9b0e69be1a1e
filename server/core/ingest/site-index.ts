import type { SeriesName } from '../../../protocol/schema.ts'
import type { Metric, Sensor, Site, Unit } from '../sites/site.ts'
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
  /** When the value is computed from the unit's parts and cannot be posted; undefined = never. */
  readonly computed: readonly Period[] | undefined
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

interface UnitPeriods {
  readonly inForce: readonly Period[] | undefined
  readonly hasParts: readonly Period[] | undefined
}

/** Arranges a site for checking samples. One target per metric and subject that may be posted to. */
export function indexSite(site: Site): SiteIndex {
  const units = unitPeriods(site)
  const sensors = new Map(site.sensors.map((sensor) => [sensor.id, sensor]))
  const metrics = new Map<string, IndexedMetric>()
  let targetCount = 0
  for (const metric of site.metrics) {
    const targets = new Map<string, SeriesTarget>()
    for (const id of postableIds(metric, units, sensors)) {
      const periods = metric.subjects === 'unit' ? units.get(id) : undefined
      targets.set(id, {
        ok: true,
        ordinal: targetCount++,
        name: { metric: metric.id, subject: { kind: metric.subjects, id } },
        metric,
        min: metric.hardRange.min,
        max: metric.hardRange.max,
        inForce: periods?.inForce,
        computed: metric.aggregation.kind === 'none' ? undefined : periods?.hasParts,
      })
    }
    metrics.set(metric.id, { metric, kind: metric.subjects, targets })
  }
  return { metrics, units: new Set(units.keys()), sensors, targetCount }
}

function postableIds(
  metric: Metric,
  units: ReadonlyMap<string, UnitPeriods>,
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

function unitPeriods(site: Site): Map<string, UnitPeriods> {
  const periodOf = createPeriodReader(site.timeZone)
  const own = groupUnits(site.units, (unit) => unit.code)
  const parts = groupUnits(site.units, (unit) => unit.parent)
  const periodsOf = (units: readonly Unit[] | undefined): readonly Period[] =>
    (units ?? []).map((unit) => periodOf(unit.validity))
  const periods = new Map<string, UnitPeriods>()
  for (const [code, units] of own) {
    const inForce = periodsOf(units)
    const hasParts = periodsOf(parts.get(code))
    periods.set(code, {
      inForce: inForce.some(isAlways) ? undefined : inForce,
      hasParts: hasParts.length === 0 ? undefined : hasParts,
    })
  }
  return periods
}

function groupUnits(
  units: readonly Unit[],
  keyOf: (unit: Unit) => string | undefined,
): ReadonlyMap<string, readonly Unit[]> {
  const groups = new Map<string, Unit[]>()
  for (const unit of units) {
    const key = keyOf(unit)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [unit])
    else group.push(unit)
  }
  return groups
}

function isAlways({ from, to }: Period): boolean {
  return from === -Infinity && to === Infinity
}

/** True when a moment (ms since 1970) lies in one of the periods. */
export function isWithin(periods: readonly Period[], moment: number): boolean {
  for (const period of periods) if (moment >= period.from && moment < period.to) return true
  return false
}
