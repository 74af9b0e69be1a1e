import type { PanelSpec } from '../../../protocol/panels/panel.ts'
import type { PlacedPanel, Scene } from '../../../protocol/screen.ts'
import { placedMetrics, placedSensors } from './collect.ts'
import type { MetricsFile, SensorsFile } from './config-schemas.ts'
import type { Fault, SharedSources, SiteSources, SourcePath } from './sources.ts'

const GRID = { columns: 24, rows: 12 }

type Metric = MetricsFile['metrics'][number]

interface Known {
  readonly metrics: ReadonlyMap<string, Metric>
  readonly sensors: ReadonlyMap<string, SensorsFile['sensors'][number]>
  readonly units: ReadonlySet<string>
}

type Report = (path: SourcePath, message: string) => void

/** Faults of a layout: ids used twice, panels outside the grid or on each other, metrics, units and sensors that are not there or do not fit. */
export function checkLayout(sources: SiteSources, shared: SharedSources): readonly Fault[] {
  const { file, value } = sources.layout
  const known: Known = {
    metrics: new Map(placedMetrics(sources, shared).map(({ entry }) => [entry.id, entry])),
    sensors: new Map(placedSensors(sources, shared).map(({ entry }) => [entry.id, entry])),
    units: new Set(['root', sources.id, ...sources.units.value.map((row) => row.code)]),
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

function checkPanel(panel: PanelSpec, known: Known, fault: Report): void {
  const metric = known.metrics.get(panel.options.metric)
  if (metric === undefined) fault(['metric'], `unknown metric "${panel.options.metric}"`)
  switch (panel.kind) {
    case 'commune-map':
      if (metric?.subjects === 'sensor') fault(['metric'], 'a map is filled by a metric of units')
      checkSubjects(panel.options.sensors, 'sensors', 'sensor', known, fault)
      return
    case 'figure':
      checkFigure(panel.options, metric, known, fault)
      return
    case 'ranking':
      return
  }
}

function checkFigure(
  options: Extract<PanelSpec, { kind: 'figure' }>['options'],
  metric: Metric | undefined,
  known: Known,
  fault: Report,
): void {
  const { unit, sensor, notes } = options
  const subject = unit === undefined ? 'sensor' : 'unit'
  if (unit !== undefined && !known.units.has(unit)) fault(['unit'], `unknown unit "${unit}"`)
  if (sensor !== undefined) {
    const kind = known.sensors.get(sensor)?.kind
    if (kind === undefined) fault(['sensor'], `unknown sensor "${sensor}"`)
    else if (metric?.sensorKind !== undefined && metric.sensorKind !== kind) {
      fault(['sensor'], `"${metric.id}" is not measured by a sensor of kind ${kind}`)
    }
  }
  if (metric !== undefined && metric.subjects !== subject) {
    fault([subject], `"${metric.id}" is a metric of ${metric.subjects}s`)
  }
  checkSubjects(notes, 'notes', subject, known, fault)
}

function checkSubjects(
  ids: readonly string[],
  key: string,
  subject: 'unit' | 'sensor',
  known: Known,
  fault: Report,
): void {
  for (const [index, id] of ids.entries()) {
    const metric = known.metrics.get(id)
    if (metric === undefined) fault([key, index], `unknown metric "${id}"`)
    else if (metric.subjects !== subject) {
      fault([key, index], `"${id}" is a metric of ${metric.subjects}s`)
    }
  }
}
