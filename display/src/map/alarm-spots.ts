import {
  boundsOf,
  centredRect,
  contains,
  doOverlap,
  isInside,
  isRectInside,
  type Point,
  type Polygon,
  type Rect,
} from './geometry.ts'

/** The ground of one unit, as a mark finds it. */
export interface MarkedGround {
  readonly polygons: readonly Polygon[]
  /** The ground of its own label, value first; empty where it has none. */
  readonly label: readonly Rect[]
}

/** Where the mark of a unit stands. */
export interface Spot {
  readonly rect: Rect
  /** The line that ties it to its unit where it had no room there. */
  readonly leader: { readonly from: Point; readonly to: Point } | undefined
  /** It stands in place of its unit's value. */
  readonly coversValue: boolean
}

export interface SpotRoom {
  readonly bounds: Rect
  /** Labels, sensors and whatever else a mark must not cover. */
  readonly taken: readonly Rect[]
  /** Edge of a mark, px. */
  readonly size: number
  readonly gap: number
  /** How far from its unit's border a mark stays: there is the ring. */
  readonly border: number
  /** On a map of many small units a mark may stand in place of its unit's value. */
  readonly mayCoverValue: boolean
  /** How much of a mark may reach over its unit's border, as a part of its size. */
  readonly overhang: number
}

export type Spots = ReadonlyMap<string, Spot>

const GRID = 16
const RINGS = 9
const TURNS = 24
/** Between rings, in sizes of a mark. */
const STEP = 0.35

/**
 * Places for the marks of units by code. One that stands already stays where it is (`before`); a new one
 * goes beside its label, or to the nearest free ground of its unit; else in place of its value, where
 * that is allowed; else on free ground nearby, tied to its unit by a line; else where it covers least.
 */
export function placeSpots(
  grounds: ReadonlyMap<string, MarkedGround>,
  room: SpotRoom,
  before: Spots = new Map(),
): Spots {
  const kept = [...before].filter(([code]) => grounds.has(code))
  const spots = new Map<string, Spot>(kept)
  const taken = [...room.taken, ...kept.map(([, { rect }]) => rect)]
  for (const [code, ground] of grounds) {
    if (spots.has(code)) continue
    const spot = spotOf(ground, { ...room, taken })
    if (!spot) continue
    spots.set(code, spot)
    taken.push(spot.rect)
  }
  return spots
}

function spotOf({ polygons, label }: MarkedGround, room: SpotRoom): Spot | undefined {
  const { bounds, taken, size, gap, border, mayCoverValue, overhang } = room
  const largest = largestOf(polygons)
  if (!largest) return undefined
  const { polygon, box } = largest
  const anchor = label.length > 0 ? boxAround(label) : box
  const points = pointsOf(box, anchor).filter((point) => isInside(point, polygon))
  const near = points.map((point) => centredRect(...point, size, size))
  const isFree = (rect: Rect): boolean =>
    contains(bounds, rect) && !taken.some((other) => doOverlap(rect, other))
  const inside = (candidates: readonly Rect[], by: number): Rect | undefined =>
    candidates.find((rect) => isFree(rect) && isRectInside(grown(rect, by), polygon))
  const own =
    inside([...sidesOf(anchor, size, gap), ...near], border) ?? inside(near, -size * overhang)
  if (own) return { rect: own, leader: undefined, coversValue: false }
  const others = taken.filter((rect) => !label.includes(rect))
  const [value] = label
  const onValue = value && centredRect(...middleOf(value), size, size)
  if (mayCoverValue && onValue && !others.some((other) => doOverlap(onValue, other))) {
    return { rect: onValue, leader: undefined, coversValue: true }
  }
  const from = points.find((point) => !taken.some((rect) => isIn(point, rect))) ?? middleOf(box)
  const outside = around(from, size).find(isFree)
  if (outside) return tied(from, outside)
  const least = leastCovering(near, taken) ?? centredRect(...middleOf(box), size, size)
  return { rect: least, leader: undefined, coversValue: false }
}

function tied(from: Point, rect: Rect): Spot {
  const [x, y] = from
  const to: Point = [
    Math.min(Math.max(x, rect.x), rect.x + rect.width),
    Math.min(Math.max(y, rect.y), rect.y + rect.height),
  ]
  const isApart = Math.hypot(to[0] - x, to[1] - y) > rect.width / 8
  return { rect, leader: isApart ? { from, to } : undefined, coversValue: false }
}

/** Places for a mark around a point, the nearest first. */
function around([x, y]: Point, size: number): readonly Rect[] {
  return Array.from({ length: RINGS * TURNS }, (_, at) => {
    const distance = (Math.floor(at / TURNS) + 1) * size * STEP
    const angle = ((at % TURNS) * 2 * Math.PI) / TURNS
    return centredRect(x + Math.cos(angle) * distance, y + Math.sin(angle) * distance, size, size)
  })
}

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

function isIn([x, y]: Point, rect: Rect): boolean {
  return x >= rect.x && x <= rect.x + rect.width && y >= rect.y && y <= rect.y + rect.height
}

function middleOf({ x, y, width, height }: Rect): Point {
  return [x + width / 2, y + height / 2]
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
function pointsOf(box: Rect, anchor: Rect): readonly Point[] {
  const [x, y] = middleOf(anchor)
  const points: Point[] = []
  for (let row = 1; row < GRID; row++) {
    for (let column = 1; column < GRID; column++) {
      points.push([box.x + (box.width * column) / GRID, box.y + (box.height * row) / GRID])
    }
  }
  const distance = ([px, py]: Point): number => Math.hypot(px - x, py - y)
  return points.sort((a, b) => distance(a) - distance(b))
}
