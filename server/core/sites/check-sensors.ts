import { isRainTotal } from '../hazards/rain-totals.ts'
import { checkFire } from './check-fire.ts'
import { placedMetrics, placedSensors } from './collect.ts'
import type { SensorKind } from './site.ts'
import type { Fault, SharedSources, SiteSources } from './sources.ts'

/** Faults of the sensors of a site: unknown networks, picks and units, ids used twice, levels and marks that do not ascend. */
export function checkSensors(sources: SiteSources, shared: SharedSources): readonly Fault[] {
  const codes = new Set([sources.id, ...sources.units.value.map((row) => row.code)])
  const placed = placedSensors(sources, shared)
  const first = new Map(placed.toReversed().map((one) => [one.entry.id, one]))
  const perSensor = placed.flatMap((one) => {
    const { entry, file, path } = one
    const faults: Fault[] = []
    const isOwn = path[0] === 'sensors'
    if (first.get(entry.id) !== one) {
      const message = `sensor "${entry.id}" is defined twice`
      faults.push({ file, path: isOwn ? [...path, 'id'] : path, message })
    }
    if (entry.unit !== undefined && !codes.has(entry.unit)) {
      const message = `unknown unit "${entry.unit}"`
      faults.push({ file, path: isOwn ? [...path, 'unit'] : path, message })
    }
    return faults
  })
  return [
    ...checkPicks(sources, shared),
    ...perSensor,
    ...checkLevels(sources.sensors),
    ...checkStorage(sources.sensors),
    ...checkGauges(sources, shared),
    ...checkSpikes(sources, shared),
    ...checkFire(sources, shared),
  ]
}

/** Faults of a network file by itself; sensors may be nobody's yet. */
export function checkNetwork(network: SiteSources['sensors']): readonly Fault[] {
  const { file, value } = network
  const faults: Fault[] = value.sensors.flatMap(({ id }, index) =>
    value.sensors.findIndex((one) => one.id === id) === index
      ? []
      : [{ file, path: ['sensors', index, 'id'], message: `sensor "${id}" is defined twice` }],
  )
  if (value.use.length > 0) {
    faults.push({ file, path: ['use'], message: 'a network does not pick from other networks' })
  }
  return [...faults, ...checkLevels(network), ...checkStorage(network)]
}

const GAUGE_KINDS: ReadonlySet<string> = new Set<SensorKind>(['rain', 'weather'])

/** A gauge counts rain, by a metric of its own kind that is not one of the totals. */
function checkGauges(sources: SiteSources, shared: SharedSources): readonly Fault[] {
  const metrics = new Map(placedMetrics(sources, shared).map(({ entry }) => [entry.id, entry]))
  return placedSensors(sources, shared).flatMap(({ entry, file, path }) => {
    if (entry.gauge === undefined) return []
    const own = path[0] === 'sensors'
    const fault = (message: string, key: string): Fault => ({
      file,
      path: own ? [...path, 'gauge', key] : path,
      message: own ? message : `sensor "${entry.id}": ${message}`,
    })
    const { metric: id, kind, wrapsAt } = entry.gauge
    const metric = metrics.get(id)
    const faults: Fault[] = []
    if (!GAUGE_KINDS.has(entry.kind)) {
      faults.push(fault('only rain sensors and weather stations are gauges', 'kind'))
    }
    if (metric === undefined) faults.push(fault(`unknown metric "${id}"`, 'metric'))
    else if (metric.subjects !== 'sensor' || isRainTotal(id)) {
      faults.push(fault(`"${id}" is not what a rain gauge tells`, 'metric'))
    }
    if (wrapsAt !== undefined && kind === 'interval') {
      faults.push(fault('only a counter has an end', 'wrapsAt'))
    }
    return faults
  })
}

/** What leaps is told by the sensor itself. Sensors of a network may serve sites that have no such metric. */
function checkSpikes(sources: SiteSources, shared: SharedSources): readonly Fault[] {
  const metrics = new Map(placedMetrics(sources, shared).map(({ entry }) => [entry.id, entry]))
  return placedSensors(sources, shared).flatMap(({ entry, file, path }): readonly Fault[] => {
    const { spikes, kind, id } = entry
    if (spikes === undefined) return []
    const own = path[0] === 'sensors'
    const metric = metrics.get(spikes.metric)
    if (metric === undefined && !own) return []
    if (metric?.subjects === 'sensor' && (metric.sensorKind ?? kind) === kind) return []
    const message =
      metric === undefined
        ? `unknown metric "${spikes.metric}"`
        : `"${spikes.metric}" is nothing that a ${kind} sensor tells`
    return [
      {
        file,
        path: own ? [...path, 'spikes', 'metric'] : path,
        message: own ? message : `sensor "${id}": ${message}`,
      },
    ]
  })
}

function checkPicks({ sensors }: SiteSources, shared: SharedSources): readonly Fault[] {
  const { file, value } = sensors
  return value.use.flatMap(({ network, sensors: ids }, group): readonly Fault[] => {
    const known = shared.networks.get(network)?.value.sensors
    if (known === undefined) {
      const path = ['use', group, 'network']
      return [{ file, path, message: `unknown sensor network "${network}"` }]
    }
    return ids.flatMap((id, index) => {
      if (known.some((one) => one.id === id)) return []
      const path = ['use', group, 'sensors', index]
      return [{ file, path, message: `network "${network}" has no sensor "${id}"` }]
    })
  })
}

function checkLevels({ file, value }: SiteSources['sensors']): readonly Fault[] {
  return value.sensors.flatMap(({ levels = [] }, sensor) =>
    levels.flatMap((level, index) => {
      const before = levels[index - 1]
      if (before === undefined || before.value < level.value) return []
      const path = ['sensors', sensor, 'levels', index, 'value']
      return [{ file, path, message: 'levels must ascend' }]
    }),
  )
}

/** A limit may be the full level itself, and so may the level of the design flood. */
function checkStorage({ file, value }: SiteSources['sensors']): readonly Fault[] {
  return value.sensors.flatMap(({ kind, storage }, sensor): readonly Fault[] => {
    if (storage === undefined) return []
    const path = ['sensors', sensor, 'storage']
    if (kind !== 'reservoir') return [{ file, path, message: 'only reservoirs have storage marks' }]
    const { dead, floodLimit, full, designFlood } = storage
    const fault = (mark: string, message: string): Fault => {
      return { file, path: [...path, mark, 'value'], message }
    }
    const faults: Fault[] = []
    if (full.value <= dead.value) faults.push(fault('full', '`full` must be above `dead`'))
    if (floodLimit && (floodLimit.value <= dead.value || floodLimit.value > full.value)) {
      faults.push(fault('floodLimit', '`floodLimit` must be above `dead` and not above `full`'))
    }
    if (designFlood && designFlood.value < full.value) {
      faults.push(fault('designFlood', '`designFlood` must not be below `full`'))
    }
    return faults
  })
}
