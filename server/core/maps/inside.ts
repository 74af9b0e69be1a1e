import type { MapFeature, MapPolygon, Position, Ring } from './map-feature.ts'

/** Degrees, about a tenth of a metre: nearer than this a position lies on a line. */
const ON_LINE = 1e-6

/** Even-odd rule; positions on the ring itself may count either way. */
export function isInsideRing([x, y]: Position, ring: Ring): boolean {
  let inside = false
  for (let index = 1; index < ring.length; index++) {
    const [a, b] = [ring[index - 1], ring[index]]
    if (!a || !b || a[1] > y === b[1] > y) continue
    if (x < a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0])) inside = !inside
  }
  return inside
}

/** True where a position is nearer to a ring than a tenth of a metre. */
export function isOnRing([x, y]: Position, ring: Ring): boolean {
  return ring.some((b, index) => {
    const a = ring[index - 1]
    if (!a) return false
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
    const length = dx * dx + dy * dy
    const along = length === 0 ? 0 : ((x - a[0]) * dx + (y - a[1]) * dy) / length
    const share = Math.min(1, Math.max(0, along))
    return Math.hypot(a[0] + share * dx - x, a[1] + share * dy - y) < ON_LINE
  })
}

export function isInsidePolygon(position: Position, { outline, holes }: MapPolygon): boolean {
  return (
    isInsideRing(position, outline.positions) &&
    !holes.some(({ positions }) => isInsideRing(position, positions))
  )
}

export interface Extent {
  readonly west: number
  readonly east: number
  readonly south: number
  readonly north: number
}

export function extentOf(ring: Ring): Extent {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of ring) {
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  return { west, east, south, north }
}

/** A position well inside a feature: the middle of its widest stretch at half the height of its widest part. */
export function innerPosition({ polygons }: MapFeature): Position | undefined {
  let best: { readonly position: Position; readonly width: number } | undefined
  for (const { outline, holes } of polygons) {
    const { south, north } = extentOf(outline.positions)
    const lat = (south + north) / 2
    const crossings = [outline, ...holes]
      .flatMap(({ positions }) => crossingsAt(positions, lat))
      .toSorted((a, b) => a - b)
    for (let index = 1; index < crossings.length; index += 2) {
      const [from = 0, to = 0] = [crossings[index - 1], crossings[index]]
      if (to - from > (best?.width ?? 0)) {
        best = { position: [(from + to) / 2, lat], width: to - from }
      }
    }
  }
  return best?.position
}

/** Longitudes at which a ring crosses a parallel. */
function crossingsAt(ring: Ring, lat: number): readonly number[] {
  const found: number[] = []
  for (let index = 1; index < ring.length; index++) {
    const [a, b] = [ring[index - 1], ring[index]]
    if (!a || !b || a[1] > lat === b[1] > lat) continue
    found.push(a[0] + ((lat - a[1]) / (b[1] - a[1])) * (b[0] - a[0]))
  }
  return found
}
