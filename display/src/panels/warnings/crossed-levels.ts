import type { Reading } from '../../stores/readings.ts'
import { levelDistance, levelReached, levelWords } from '../levels.ts'
import type { PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber } from '../panel-state.ts'
import { valueOf, type Warning, type Watched } from './watched.ts'

/** Sensors at or above a named level: the highest level first, then the farthest above it. */
export function crossedLevels(
  watched: readonly Watched[],
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): readonly Warning[] {
  const { locale, layer, screen } = context
  const sensors = new Map(screen.sensors.map((sensor) => [sensor.id, sensor]))
  return watched
    .flatMap((one) => {
      const { metric, placeId, placeName, nameOrder } = one
      const reading = readings.get(one.series)
      if (metric.subjects !== 'sensor' || !hasNumber(reading)) return []
      const sensor = sensors.get(placeId)
      const level = levelReached(reading.value, metric, sensor)
      if (!level || level.reached === 0) return []
      const distance = levelDistance(reading.value, metric, sensor)?.distance ?? 0
      const words = levelWords(reading.value, metric, sensor, context) ?? ''
      const isOld = freshnessOn(reading, layer) === 'stale'
      const warning: Warning = {
        kind: 'level',
        key: one.series,
        place: placeName,
        words,
        details: [metric.name[locale]],
        level,
        trend: isOld ? undefined : reading.trend,
        ...valueOf(one, reading, context),
      }
      return [{ warning, height: level.reached / level.count, distance, nameOrder }]
    })
    .toSorted((a, b) => b.height - a.height || b.distance - a.distance || a.nameOrder - b.nameOrder)
    .map(({ warning }) => warning)
}
