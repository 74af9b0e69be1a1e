import { centredRect, contains, doOverlap, type Point, type Rect } from './geometry.ts'

export interface SensorRequest {
  readonly id: string
  readonly at: Point
  /** Width of the value beside the shape, trend arrow included. */
  readonly valueWidth: number
}

export interface PlacedSensor {
  readonly id: string
  readonly glyph: Rect
  /** Where the value stands and to which end of it; undefined where there is no free ground for it. */
  readonly value: ValueSide | undefined
}

export interface ValueSide extends Rect {
  readonly align: 'start' | 'middle' | 'end'
}

const SHIFTS = [
  [0, 0],
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
] as const

/** Puts shapes on their points (side by side where points coincide) and each value on a free side of its shape. */
export function placeSensors(
  requests: readonly SensorRequest[],
  size: { readonly glyph: number; readonly valueHeight: number; readonly gap: number },
  surroundings: { readonly bounds: Rect; readonly obstacles: readonly Rect[] },
): readonly PlacedSensor[] {
  const { bounds, obstacles } = surroundings
  const glyphs: { request: SensorRequest; rect: Rect }[] = []
  for (const request of requests) {
    const rect = SHIFTS.map(([dx, dy]) =>
      centredRect(
        request.at[0] + dx * size.glyph * 1.1,
        request.at[1] + dy * size.glyph * 1.1,
        size.glyph,
        size.glyph,
      ),
    ).find(
      (one) =>
        contains(bounds, one) &&
        !obstacles.some((other) => doOverlap(one, other)) &&
        !glyphs.some((other) => doOverlap(one, other.rect)),
    )
    if (rect) glyphs.push({ request, rect })
  }
  const taken = [...obstacles, ...glyphs.map((one) => one.rect)]
  return glyphs.map(({ request, rect }) => {
    const value = sidesOf(rect, request.valueWidth, size).find(
      (side) => contains(bounds, side) && !taken.some((other) => doOverlap(side, other)),
    )
    if (value) taken.push(value)
    return { id: request.id, glyph: rect, value }
  })
}

function sidesOf(
  glyph: Rect,
  width: number,
  { valueHeight, gap }: { readonly valueHeight: number; readonly gap: number },
): readonly ValueSide[] {
  const middle = glyph.y + (glyph.height - valueHeight) / 2
  const centre = glyph.x + (glyph.width - width) / 2
  const side = (x: number, y: number, align: ValueSide['align'] = 'start'): ValueSide => ({
    ...{ x, y, width, align },
    height: valueHeight,
  })
  return [
    side(glyph.x + glyph.width + gap, middle),
    side(glyph.x - width - gap, middle, 'end'),
    side(centre, glyph.y + glyph.height + gap, 'middle'),
    side(centre, glyph.y - valueHeight - gap, 'middle'),
  ]
}
