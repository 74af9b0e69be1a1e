import type { ValueState } from '../../../protocol/screen.ts'
import { assembleAlarms } from './assemble-alarms.ts'
import { assembleDossiers } from './assemble-dossiers.ts'
import { assembleFire } from './assemble-fire.ts'
import { assembleNotifications } from './assemble-notifications.ts'
import { placedMetrics, placedSensors } from './collect.ts'
import type { Placed, PlacedMetric } from './collect.ts'
import type { SensorsFile } from './sensors-file.ts'
import { durationMs } from './config-values.ts'
import type {
  DossierCount,
  Metric,
  Sensor,
  SensorGauge,
  Site,
  StorageMarks,
  Unit,
  Validity,
} from './site.ts'
import type { SharedSources, SiteSources } from './sources.ts'
import type { UnitRow } from './unit-row.ts'
import { validityOf } from './validity.ts'

const MIB = 1024 * 1024
const EXPIRY_FACTOR = 4
const COVERAGE_MAX = 1_000_000

/** Builds the frozen site from files that passed all checks; a metric that aggregates brings its coverage metric along. */
export function assembleSite(sources: SiteSources, shared: SharedSources): Site {
  const file = sources.site.value
  const names = file.names.map((one) => ({
    name: one.name,
    subtitle: one.subtitle,
    validity: validityOf(one),
  }))
  const current = names.at(-1)
  if (current === undefined) throw new RangeError(`site ${sources.id} has no name`)
  const dossiers = assembleDossiers(file.dossiers, shared)
  return frozen({
    id: sources.id,
    name: current.name,
    subtitle: current.subtitle,
    names,
    timeZone: file.timeZone,
    rootUnit: sources.id,
    validity: validityOf(file.validity),
    parents: file.parents.map((one) => ({ site: one.site, validity: validityOf(one) })),
    units: [rootOf(sources), ...sources.units.value.map((row) => unitOf(row, sources.id))],
    sensors: placedSensors(sources, shared).map((one) => sensorOf(one, shared)),
    metrics: placedMetrics(sources, shared).flatMap(withCoverage),
    channels: file.channels,
    maps: file.maps.map(({ file: name, kind, source, ...validity }) => ({
      file: name,
      kind,
      source,
      validity: validityOf(validity),
    })),
    layout: layoutOf(sources),
    allowedOrigins: file.allowedOrigins,
    retention: {
      streamHours: file.retention.streamHours,
      streamMaxBytes: file.retention.streamMaxMiB * MIB,
      history: {
        rawDays: file.retention.history.rawDays,
        rawMaxBytes: file.retention.history.rawMaxMiB * MIB,
        rollupDays: file.retention.history.rollupDays,
      },
    },
    ...(dossiers && { dossiers }),
    alarms: assembleAlarms(sources, shared),
    ...(sources.notifications && {
      notifications: assembleNotifications(sources.notifications.value),
    }),
  })
}

/** Validity of a row of the units table. */
export function rowValidity(row: UnitRow): Validity {
  return validityOf({ from: row.valid_from, to: row.valid_to })
}

function rootOf(sources: SiteSources): Unit {
  const { name, kind } = sources.site.value.root
  return { code: sources.id, name, kind, validity: {} }
}

function unitOf(row: UnitRow, root: string): Unit {
  return {
    code: row.code,
    name: { vi: row.name, en: row.name_en ?? row.name },
    kind: row.kind,
    parent: row.parent ?? root,
    validity: rowValidity(row),
    ...(row.lon !== undefined &&
      row.lat !== undefined && { point: { lon: row.lon, lat: row.lat } }),
    ...(row.area_km2 !== undefined && { areaKm2: row.area_km2 }),
    ...(row.successor && { successors: row.successor }),
  }
}

function gaugeOf({
  metric,
  kind,
  every,
  wrapsAt,
}: NonNullable<SensorsFile['sensors'][number]['gauge']>): SensorGauge {
  return { metric, kind, everyMs: every === undefined ? undefined : durationMs(every), wrapsAt }
}

function storageOf({
  dead,
  floodLimit,
  full,
  designFlood,
}: NonNullable<SensorsFile['sensors'][number]['storage']>): StorageMarks {
  return { dead, ...(floodLimit && { floodLimit }), full, ...(designFlood && { designFlood }) }
}

function sensorOf(
  { entry }: Placed<SensorsFile['sensors'][number]>,
  shared: SharedSources,
): Sensor {
  return {
    id: entry.id,
    name: entry.name,
    kind: entry.kind,
    ...(entry.unit !== undefined && { unit: entry.unit }),
    ...(entry.point && { point: entry.point }),
    ...(entry.levels && { levels: entry.levels }),
    ...(entry.storage && { storage: storageOf(entry.storage) }),
    ...(entry.gauge && { gauge: gaugeOf(entry.gauge) }),
    ...(entry.spikes && { spikes: entry.spikes }),
    ...(entry.fire && { fire: assembleFire(entry.fire, shared) }),
    ...(entry.demo && { demo: true }),
  }
}

function withCoverage({ entry, group }: PlacedMetric): readonly Metric[] {
  const { sensorKind, target, classes, states, freshness, definition, counts, ...rest } = entry
  const staleAfterMs = durationMs(freshness.staleAfter)
  const metric: Metric = {
    ...rest,
    ...(sensorKind && { sensorKind }),
    ...(target !== undefined && { target }),
    ...(classes && { classes }),
    ...(states && { states: states.map(stateOf) }),
    ...(definition && { definition }),
    ...(counts && { counts: countOf(counts) }),
    group,
    freshness: {
      cadenceMs: durationMs(freshness.cadence),
      graceMs: durationMs(freshness.grace),
      staleAfterMs,
      expireAfterMs:
        freshness.expireAfter === undefined
          ? EXPIRY_FACTOR * staleAfterMs
          : durationMs(freshness.expireAfter),
    },
  }
  return metric.aggregation.kind === 'none' ? [metric] : [metric, coverageOf(metric)]
}

function stateOf({
  value,
  name,
  meaning,
}: NonNullable<PlacedMetric['entry']['states']>[number]): ValueState {
  return { value, name, ...(meaning && { meaning }) }
}

function countOf({
  measure,
  field,
  from,
  to,
  workingHours,
}: NonNullable<PlacedMetric['entry']['counts']>): DossierCount {
  return {
    measure,
    ...(field !== undefined && { field }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(workingHours !== undefined && { workingHours }),
  }
}

function coverageOf(metric: Metric): Metric {
  const { name, shortName, channel, freshness, owner, group } = metric
  return {
    id: `${metric.id}.coverage`,
    name,
    shortName,
    unitOfMeasure: { vi: '', en: '' },
    decimals: 0,
    channel,
    subjects: 'unit',
    direction: 'higher-is-better',
    hardRange: { min: 0, max: COVERAGE_MAX },
    freshness,
    owner,
    ...(group && { group }),
    aggregation: { kind: 'none' },
    coverageOf: metric.id,
  }
}

function layoutOf(sources: SiteSources): Site['layout'] {
  const { rotateEverySeconds, scenes } = sources.layout.value
  return { ...(rotateEverySeconds !== undefined && { rotateEverySeconds }), scenes }
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) frozen(inner)
  }
  return value
}
