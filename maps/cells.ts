import { Delaunay } from 'd3-delaunay'
import { cutRing } from './half-plane.ts'
import type { HalfPlane } from './half-plane.ts'
import type { WeightedPoint } from './outline.ts'
import { isInside, signedArea, squaredDistance } from './plane.ts'
import type { Point, Ring } from './plane.ts'

const ROUNDS = 80
const STEP = 0.25
/** A point keeps at least this share of the way to its neighbour for itself. */
const OWN_SHARE = 0.22
/** Parts of a cell smaller than this share of it are slivers of the outline. */
const SLIVER = 0.01

/**
 * Divides a territory among its places: the Voronoi diagram in Laguerre geometry (power diagram),
 * its weights moved until areas come near the official ones or a point would leave its own cell.
 */
export function cellsOf(
  places: readonly WeightedPoint[],
  outline: readonly Ring[],
): readonly (readonly Ring[])[] {
  const pairs = neighbourPairs(places)
  const weights = places.map(() => 0)
  const scale = areaOf(outline) / places.reduce((sum, place) => sum + place.areaKm2, 0)
  for (let round = 0; round < ROUNDS; round++) {
    const cells = places.map((_, index) => cell(places, weights, index, outline))
    for (const [index, place] of places.entries()) {
      const missing = place.areaKm2 * scale - areaOf(cells[index] ?? [])
      weights[index] = (weights[index] ?? 0) + (STEP * missing) / Math.PI
    }
    for (let pass = 0; pass < 20; pass++) keepOwnPoints(places, weights, pairs)
  }
  return places.map((place, index) => {
    const parts = cell(places, weights, index, outline)
    const total = areaOf(parts)
    const kept = parts.filter((part) => signedArea(part) > SLIVER * total)
    if (!kept.some((part) => isInside(place.at, part))) throw new RangeError(`no cell at ${index}`)
    return kept.toSorted((one, other) => signedArea(other) - signedArea(one))
  })
}

function areaOf(rings: readonly Ring[]): number {
  return rings.reduce((sum, ring) => sum + signedArea(ring), 0)
}

function neighbourPairs(places: readonly WeightedPoint[]): readonly (readonly [number, number])[] {
  const delaunay = Delaunay.from(places.map((place) => [place.at[0], place.at[1]]))
  const pairs: [number, number][] = []
  for (const index of places.keys()) {
    for (const other of delaunay.neighbors(index)) if (index < other) pairs.push([index, other])
  }
  return pairs
}

function keepOwnPoints(
  places: readonly WeightedPoint[],
  weights: number[],
  pairs: readonly (readonly [number, number])[],
): void {
  for (const [i, j] of pairs) {
    const squared = squaredDistance(placeAt(places, i), placeAt(places, j))
    const most = (1 - 2 * OWN_SHARE) * squared
    const difference = (weights[i] ?? 0) - (weights[j] ?? 0)
    const excess = Math.abs(difference) - most
    if (excess <= 0) continue
    const half = (Math.sign(difference) * excess) / 2
    weights[i] = (weights[i] ?? 0) - half
    weights[j] = (weights[j] ?? 0) + half
  }
}

function cell(
  places: readonly WeightedPoint[],
  weights: readonly number[],
  index: number,
  outline: readonly Ring[],
): readonly Ring[] {
  let convex: Ring = boxAround(outline)
  let walls: HalfPlane[] = []
  for (const other of places.keys()) {
    if (other === index) continue
    const wall = wallBetween(places, weights, index, other)
    const cut = cutRing(convex, wall)[0] ?? []
    if (cut === convex) continue
    convex = cut
    walls = [...walls, wall]
  }
  return walls.reduce<readonly Ring[]>(
    (parts, wall) => parts.flatMap((part) => cutRing(part, wall)),
    outline,
  )
}

function wallBetween(
  places: readonly WeightedPoint[],
  weights: readonly number[],
  index: number,
  other: number,
): HalfPlane {
  const [px, py] = placeAt(places, index)
  const [qx, qy] = placeAt(places, other)
  const [mine, theirs] = [weights[index] ?? 0, weights[other] ?? 0]
  const c = (qx ** 2 + qy ** 2 - theirs - (px ** 2 + py ** 2 - mine)) / 2
  return { a: qx - px, b: qy - py, c }
}

function placeAt(places: readonly WeightedPoint[], index: number): Point {
  const place = places[index]
  if (place === undefined) throw new RangeError(`no place ${index}`)
  return place.at
}

function boxAround(rings: readonly Ring[]): Ring {
  const xs = rings.flatMap((ring) => ring.map(([x]) => x))
  const ys = rings.flatMap((ring) => ring.map(([, y]) => y))
  const [left, right] = [Math.min(...xs) - 1, Math.max(...xs) + 1]
  const [bottom, top] = [Math.min(...ys) - 1, Math.max(...ys) + 1]
  return [
    [left, bottom],
    [right, bottom],
    [right, top],
    [left, top],
  ]
}
