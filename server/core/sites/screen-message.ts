import type { AnnouncedLevel } from '../../../protocol/announced.ts'
import {
  STORAGE_MARKS,
  type LocalizedText,
  type ScreenMap,
  type ScreenMessage,
  type ScreenMetric,
  type ScreenSensor,
  type ScreenStorage,
  type ScreenUnit,
} from '../../../protocol/screen.ts'
import { CANARY_DECLARATION } from '../alarms/canary.ts'
import { isWorkedOut } from '../hazards/worked-out.ts'
import { contentHash } from './content-hash.ts'
import { screenAlarmRule, screenMaintenance } from './screen-alarms.ts'
import { siteInForce, mapInForce, nameInForce, unitsInForce } from './in-force.ts'
import type { Metric, Sensor, Site, SiteMap, StorageMarks, Unit } from './site.ts'

/** What a screen of the site must show on an ISO date of the site clock. `scenario` is given while that clock is one. */
export function screenMessage(
  site: Site,
  isoDate: string,
  scenario?: { readonly title: LocalizedText },
  announced: readonly AnnouncedLevel[] = [],
): ScreenMessage {
  const map = mapInForce(site, isoDate)
  const content: Omit<ScreenMessage, 'revision'> = {
    site: {
      id: site.id,
      ...nameInForce(site, isoDate),
      timeZone: site.timeZone,
      rootUnit: site.rootUnit,
      date: isoDate,
      inForce: siteInForce(site, isoDate),
    },
    metrics: site.metrics.map(screenMetric),
    units: unitsInForce(site, isoDate).map(screenUnit),
    sensors: site.sensors.map((sensor) => screenSensor(sensor, site.metrics)),
    map: map && screenMap(map),
    alarmRules: site.alarms.rules.map(screenAlarmRule),
    maintenance: screenMaintenance(site.alarms.maintenance, beforeDay(isoDate)),
    announced,
    layout: site.layout,
    scenario: scenario && { title: scenario.title },
  }
  return { revision: contentHash(JSON.stringify(content)), ...content }
}

/** Channel and decimals of every metric of the site, coverage and canary included: what a store must be told before series are named. */
export function metricDeclarations(
  site: Site,
): readonly { readonly id: string; readonly channel: string; readonly decimals: number }[] {
  const own = site.metrics.map(({ id, channel, decimals }) => ({ id, channel, decimals }))
  return [...own, CANARY_DECLARATION]
}

function screenMetric(metric: Metric): ScreenMetric {
  const { id, name, shortName, unitOfMeasure, decimals, channel, subjects, direction } = metric
  const { sensorKind, target, classes, freshness, owner } = metric
  const { states, definition, group, aggregation, coverageOf } = metric
  return {
    id,
    name,
    shortName,
    unitOfMeasure,
    decimals,
    channel,
    subjects,
    ...(sensorKind !== undefined && { sensorKind }),
    direction,
    ...(target !== undefined && { target }),
    ...(classes && { classes }),
    ...(states && { states }),
    freshness,
    owner,
    ...(definition && { definition }),
    ...(group && { group }),
    ...(aggregation.kind !== 'none' && { aggregation }),
    ...(coverageOf !== undefined && { coverageOf }),
  }
}

function screenUnit({ code, name, kind, parent, point }: Unit): ScreenUnit {
  return { code, name, kind, ...(parent !== undefined && { parent }), ...(point && { point }) }
}

function screenSensor(sensor: Sensor, metrics: readonly Metric[]): ScreenSensor {
  const { id, name, kind, unit, point, levels, storage } = sensor
  const workedOut = metrics.flatMap((metric) =>
    metric.sensorKind === kind && isWorkedOut(metric.id, sensor) ? [metric.id] : [],
  )
  return {
    id,
    name,
    kind,
    ...(unit !== undefined && { unit }),
    ...(point && { point }),
    ...(levels && { levels: levels.map((level) => ({ name: level.name, value: level.value })) }),
    ...(workedOut.length > 0 && { workedOut }),
    ...(storage && { storage: screenStorage(storage) }),
  }
}

function screenStorage(marks: StorageMarks): ScreenStorage {
  const { dead, floodLimit, full, designFlood } = marks
  const unconfirmed = STORAGE_MARKS.filter(
    (mark) => (marks[mark]?.certainty ?? 'verified') !== 'verified',
  )
  return {
    dead: dead.value,
    ...(floodLimit && { floodLimit: floodLimit.value }),
    full: full.value,
    ...(designFlood && { designFlood: designFlood.value }),
    ...(unconfirmed.length > 0 && { unconfirmed }),
  }
}

function screenMap({ file, kind, source, validity }: SiteMap): ScreenMap {
  return {
    url: `/maps/${file}`,
    kind,
    source,
    ...(validity.from !== undefined && { validFrom: validity.from }),
    ...(validity.to !== undefined && { validTo: validity.to }),
  }
}

/** A moment before a civil day begins, in whatever zone. */
function beforeDay(isoDate: string): number {
  return Date.parse(`${isoDate}T00:00:00Z`) - 14 * 3_600_000
}
