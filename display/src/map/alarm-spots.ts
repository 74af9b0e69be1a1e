import {
  boundsOf,
  centredRect,
  contains,
  doOverlap,
  isRectInside,
  type Polygon,
  type Rect,
} from './geometry.ts'

export interface SpotRequest {
  readonly code: string
  readonly polygons: readonly Polygon[]
  /** The ground of its own label, which the mark stands beside; empty where it has none. */
  readonly label: readonly Rect[]
}

interface Room {
  readonly bounds: Rect
  readonly taken: readonly Rect[]
  /** Edge of a mark, px. */
  readonly size: number
  readonly gap: number
  /** How far from its unit's border a mark stays: there is the ring. */
  readonly border: number
}

const GRID = 16

/**
 * Where a unit's mark stands, should there be one: beside its label if there is room, else where it is
 * nearest to it inside the shape and touches nothing, else as far inside as it can be. Chosen once with
 * the labels, so that a mark that comes moves nothing.
 */
export function placeSpots(
  requests: readonly SpotRequest[],
  { bounds, taken, size, gap, border }: Room,
): ReadonlyMap<string, Rect> {
  const rects = [...taken]
  const spots = new Map<string, Rect>()
  for (const { code, polygons, label } of requests) {
    const largest = largestOf(polygons)
    if (!largest) continue
    const { polygon, box } = largest
    const anchor = label.length > 0 ? boxAround(label) : box
    const isFree = (rect: Rect): boolean =>
      contains(bounds, rect) && !rects.some((other) => doOverlap(rect, other))
    const isWithin = (rect: Rect, by: number): boolean => isRectInside(grown(rect, by), polygon)
    const near = pointsOf(box, anchor).map(([x, y]) => centredRect(x, y, size, size))
    const all = [...sidesOf(anchor, size, gap), ...near]
    const spot =
      all.find((rect) => isFree(rect) && isWithin(rect, border)) ??
      near.find((rect) => isFree(rect) && isWithin(rect, 0)) ??
      leastCovering(
        near.filter((rect) => isWithin(rect, -size / 4)),
        rects,
      ) ??
      centredRect(box.x + box.width / 2, box.y + box.height / 2, size, size)
    rects.push(spot)
    spots.set(code, spot)
  }
  return spots
}

/** In a unit smaller than its mark something must be covered: as little as may be. */
function leastCovering(spots: readonly Rect[], taken: readonly Rect[]): Rect | undefined {
  return spots
    .map((spot) => ({ spot, covered: taken.reduce((sum, one) => sum + overlapOf(spot, one), 0) }))
    .toSorted((a, b) => a.covered - b.covered)[0]?.spot
}

function overlapOf(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}

function grown({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by }
}

function largestOf(
  polygons: readonly Polygon[],
): { readonly polygon: Polygon; readonly box: Rect } | undefined {
  return polygons
    .map((polygon) => ({ polygon, box: boundsOf([polygon]) }))
    .toSorted((a, b) => b.box.width * b.box.height - a.box.width * a.box.height)[0]
}

function boxAround(rects: readonly Rect[]): Rect {
  const left = Math.min(...rects.map(({ x }) => x))
  const top = Math.min(...rects.map(({ y }) => y))
  const right = Math.max(...rects.map(({ x, width }) => x + width))
  const bottom = Math.max(...rects.map(({ y, height }) => y + height))
  return { x: left, y: top, width: right - left, height: bottom - top }
}

function sidesOf({ x, y, width, height }: Rect, size: number, gap: number): readonly Rect[] {
  const middle = y + (height - size) / 2
  const centre = x + (width - size) / 2
  const square = (left: number, top: number): Rect => ({
    x: left,
    y: top,
    width: size,
    height: size,
  })
  return [
    square(x - gap - size, middle),
    square(x + width + gap, middle),
    square(centre, y - gap - size),
    square(centre, y + height + gap),
  ]
}

/** A grid over a box, nearest to the middle of another first. */
function pointsOf(box: Rect, anchor: Rect): readonly (readonly [number, number])[] {
  const [x, y] = [anchor.x + anchor.width / 2, anchor.y + anchor.height / 2]
  const points: [number, number][] = []
  for (let row = 1; row < GRID; row++) {
    for (let column = 1; column < GRID; column++) {
      points.push([box.x + (box.width * column) / GRID, box.y + (box.height * row) / GRID])
    }
  }
  const distance = ([px, py]: readonly [number, number]): number => Math.hypot(px - x, py - y)
  return points.sort((a, b) => distance(a) - distance(b))
}
