/** km east and north of a reference point. */
export type Point = readonly [number, number]

/** Closed implicitly: the last point joins the first. */
export type Ring = readonly Point[]

const KM_PER_DEGREE = 111.2

/** Between WGS 84 degrees and a plane in km; good enough for a schematic the size of a province. */
export interface Plane {
  readonly toPlane: (lon: number, lat: number) => Point
  readonly toDegrees: (point: Point) => [number, number]
}

export function planeAt(lon: number, lat: number): Plane {
  const kmPerLon = KM_PER_DEGREE * Math.cos((lat * Math.PI) / 180)
  return {
    toPlane: (x, y) => [(x - lon) * kmPerLon, (y - lat) * KM_PER_DEGREE],
    toDegrees: ([x, y]) => [rounded(lon + x / kmPerLon), rounded(lat + y / KM_PER_DEGREE)],
  }
}

/** km², positive when the ring runs counter-clockwise. */
export function signedArea(ring: Ring): number {
  let twice = 0
  for (const [index, [x, y]] of ring.entries()) {
    const [nextX, nextY] = at(ring, index + 1)
    twice += x * nextY - nextX * y
  }
  return twice / 2
}

export function isInside([x, y]: Point, ring: Ring): boolean {
  let inside = false
  for (const [index, [ax, ay]] of ring.entries()) {
    const [bx, by] = at(ring, index + 1)
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside
  }
  return inside
}

/** A point of a ring by an index that may run over its end. */
export function at(ring: Ring, index: number): Point {
  const point = ring[index % ring.length]
  if (point === undefined) throw new RangeError('an empty ring has no points')
  return point
}

export function squaredDistance([ax, ay]: Point, [bx, by]: Point): number {
  return (ax - bx) ** 2 + (ay - by) ** 2
}

function rounded(degrees: number): number {
  return Math.round(degrees * 10_000) / 10_000
}
