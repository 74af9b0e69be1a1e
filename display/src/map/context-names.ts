import {
  boundsOf,
  contains,
  doOverlap,
  isRectInside,
  type Point,
  type Polygon,
  type Rect,
} from './geometry.ts'
import type { PlacedText } from './label-placement.ts'

export interface NamedGround {
  readonly code: string
  readonly name: string
  readonly polygons: readonly Polygon[]
}

export interface PlacedName extends PlacedText {
  readonly code: string
  readonly name: string
}

interface Room {
  readonly bounds: Rect
  readonly taken: readonly Rect[]
  /** Type size in px. */
  readonly size: number
  readonly measure: (text: string, size: number) => number
}

const GRID = 14
const LINE = 1.3
const BASELINE = 0.3
const GAP_EM = 0.6

/**
 * Names of the ground around: each where it lies wholly within the part of its shape that is seen,
 * as near as may be to the middle of that part, and touches nothing. One that has no such place is left out.
 */
export function placeNames(
  grounds: readonly NamedGround[],
  { bounds, taken, size, measure }: Room,
): readonly PlacedName[] {
  const rects = [...taken]
  return grounds.flatMap(({ code, name, polygons }) => {
    const width = measure(name, size) + 2 * GAP_EM * size
    const height = LINE * size
    for (const polygon of polygons) {
      const seen = overlapOf(boundsOf([polygon]), bounds)
      if (!seen || seen.width < width || seen.height < height) continue
      const point = pointsOf(seen).find(([x, y]) => {
        const rect = { x: x - width / 2, y: y - height / 2, width, height }
        return (
          contains(bounds, rect) &&
          !rects.some((other) => doOverlap(rect, other)) &&
          isRectInside(rect, polygon)
        )
      })
      if (!point) continue
      const [x, y] = point
      rects.push({ x: x - width / 2, y: y - height / 2, width, height })
      return [{ code, name, x, baseline: y + BASELINE * size, size }]
    }
    return []
  })
}

function overlapOf(a: Rect, b: Rect): Rect | undefined {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)]
  const width = Math.min(a.x + a.width, b.x + b.width) - x
  const height = Math.min(a.y + a.height, b.y + b.height) - y
  return width > 0 && height > 0 ? { x, y, width, height } : undefined
}

/** A grid over a rectangle, nearest to its middle first. */
function pointsOf({ x, y, width, height }: Rect): readonly Point[] {
  const steps = Array.from({ length: GRID - 1 }, (_, index) => (index + 1) / GRID)
  const distance = ([px, py]: Point): number => Math.hypot(px - x - width / 2, py - y - height / 2)
  return steps
    .flatMap((row) => steps.map((column): Point => [x + width * column, y + height * row]))
    .toSorted((a, b) => distance(a) - distance(b))
}
