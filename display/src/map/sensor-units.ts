import type { ScreenSensor } from '../../../protocol/screen.ts'
import { isInside } from './geometry.ts'
import type { MapShape, ShapesState } from './shapes.ts'

/** The unit of each sensor by its id: the one it is said to be in, else the one on whose ground the map draws it. */
export function sensorUnits(
  sensors: readonly ScreenSensor[],
  state: ShapesState,
): ReadonlyMap<string, string> {
  const shapes = state.kind === 'ready' ? state.shapes.filter((shape) => !shape.isContext) : []
  return new Map(
    sensors.flatMap(({ id, unit, point }) => {
      const found = unit ?? (point && shapeAt(shapes, point.lon, point.lat)?.code)
      return found === undefined ? [] : [[id, found] as const]
    }),
  )
}

function shapeAt(shapes: readonly MapShape[], lon: number, lat: number): MapShape | undefined {
  return shapes.find(({ polygons }) => polygons.some((polygon) => isInside([lon, lat], polygon)))
}
