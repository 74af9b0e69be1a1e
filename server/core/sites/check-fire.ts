import { fireMetricsOf, weatherMetricsOf } from '../hazards/fire-metrics.ts'
import { rainMetric, WEATHER_RAIN } from '../hazards/rain-totals.ts'
import { assembleFire } from './assemble-fire.ts'
import { placedMetrics, placedSensors } from './collect.ts'
import type { SensorsFile } from './sensors-file.ts'
import type { Fault, SharedSources, SiteSources, SourcePath } from './sources.ts'

type Entry = SensorsFile['sensors'][number]
type Report = (path: SourcePath, message: string) => void

interface Known {
  readonly metrics: ReadonlySet<string>
  readonly sensors: ReadonlyMap<string, Entry>
  readonly shared: Pick<SharedSources, 'fireBands'>
}

/** Faults of weather stations whose fire indices are worked out: what they rest on and is not there. */
export function checkFire(sources: SiteSources, shared: SharedSources): readonly Fault[] {
  const placed = placedSensors(sources, shared)
  const known: Known = {
    metrics: new Set(placedMetrics(sources, shared).map(({ entry }) => entry.id)),
    sensors: new Map(placed.map(({ entry }) => [entry.id, entry])),
    shared,
  }
  return placed.flatMap(({ entry, file, path }) => {
    const faults: Fault[] = []
    const isOwn = path[0] === 'sensors'
    checkStation(entry, known, (steps, message) =>
      faults.push({
        file,
        path: isOwn ? [...path, 'fire', ...steps] : path,
        message: isOwn ? message : `sensor "${entry.id}": ${message}`,
      }),
    )
    return faults
  })
}

function checkStation(entry: Entry, known: Known, fault: Report): void {
  const { fire, kind, point } = entry
  if (fire === undefined) return
  if (kind !== 'weather') return fault([], 'only weather stations have fire indices')
  if (fire.p && !known.shared.fireBands.has(fire.p.bands)) {
    fault(['p', 'bands'], `unknown fire bands "${fire.p.bands}"`)
  }
  if (fire.fwi && point === undefined) {
    fault(['fwi'], 'give the sensor a `point`: how long its days are depends on the latitude')
  }
  const worked = assembleFire(fire, known.shared)
  const needed = [...weatherMetricsOf(worked), ...fireMetricsOf(worked)]
  const missing = needed.filter((metric) => !known.metrics.has(metric))
  if (missing.length > 0) {
    fault([], `the site lacks ${missing.join(', ')}: name the pack fire-weather`)
  }
  checkRain(entry, known, fault)
}

function checkRain({ id, fire }: Entry, { metrics, sensors }: Known, fault: Report): void {
  const name = fire?.rain ?? id
  const path = fire?.rain === undefined ? [] : ['rain']
  const sensor = sensors.get(name)
  if (sensor === undefined) return fault(path, `unknown sensor "${name}"`)
  if (sensor.kind !== 'rain' && sensor.kind !== 'weather') {
    return fault(path, `sensor "${name}" does not measure rain`)
  }
  const metric = sensor.kind === 'rain' ? rainMetric(24) : WEATHER_RAIN
  if (sensor.gauge === undefined && !metrics.has(metric)) {
    fault(path, `the site has no metric "${metric}" that sensor "${name}" could tell its rain by`)
  }
}
