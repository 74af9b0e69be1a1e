import { at } from './plane.ts'
import type { Point, Ring } from './plane.ts'

/** The points with a·x + b·y ≤ c. */
export interface HalfPlane {
  readonly a: number
  readonly b: number
  readonly c: number
}

interface Chain {
  readonly points: Point[]
  entry: number
  exit: number
}

/** Cuts a simple ring by a half-plane; a ring that is not convex may fall into several parts. */
export function cutRing(ring: Ring, half: HalfPlane): readonly Ring[] {
  const excess = ring.map(([x, y]) => half.a * x + half.b * y - half.c)
  if (excess.every((one) => one <= 0)) return [ring]
  const start = excess.findIndex((one, index) => one > 0 && excessAt(excess, index + 1) <= 0)
  if (start < 0) return []
  return joined(chainsFrom(ring, excess, half, start))
}

function chainsFrom(
  ring: Ring,
  excess: readonly number[],
  half: HalfPlane,
  start: number,
): readonly Chain[] {
  const chains: Chain[] = []
  for (let step = 0; step < ring.length; step++) {
    const index = start + step
    const [here, next] = [excessAt(excess, index), excessAt(excess, index + 1)]
    const isEntering = here > 0 && next <= 0
    if (isEntering || (here <= 0 && next > 0)) {
      const point = between(at(ring, index), at(ring, index + 1), here / (here - next))
      const along = half.a * point[1] - half.b * point[0]
      if (isEntering) chains.push({ points: [point], entry: along, exit: NaN })
      else {
        const chain = chains.at(-1)
        chain?.points.push(point)
        if (chain) chain.exit = along
      }
    }
    if (next <= 0) chains.at(-1)?.points.push(at(ring, index + 1))
  }
  return chains
}

/** The line passes through the ring between its 1st and 2nd crossing, 3rd and 4th, …: each part is closed along these. */
function joined(chains: readonly Chain[]): readonly Ring[] {
  const crossings = chains
    .flatMap((chain) => [
      { along: chain.entry, chain, isEntry: true },
      { along: chain.exit, chain, isEntry: false },
    ])
    .toSorted((one, other) => one.along - other.along)
  const followers = new Map<Chain, Chain>()
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    const [one, other] = [crossings[index], crossings[index + 1]]
    if (!one || !other || one.isEntry === other.isEntry) throw new RangeError('ring crosses itself')
    if (one.isEntry) followers.set(other.chain, one.chain)
    else followers.set(one.chain, other.chain)
  }
  const rings: Ring[] = []
  const waiting = new Set(chains)
  for (const first of waiting) {
    const points: Point[] = []
    let chain: Chain | undefined = first
    while (chain && waiting.delete(chain)) {
      points.push(...chain.points)
      chain = followers.get(chain)
    }
    rings.push(points)
  }
  return rings
}

function excessAt(excess: readonly number[], index: number): number {
  return excess[index % excess.length] ?? NaN
}

function between([ax, ay]: Point, [bx, by]: Point, share: number): Point {
  return [ax + (bx - ax) * share, ay + (by - ay) * share]
}
