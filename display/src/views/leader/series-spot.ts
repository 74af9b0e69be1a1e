import type { ScreenMessage } from '../../../../protocol/screen.ts'
import type { Spot } from './leader-figure.ts'

/** The number that an address names; undefined where the site has no such metric, unit or sensor today. */
export function findSpot(
  metricId: string,
  subject: string,
  { metrics, units, sensors }: ScreenMessage,
): Spot | undefined {
  const metric = metrics.find((one) => one.id === metricId)
  if (!metric) return undefined
  const isKnown =
    metric.subjects === 'unit'
      ? units.some((unit) => unit.code === subject)
      : sensors.some((sensor) => sensor.id === subject && sensor.kind === metric.sensorKind)
  return isKnown ? { metric, subject } : undefined
}
