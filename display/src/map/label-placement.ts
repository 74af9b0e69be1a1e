import polylabel from 'polylabel'
import {
  boundsOf,
  contains,
  doesSegmentCross,
  doSegmentsCross,
  doOverlap,
  isInside,
  isRectInside,
  isRectOutside,
  type Point,
  type Polygon,
  type Rect,
} from './geometry.ts'

export interface LabelRequest {
  readonly code: string
  readonly name: string
  /** The longest text the value may take before labels are placed anew. */
  readonly value: string
  readonly polygons: readonly Polygon[]
}

/** Type sizes in px; without a name the value stands alone. */
export interface LabelTier {
  readonly value: number
  readonly name?: number
}

export interface PlacedText {
  readonly x: number
  readonly baseline: number
  readonly size: number
}

export interface PlacedLabel {
  readonly code: string
  readonly value: PlacedText
  readonly name: PlacedText | undefined
  /** From the unit's pole to the label, where it did not fit inside. */
  readonly leader: { readonly from: Point; readonly to: Point } | undefined
}

export interface Surroundings {
  readonly bounds: Rect
  readonly obstacles: readonly Rect[]
  readonly tiers: readonly LabelTier[]
  /** Name and value of a unit too small for them may stand outside, tied to it by a line. */
  readonly hasLeaders: boolean
  readonly measure: (text: string, size: number) => number
}

const NAME_LINE = 1.22
const NAME_BASELINE = 0.96
const VALUE_LINE = 0.92
const VALUE_BASELINE = 0.83
const MARGIN = 0.14
const POLE_PRECISION = 2
const GRID = 9
const CANDIDATES = 24
const LEADER_ANGLES = 32
const LEADER_STEPS = 13

interface Block {
  readonly rects: readonly Rect[]
  readonly value: PlacedText
  readonly name: PlacedText | undefined
}

interface Cell {
  readonly request: LabelRequest
  /** Every polygon with the box around it. */
  readonly parts: readonly { readonly polygon: Polygon; readonly box: Rect }[]
  /** The one with most room, its box and its pole. */
  readonly polygon: Polygon
  readonly box: Rect
  readonly pole: Point
  readonly reach: number
}

/**
 * Finds for each unit the largest label that lies wholly inside its shape and touches nothing else; then,
 * for those too small, free ground outside with a line to it; then the value alone, or nothing. Labels never overlap.
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  surroundings: Surroundings,
): readonly PlacedLabel[] {
  const cells = requests.map(cellOf).toSorted((a, b) => b.reach - a.reach)
  const taken: Taken = { rects: [...surroundings.obstacles], leaders: [] }
  const named = surroundings.tiers.filter((tier) => tier.name !== undefined)
  const bare = surroundings.tiers.filter((tier) => tier.name === undefined)
  const attempts: ((cell: Cell) => PlacedLabel | undefined)[] = [
    (cell) => placeInside(cell, named, surroundings, taken),
    (cell) => placeOutside(cell, cells, surroundings, taken),
    (cell) => placeInside(cell, bare, surroundings, taken),
  ]
  const placed: PlacedLabel[] = []
  let left: readonly Cell[] = cells
  for (const attempt of attempts) {
    left = left.filter((cell) => {
      const label = attempt(cell)
      if (label) placed.push(label)
      return !label
    })
  }
  return placed
}

interface Taken {
  readonly rects: Rect[]
  readonly leaders: (readonly [Point, Point])[]
}

function labelOf(cell: Cell, block: Block): Omit<PlacedLabel, 'leader'> {
  return { code: cell.request.code, value: block.value, name: block.name }
}

function cellOf(request: LabelRequest): Cell {
  const largest = request.polygons
    .map((polygon) => ({ polygon, pole: polylabel(polygon, POLE_PRECISION) }))
    .reduce((best, one) => (one.pole.distance > best.pole.distance ? one : best))
  const { polygon, pole } = largest
  const parts = request.polygons.map((part) => ({ polygon: part, box: boundsOf([part]) }))
  return {
    ...{ request, parts, polygon },
    box: boundsOf([polygon]),
    pole: [pole[0], pole[1]],
    reach: pole.distance,
  }
}

function blockAt(
  [x, y]: Point,
  request: LabelRequest,
  tier: LabelTier,
  measure: Surroundings['measure'],
): Block {
  const nameHeight = (tier.name ?? 0) * NAME_LINE
  const valueHeight = tier.value * VALUE_LINE
  const top = y - (nameHeight + valueHeight) / 2
  const rect = (text: string, size: number, from: number, height: number): Rect => {
    const width = measure(text, size) + size * MARGIN * 2
    return { x: x - width / 2, y: from, width, height }
  }
  const rects = [rect(request.value, tier.value, top + nameHeight, valueHeight)]
  if (tier.name !== undefined) rects.push(rect(request.name, tier.name, top, nameHeight))
  return {
    rects,
    value: { x, baseline: top + nameHeight + tier.value * VALUE_BASELINE, size: tier.value },
    name:
      tier.name === undefined
        ? undefined
        : { x, baseline: top + tier.name * NAME_BASELINE, size: tier.name },
  }
}

/** The pole first, then a grid of points of the shape, nearest to the pole first. */
function candidatesOf({ polygon, box, pole }: Cell): readonly Point[] {
  const points: Point[] = []
  for (let row = 1; row < GRID; row++) {
    for (let column = 1; column < GRID; column++) {
      const point: Point = [box.x + (box.width * column) / GRID, box.y + (box.height * row) / GRID]
      if (isInside(point, polygon)) points.push(point)
    }
  }
  const distance = ([x, y]: Point): number => Math.hypot(x - pole[0], y - pole[1])
  points.sort((a, b) => distance(a) - distance(b))
  return [pole, ...points.slice(0, CANDIDATES)]
}

function placeInside(
  cell: Cell,
  tiers: readonly LabelTier[],
  { measure, bounds }: Surroundings,
  taken: Taken,
): PlacedLabel | undefined {
  let candidates: readonly Point[] | undefined
  for (const tier of tiers) {
    // A label may be wider than twice the reach in a long shape, but never higher.
    if (tier.value * VALUE_LINE > cell.reach * 2.5) continue
    if (!couldFit(cell, tier, measure)) continue
    candidates ??= candidatesOf(cell)
    for (const point of candidates) {
      const block = blockAt(point, cell.request, tier, measure)
      const fits = block.rects.every(
        (rect) =>
          contains(bounds, rect) &&
          !taken.rects.some((other) => doOverlap(rect, other)) &&
          !taken.leaders.some(([from, to]) => doesSegmentCross(from, to, rect)) &&
          isRectInside(rect, cell.polygon),
      )
      if (!fits) continue
      taken.rects.push(...block.rects)
      return { ...labelOf(cell, block), leader: undefined }
    }
  }
  return undefined
}

function couldFit(
  { request, box }: Cell,
  tier: LabelTier,
  measure: Surroundings['measure'],
): boolean {
  const valueWidth = measure(request.value, tier.value)
  const nameWidth = tier.name === undefined ? 0 : measure(request.name, tier.name)
  return Math.max(valueWidth, nameWidth) < box.width
}

/** The nearest free ground outside every shape. */
function placeOutside(
  cell: Cell,
  cells: readonly Cell[],
  { tiers, measure, bounds, hasLeaders }: Surroundings,
  taken: Taken,
): PlacedLabel | undefined {
  const tier = tiers.findLast((one) => one.name !== undefined)
  if (!tier || !hasLeaders) return undefined
  const step = tier.value * 0.7
  for (let ring = 3; ring < LEADER_STEPS; ring++) {
    for (let turn = 0; turn < LEADER_ANGLES; turn++) {
      const angle = (turn * 2 * Math.PI) / LEADER_ANGLES
      const centre: Point = [
        cell.pole[0] + Math.cos(angle) * ring * step,
        cell.pole[1] + Math.sin(angle) * ring * step,
      ]
      const block = blockAt(centre, cell.request, tier, measure)
      const to = nearestEdge(cell.pole, block.rects)
      if (!isFreeOutside(block, [cell.pole, to], cells, bounds, taken)) continue
      taken.rects.push(...block.rects)
      taken.leaders.push([cell.pole, to])
      return { ...labelOf(cell, block), leader: { from: cell.pole, to } }
    }
  }
  return undefined
}

function isFreeOutside(
  block: Block,
  [from, to]: readonly [Point, Point],
  cells: readonly Cell[],
  bounds: Rect,
  taken: Taken,
): boolean {
  return (
    block.rects.every(
      (rect) =>
        contains(bounds, rect) &&
        !taken.rects.some((other) => doOverlap(rect, other)) &&
        !taken.leaders.some(([a, b]) => doesSegmentCross(a, b, rect)) &&
        cells.every((other) =>
          other.parts.every(
            ({ polygon, box }) => !doOverlap(rect, box) || isRectOutside(rect, polygon),
          ),
        ),
    ) &&
    !taken.rects.some((other) => doesSegmentCross(from, to, other)) &&
    !taken.leaders.some(([a, b]) => doSegmentsCross(from, to, a, b))
  )
}

function nearestEdge([x, y]: Point, rects: readonly Rect[]): Point {
  const near = rects.map((rect): Point => [
    Math.min(Math.max(x, rect.x), rect.x + rect.width),
    Math.min(Math.max(y, rect.y), rect.y + rect.height),
  ])
  return near.reduce((best, one) =>
    Math.hypot(one[0] - x, one[1] - y) < Math.hypot(best[0] - x, best[1] - y) ? one : best,
  )
}
