import type { Position, Ring } from './map-feature.ts'

interface Edge {
  readonly index: number
  readonly from: Position
  readonly to: Position
}

/**
 * Where a ring crosses itself, the first place found; undefined where it does not. Rings that touch
 * themselves in a point are let pass: exclaves joined by a corner are drawn so. Edges are looked up
 * by the cells of a grid, so the cost grows with the length of the ring, not with its square.
 */
export function findCrossing(ring: Ring): Position | undefined {
  const edges = edgesOf(ring)
  const grid = gridFor(edges)
  const cells = new Map<number, Edge[]>()
  for (const edge of edges) {
    for (const cell of grid(edge)) {
      const others = cells.get(cell)
      if (!others) {
        cells.set(cell, [edge])
        continue
      }
      for (const other of others) {
        const crossing = areNeighbours(edge, other, edges.length) || crossingOf(edge, other)
        if (typeof crossing === 'object') return crossing
      }
      others.push(edge)
    }
  }
  return undefined
}

function edgesOf(ring: Ring): readonly Edge[] {
  const edges: Edge[] = []
  for (let index = 1; index < ring.length; index++) {
    const [from, to] = [ring[index - 1], ring[index]]
    // A position said twice is no edge.
    if (!from || !to || (from[0] === to[0] && from[1] === to[1])) continue
    edges.push({ index: edges.length, from, to })
  }
  return edges
}

function areNeighbours(a: Edge, b: Edge, count: number): boolean {
  const apart = Math.abs(a.index - b.index)
  return apart === 1 || apart === count - 1
}

/** Answers the cells that an edge's box lies on; about one edge a cell where they are of one length. */
function gridFor(edges: readonly Edge[]): (edge: Edge) => readonly number[] {
  const side = Math.max(1, Math.ceil(Math.sqrt(edges.length)))
  const xs = edges.map(({ from }) => from[0])
  const ys = edges.map(({ from }) => from[1])
  const [west, south] = [least(xs), least(ys)]
  const width = -least(xs.map((x) => -x)) - west || 1
  const height = -least(ys.map((y) => -y)) - south || 1
  const column = (x: number): number => Math.min(side - 1, Math.floor(((x - west) / width) * side))
  const row = (y: number): number => Math.min(side - 1, Math.floor(((y - south) / height) * side))
  return ({ from, to }) => {
    const cells: number[] = []
    const [left, right] = [column(Math.min(from[0], to[0])), column(Math.max(from[0], to[0]))]
    const [low, high] = [row(Math.min(from[1], to[1])), row(Math.max(from[1], to[1]))]
    for (let x = left; x <= right; x++) {
      for (let y = low; y <= high; y++) cells.push(x * side + y)
    }
    return cells
  }
}

function least(values: readonly number[]): number {
  return values.reduce((found, value) => Math.min(found, value), Infinity)
}

/** Where two edges cross, both going through the other; undefined where they only touch, or not even that. */
function crossingOf(a: Edge, b: Edge): Position | undefined {
  const [x, y] = a.from
  const [dx, dy] = [a.to[0] - x, a.to[1] - y]
  const [ex, ey] = [b.to[0] - b.from[0], b.to[1] - b.from[1]]
  const cross = dx * ey - dy * ex
  if (cross === 0) return undefined
  const [fx, fy] = [b.from[0] - x, b.from[1] - y]
  const along = (fx * ey - fy * ex) / cross
  const alongOther = (fx * dy - fy * dx) / cross
  const isWithin = (share: number): boolean => share > EDGE && share < 1 - EDGE
  return isWithin(along) && isWithin(alongOther) ? [x + along * dx, y + along * dy] : undefined
}

/** Share of an edge within which a crossing counts as its end. */
const EDGE = 1e-9
