import { Delaunay } from 'd3-delaunay'
import { at, signedArea, squaredDistance } from './plane.ts'
import type { Point, Ring } from './plane.ts'

/** A place with the area it stands for, in km². */
export interface WeightedPoint {
  readonly at: Point
  readonly areaKm2: number
}

/** How fast a place's pull falls with distance: higher is closer to a union of discs, lower flows together more. */
const FALL = 4
const SEARCH_CELLS = 90
const GRID_CELLS = 320
const SEARCH_STEPS = 14
/** Neighbours farther apart than this many times their radii have open country or sea between them. */
const REACH = 1.5
const BRIDGE_SHARE = 0.8

/**
 * The smooth outline of a territory known by weighted points: the level line of metaballs
 * (Blinn 1982) whose size is chosen so that the outline encloses the sum of the areas. Islands are
 * rings of their own; holes are filled. Rings run counter-clockwise.
 */
export function outlineOf(places: readonly WeightedPoint[]): readonly Ring[] {
  const total = places.reduce((sum, place) => sum + place.areaKm2, 0)
  const balls = [...places, ...bridgesOf(places)]
  let [low, high] = [0.3, 1.6]
  for (let step = 0; step < SEARCH_STEPS; step++) {
    const middle = (low + high) / 2
    const enclosed = levelRings(balls, middle, SEARCH_CELLS).reduce(
      (sum, ring) => sum + signedArea(ring),
      0,
    )
    if (enclosed > total) high = middle
    else low = middle
  }
  return levelRings(balls, high, GRID_CELLS).map((ring) =>
    simplified(ring, Math.sqrt(total) / 2500),
  )
}

/** Smaller balls between neighbours that nearly touch, so that the outline runs past them without a notch. */
function bridgesOf(places: readonly WeightedPoint[]): readonly WeightedPoint[] {
  const delaunay = Delaunay.from(places.map((place) => [place.at[0], place.at[1]]))
  return places.flatMap((place, index) =>
    [...delaunay.neighbors(index)].flatMap((other) => {
      const neighbour = places[other]
      if (neighbour === undefined || other < index) return []
      const [mine, theirs] = [radiusOf(place), radiusOf(neighbour)]
      const distance = Math.sqrt(squaredDistance(place.at, neighbour.at))
      if (distance > REACH * (mine + theirs)) return []
      const share = mine / (mine + theirs)
      const between: Point = [
        place.at[0] + (neighbour.at[0] - place.at[0]) * share,
        place.at[1] + (neighbour.at[1] - place.at[1]) * share,
      ]
      const smaller = Math.min(place.areaKm2, neighbour.areaKm2)
      return [{ at: between, areaKm2: BRIDGE_SHARE * smaller }]
    }),
  )
}

function radiusOf(place: WeightedPoint): number {
  return Math.sqrt(place.areaKm2 / Math.PI)
}

function levelRings(
  places: readonly WeightedPoint[],
  size: number,
  cells: number,
): readonly Ring[] {
  const balls = places.map(({ at: [x, y], areaKm2 }) => ({
    x,
    y,
    radius: size * Math.sqrt(areaKm2 / Math.PI),
  }))
  const margin = 2 * Math.max(...balls.map((ball) => ball.radius))
  const left = Math.min(...balls.map((ball) => ball.x)) - margin
  const bottom = Math.min(...balls.map((ball) => ball.y)) - margin
  const width = Math.max(...balls.map((ball) => ball.x)) + margin - left
  const height = Math.max(...balls.map((ball) => ball.y)) + margin - bottom
  const step = Math.max(width, height) / cells
  const columns = Math.ceil(width / step) + 1
  const rows = Math.ceil(height / step) + 1
  const field = new Float64Array(columns * rows)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let pull = 0
      for (const { x, y, radius } of balls) {
        const squared = (left + column * step - x) ** 2 + (bottom + row * step - y) ** 2
        pull += (radius ** 2 / Math.max(squared, 1e-6)) ** (FALL / 2)
      }
      // The cube-root-like scale makes the field near linear around its level line.
      field[row * columns + column] = pull ** (-1 / FALL) - 1
    }
  }
  return contours(field, columns, rows)
    .map((ring) => ring.map(([x, y]): Point => [left + x * step, bottom + y * step]))
    .filter((ring) => signedArea(ring) > 0)
}

/** Closed lines of value 0 by marching squares, values below zero on the left. */
function contours(field: Float64Array, columns: number, rows: number): readonly Ring[] {
  const nextOf = new Map<string, { readonly to: string; readonly point: Point }>()
  const value = (x: number, y: number) => field[y * columns + x] ?? 1
  const crossing = (ax: number, ay: number, bx: number, by: number) => {
    const share = value(ax, ay) / (value(ax, ay) - value(bx, by))
    const point: Point = [ax + (bx - ax) * share, ay + (by - ay) * share]
    return { key: `${Math.min(ax, bx)},${Math.min(ay, by)},${ax === bx ? 'v' : 'h'}`, point }
  }
  for (let y = 0; y + 1 < rows; y++) {
    for (let x = 0; x + 1 < columns; x++) {
      const corners = [
        [x, y],
        [x + 1, y],
        [x + 1, y + 1],
        [x, y + 1],
      ] as const
      const leaves: { key: string; point: Point }[] = []
      const enters: { key: string; point: Point }[] = []
      for (const [index, [ax, ay]] of corners.entries()) {
        const [bx, by] = corners[(index + 1) % 4] ?? corners[0]
        if (value(ax, ay) < 0 === value(bx, by) < 0) continue
        const side = value(ax, ay) < 0 ? leaves : enters
        // Computed from the lower end, so that both squares at a side get the same point.
        const isForward = ax + ay < bx + by
        side.push(isForward ? crossing(ax, ay, bx, by) : crossing(bx, by, ax, ay))
      }
      for (const [index, leave] of leaves.entries()) {
        const enter = enters[(index + enters.length - 1) % enters.length]
        if (enter) nextOf.set(leave.key, { to: enter.key, point: leave.point })
      }
    }
  }
  return closedLines(nextOf)
}

function closedLines(
  nextOf: Map<string, { readonly to: string; readonly point: Point }>,
): readonly Ring[] {
  const rings: Ring[] = []
  for (const start of nextOf.keys()) {
    const ring: Point[] = []
    let key = start
    for (let link = nextOf.get(key); link; link = nextOf.get(key)) {
      nextOf.delete(key)
      ring.push(link.point)
      key = link.to
    }
    rings.push(ring)
  }
  return rings
}

/** Douglas and Peucker (1973) on a closed ring, from its two farthest points. */
function simplified(ring: Ring, tolerance: number): Ring {
  const first = at(ring, 0)
  let far = 0
  for (const [index, point] of ring.entries()) {
    if (squaredDistance(first, point) > squaredDistance(first, at(ring, far))) far = index
  }
  return [
    ...simplifiedLine(ring.slice(0, far + 1), tolerance).slice(0, -1),
    ...simplifiedLine([...ring.slice(far), first], tolerance).slice(0, -1),
  ]
}

function simplifiedLine(line: Ring, tolerance: number): Ring {
  const [start, end] = [at(line, 0), at(line, line.length - 1)]
  const length = Math.sqrt(squaredDistance(start, end))
  let [farthest, index] = [tolerance, -1]
  for (let step = 1; step < line.length - 1; step++) {
    const [x, y] = at(line, step)
    const across = (end[0] - start[0]) * (start[1] - y) - (start[0] - x) * (end[1] - start[1])
    const distance = Math.abs(across) / length
    if (distance > farthest) [farthest, index] = [distance, step]
  }
  if (index < 0) return [start, end]
  return [
    ...simplifiedLine(line.slice(0, index + 1), tolerance).slice(0, -1),
    ...simplifiedLine(line.slice(index), tolerance),
  ]
}
