import type { MetricGroup } from '../../../protocol/screen.ts'
import type { MetricsFile } from './config-schemas.ts'
import type { SensorsFile } from './sensors-file.ts'
import type { SharedSources, SiteSources, SourcePath } from './sources.ts'

type MetricEntry = MetricsFile['metrics'][number]
type SensorEntry = SensorsFile['sensors'][number]

/** An entry with the place it was written at. */
export interface Placed<T> {
  readonly entry: T
  readonly file: string
  readonly path: SourcePath
}

export interface PlacedMetric extends Placed<MetricEntry> {
  readonly group: MetricGroup
}

/** The metrics of a site: those of its packs in the order named, then its own. Unknown packs are passed over. */
export function placedMetrics(
  sources: SiteSources,
  shared: SharedSources,
): readonly PlacedMetric[] {
  const packs = sources.site.value.packs.map((name) => ({ id: name, of: shared.packs.get(name) }))
  return [...packs, { id: sources.id, of: sources.ownMetrics }].flatMap(({ id, of }) => {
    if (of === undefined) return []
    const group = { id, name: of.value.name ?? { vi: id, en: id } }
    const path = (index: number): SourcePath => ['metrics', index]
    return of.value.metrics.map((entry, index) => {
      return { entry, group, file: of.file, path: path(index) }
    })
  })
}

/** The sensors of a site: those picked from networks in the order named, then its own. Unknown ones are passed over. */
export function placedSensors(
  sources: SiteSources,
  shared: SharedSources,
): readonly Placed<SensorEntry>[] {
  const { file, value } = sources.sensors
  const picked = value.use.flatMap(({ network, sensors }, group) =>
    sensors.flatMap((id, index) => {
      const entry = shared.networks.get(network)?.value.sensors.find((one) => one.id === id)
      return entry ? [{ entry, file, path: ['use', group, 'sensors', index] }] : []
    }),
  )
  const own = value.sensors.map((entry, index) => ({ entry, file, path: ['sensors', index] }))
  return [...picked, ...own]
}
