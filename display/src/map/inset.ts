import { boundsOf, type Polygon, type Rect } from './geometry.ts'
import type { MapShape } from './shapes.ts'

/** Islands in a box of their own: the path fills the box as far as its proportions let it. */
export function insetPath(shape: MapShape, box: Rect): string {
  const flat = shape.polygons.map((polygon): Polygon =>
    polygon.map((ring) =>
      ring.map(([lon, lat]) => {
        // Near enough to true proportions for a few islands between the equator and the tropic.
        return [lon * Math.cos((lat * Math.PI) / 180), -lat] as const
      }),
    ),
  )
  const extent = boundsOf(flat)
  const scale = Math.min(
    box.width / (extent.width || Number.EPSILON),
    box.height / (extent.height || Number.EPSILON),
  )
  const left = box.x + (box.width - extent.width * scale) / 2
  const top = box.y + (box.height - extent.height * scale) / 2
  return flat
    .flat()
    .map((ring) => {
      const points = ring.map(
        ([x, y]) =>
          `${(left + (x - extent.x) * scale).toFixed(1)} ${(top + (y - extent.y) * scale).toFixed(1)}`,
      )
      return `M${points.join('L')}Z`
    })
    .join('')
}
