import type { LocalizedText, ScreenMessage, ScreenMetric } from '../../../protocol/screen.ts'

/** Something a metric is measured of: a unit at the lowest level in force, or a sensor. */
export interface Place {
  readonly id: string
  readonly name: LocalizedText
}

/** Where a metric is measured, in the order of the screen's lists. */
export function placesOf(metric: ScreenMetric, screen: ScreenMessage): readonly Place[] {
  if (metric.subjects === 'sensor') return sensorsOf(metric, screen)
  return leafUnits(screen).map(({ code, name }) => ({ id: code, name }))
}

/** Units that no other unit has for a parent: what the map draws. */
export function leafUnits(screen: ScreenMessage): ScreenMessage['units'] {
  const parents = new Set(screen.units.map((unit) => unit.parent))
  return screen.units.filter(
    (unit) => !parents.has(unit.code) && unit.code !== screen.site.rootUnit,
  )
}

/** The sensors of the kind that gives the metric. */
export function sensorsOf(metric: ScreenMetric, screen: ScreenMessage): ScreenMessage['sensors'] {
  return screen.sensors.filter((sensor) => sensor.kind === metric.sensorKind)
}
