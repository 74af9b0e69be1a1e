import type { PanelReference } from '../../../protocol/panels/definition.ts'
import { referencesOf } from '../../../protocol/panels/panel-kinds.ts'
import { readSource } from '../../../protocol/panels/media-source.ts'
import type { PanelSpec } from '../../../protocol/panels/panel.ts'
import type { PlacedPanel, Scene } from '../../../protocol/screen.ts'
import { placedMetrics, placedSensors } from './collect.ts'
import type { MetricsFile } from './config-schemas.ts'
import type { SensorsFile } from './sensors-file.ts'
import type { Fault, SharedSources, SiteSources, SourcePath } from './sources.ts'

const GRID = { columns: 24, rows: 12 }

type Metric = MetricsFile['metrics'][number]

interface Known {
  readonly metrics: ReadonlyMap<string, Metric>
  readonly sensors: ReadonlyMap<string, SensorsFile['sensors'][number]>
  readonly units: ReadonlySet<string>
  readonly mediaFiles: ReadonlySet<string>
  readonly origins: ReadonlySet<string>
}

type Report = (path: SourcePath, message: string) => void

/** Faults of a layout: ids used twice, panels outside the grid or on each other, metrics, units and sensors that are not there or do not fit. */
export function checkLayout(sources: SiteSources, shared: SharedSources): readonly Fault[] {
  const { file, value } = sources.layout
  const known: Known = {
    metrics: new Map(placedMetrics(sources, shared).map(({ entry }) => [entry.id, entry])),
    sensors: new Map(placedSensors(sources, shared).map(({ entry }) => [entry.id, entry])),
    units: new Set(['root', sources.id, ...sources.units.value.map((row) => row.code)]),
    mediaFiles: sources.mediaFiles,
    origins: new Set(sources.site.value.allowedOrigins),
  }
  const faults: Fault[] = []
  for (const [index, scene] of value.scenes.entries()) {
    const fault: Report = (path, message) =>
      faults.push({ file, path: ['scenes', index, ...path], message })
    if (value.scenes.findIndex((one) => one.id === scene.id) !== index) {
      fault(['id'], `scene "${scene.id}" is defined twice`)
    }
    checkPlaces(scene, fault)
    for (const [at, { panel }] of scene.panels.entries()) {
      checkPanel(panel, known, (path, message) =>
        fault(['panels', at, 'panel', 'options', ...path], message),
      )
    }
  }
  return faults
}

function checkPlaces({ panels }: Scene, fault: Report): void {
  for (const [index, panel] of panels.entries()) {
    const { column, row, width, height } = panel.at
    const earlier = panels.slice(0, index)
    if (earlier.some((one) => one.id === panel.id)) {
      fault(['panels', index, 'id'], `panel "${panel.id}" is defined twice`)
    }
    if (column + width - 1 > GRID.columns || row + height - 1 > GRID.rows) {
      fault(['panels', index, 'at'], `panel "${panel.id}" leaves the grid of 24 × 12`)
    }
    const under = earlier.find((one) => isOverlapping(one.at, panel.at))
    if (under) fault(['panels', index, 'at'], `panel "${panel.id}" overlaps "${under.id}"`)
  }
}

function isOverlapping(a: PlacedPanel['at'], b: PlacedPanel['at']): boolean {
  return (
    a.column < b.column + b.width &&
    b.column < a.column + a.width &&
    a.row < b.row + b.height &&
    b.row < a.row + a.height
  )
}

/** Faults of what a panel's options name: metrics, units and sensors that are not there or do not fit. */
function checkPanel(panel: PanelSpec, known: Known, fault: Report): void {
  for (const reference of referencesOf(panel)) {
    const { id, path } = reference
    switch (reference.kind) {
      case 'metric':
        checkMetric(reference, known, fault)
        break
      case 'unit':
        if (!known.units.has(id)) fault(path, `unknown unit "${id}"`)
        break
      case 'sensor':
        checkSensor(reference, known, fault)
        break
      case 'address':
        checkAddress(reference, known, fault)
        break
    }
  }
}

function checkMetric(
  { id, path, subjects }: Extract<PanelReference, { kind: 'metric' }>,
  known: Known,
  fault: Report,
): void {
  const metric = known.metrics.get(id)
  if (metric === undefined) fault(path, `unknown metric "${id}"`)
  else if (subjects !== undefined && metric.subjects !== subjects) {
    fault(path, `"${id}" is a metric of ${metric.subjects}s`)
  }
}

function checkSensor(
  { id, path, metric }: Extract<PanelReference, { kind: 'sensor' }>,
  known: Known,
  fault: Report,
): void {
  const kind = known.sensors.get(id)?.kind
  const measuredBy = known.metrics.get(metric)?.sensorKind
  if (kind === undefined) fault(path, `unknown sensor "${id}"`)
  else if (measuredBy !== undefined && measuredBy !== kind) {
    fault(path, `"${metric}" is not measured by a sensor of kind ${kind}`)
  }
}

function checkAddress(
  { id, path }: Extract<PanelReference, { kind: 'address' }>,
  { mediaFiles, origins }: Known,
  fault: Report,
): void {
  const source = readSource(id)
  switch (source.kind) {
    case 'file':
      if (!mediaFiles.has(source.name)) fault(path, `no file media/${source.name}`)
      break
    case 'web':
      if (!origins.has(source.origin)) {
        fault(path, `${source.origin} is not among the allowedOrigins of site.yaml`)
      }
      break
    case 'refused':
      fault(path, source.reason)
      break
  }
}
