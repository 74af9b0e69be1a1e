/** Plane geometry in CSS px, y down. */
export type Point = readonly [x: number, y: number]
export type Ring = readonly Point[]
/** Outline first, holes after it. */
export type Polygon = readonly Ring[]

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export function centredRect(x: number, y: number, width: number, height: number): Rect {
  return { x: x - width / 2, y: y - height / 2, width, height }
}

export function doOverlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

export function contains(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  )
}

/** Even-odd rule; points on the outline may count either way. */
export function isInside([x, y]: Point, polygon: Polygon): boolean {
  let inside = false
  for (const ring of polygon) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[i]!
      const [bx, by] = ring[j]!
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
    }
  }
  return inside
}

/** Liang–Barsky: does any part of the segment lie in the rectangle? */
export function doesSegmentCross([ax, ay]: Point, [bx, by]: Point, rect: Rect): boolean {
  const [dx, dy] = [bx - ax, by - ay]
  let [enter, leave] = [0, 1]
  const sides = [
    [-dx, ax - rect.x],
    [dx, rect.x + rect.width - ax],
    [-dy, ay - rect.y],
    [dy, rect.y + rect.height - ay],
  ] as const
  for (const [direction, distance] of sides) {
    if (direction === 0) {
      if (distance < 0) return false
      continue
    }
    const at = distance / direction
    if (direction < 0) enter = Math.max(enter, at)
    else leave = Math.min(leave, at)
    if (enter > leave) return false
  }
  return true
}

/** Proper crossing: segments that only touch do not count. */
export function doSegmentsCross(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = (p: Point, q: Point, r: Point): number =>
    Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]))
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}

function doesOutlineCross(polygon: Polygon, rect: Rect): boolean {
  const [left, top] = [rect.x, rect.y]
  const [right, bottom] = [left + rect.width, top + rect.height]
  for (const ring of polygon) {
    let before = ring[ring.length - 1]
    for (const point of ring) {
      if (before) {
        const [ax, ay] = before
        const [bx, by] = point
        // Most edges are far away: four comparisons spare them the clipping.
        const isFar =
          (ax < left && bx < left) ||
          (ax > right && bx > right) ||
          (ay < top && by < top) ||
          (ay > bottom && by > bottom)
        if (!isFar && doesSegmentCross(before, point, rect)) return true
      }
      before = point
    }
  }
  return false
}

/** Leaves out points nearer than `least` px to the last one kept: nobody sees them, and labels are placed sooner. */
export function thinRing(ring: Ring, least: number): Ring {
  const kept: Point[] = []
  for (const point of ring) {
    const last = kept.at(-1)
    if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < least) continue
    kept.push(point)
  }
  return kept.length < 3 ? ring : kept
}

/** The whole rectangle lies in the polygon. */
export function isRectInside(rect: Rect, polygon: Polygon): boolean {
  const centre: Point = [rect.x + rect.width / 2, rect.y + rect.height / 2]
  return !doesOutlineCross(polygon, rect) && isInside(centre, polygon)
}

/** No part of the rectangle lies in the polygon. */
export function isRectOutside(rect: Rect, polygon: Polygon): boolean {
  const centre: Point = [rect.x + rect.width / 2, rect.y + rect.height / 2]
  return !doesOutlineCross(polygon, rect) && !isInside(centre, polygon)
}

export function boundsOf(polygons: readonly Polygon[]): Rect {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of polygons.flatMap((polygon) => polygon[0] ?? [])) {
    west = Math.min(west, x)
    east = Math.max(east, x)
    north = Math.min(north, y)
    south = Math.max(south, y)
  }
  return { x: west, y: north, width: east - west, height: south - north }
}
