import { describe, expect, it } from 'vitest'
import {
  doesSegmentCross,
  doSegmentsCross,
  isInside,
  isRectInside,
  isRectOutside,
  thinRing,
  type Polygon,
} from './geometry.ts'
import { insetPath } from './inset.ts'
import { placeSensors } from './sensor-placement.ts'
import { parseShapes } from './shapes.ts'

const ring: Polygon = [
  [
    [0, 0],
    [100, 0],
    [100, 100],
    [0, 100],
  ],
  [
    [40, 40],
    [60, 40],
    [60, 60],
    [40, 60],
  ],
]

describe('geometry', () => {
  it('knows inside from outside and from a hole', () => {
    expect(isInside([20, 20], ring)).toBe(true)
    expect(isInside([50, 50], ring)).toBe(false)
    expect(isInside([120, 20], ring)).toBe(false)
  })

  it('refuses a rectangle that an outline or a hole cuts', () => {
    expect(isRectInside({ x: 5, y: 5, width: 30, height: 30 }, ring)).toBe(true)
    expect(isRectInside({ x: 5, y: 5, width: 80, height: 80 }, ring)).toBe(false)
    expect(isRectOutside({ x: 90, y: 90, width: 20, height: 20 }, ring)).toBe(false)
    expect(isRectOutside({ x: 110, y: 90, width: 20, height: 20 }, ring)).toBe(true)
    expect(isRectOutside({ x: -10, y: -10, width: 200, height: 200 }, ring)).toBe(false)
  })

  it('clips segments and tells crossings from touches', () => {
    const rect = { x: 10, y: 10, width: 10, height: 10 }
    expect(doesSegmentCross([0, 0], [30, 30], rect)).toBe(true)
    expect(doesSegmentCross([0, 15], [9, 15], rect)).toBe(false)
    expect(doesSegmentCross([15, 0], [15, 30], rect)).toBe(true)
    expect(doSegmentsCross([0, 0], [10, 10], [0, 10], [10, 0])).toBe(true)
    expect(doSegmentsCross([0, 0], [10, 10], [10, 10], [20, 0])).toBe(false)
  })

  it('thins a ring without emptying it', () => {
    expect(
      thinRing(
        [
          [0, 0],
          [0.5, 0],
          [10, 0],
          [10, 10],
        ],
        2,
      ),
    ).toEqual([
      [0, 0],
      [10, 0],
      [10, 10],
    ])
    expect(
      thinRing(
        [
          [0, 0],
          [1, 0],
          [1, 1],
        ],
        5,
      ),
    ).toHaveLength(3)
  })
})

describe('sensors', () => {
  const size = { glyph: 36, valueHeight: 20, gap: 3 }
  const surroundings = { bounds: { x: 0, y: 0, width: 500, height: 500 }, obstacles: [] }

  it('at one place stand side by side', () => {
    const placed = placeSensors(
      [
        { id: 'river', at: [200, 200], valueWidth: 60 },
        { id: 'rain', at: [200, 200], valueWidth: 60 },
      ],
      size,
      surroundings,
    )
    expect(new Set(placed.map((one) => one.glyph.x)).size).toBe(2)
    expect(placed.every((one) => one.value)).toBe(true)
  })

  it('carry their value on the side that has room', () => {
    const place = (x: number) =>
      placeSensors([{ id: 'a', at: [x, 200], valueWidth: 60 }], size, surroundings)[0]?.value?.align
    expect(place(200)).toBe('start')
    expect(place(470)).toBe('end')
  })

  it('outside the map are left to the table', () => {
    expect(placeSensors([{ id: 'a', at: [900, 200], valueWidth: 60 }], size, surroundings)).toEqual(
      [],
    )
  })
})

describe('shapes', () => {
  const feature = (geometry: unknown, properties: unknown) => ({
    features: [{ geometry, properties }],
  })
  const polygon = {
    type: 'Polygon',
    coordinates: [
      [
        [108, 15],
        [109, 15],
        [109, 16],
      ],
    ],
  }

  it('read polygons with their code, and know insets', () => {
    expect(parseShapes(feature(polygon, { code: '20500', name: 'Đại Lộc' }))).toEqual([
      {
        code: '20500',
        name: 'Đại Lộc',
        isInset: false,
        isContext: false,
        polygons: [polygon.coordinates],
      },
    ])
    expect(parseShapes(feature(polygon, { code: '1', inset: true }))[0]?.isInset).toBe(true)
    expect(parseShapes(feature(polygon, { code: '1', context: true }))[0]?.isContext).toBe(true)
  })

  it('are refused when they are something else', () => {
    expect(() => parseShapes({})).toThrow(TypeError)
    expect(() => parseShapes(feature(polygon, {}))).toThrow('no code')
    expect(() => parseShapes(feature({ type: 'Point' }, { code: '1' }))).toThrow('no polygon')
  })

  it('of islands fill their box and stay in it', () => {
    const path = insetPath(
      {
        code: '1',
        name: 'Hoàng Sa',
        isInset: true,
        isContext: false,
        polygons: [polygon.coordinates as never],
      },
      { x: 10, y: 20, width: 100, height: 50 },
    )
    const numbers = [...path.matchAll(/([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ])
    expect(numbers).toHaveLength(3)
    for (const [x = NaN, y = NaN] of numbers) {
      expect(x).toBeGreaterThanOrEqual(10)
      expect(x).toBeLessThanOrEqual(110)
      expect(y).toBeGreaterThanOrEqual(20)
      expect(y).toBeLessThanOrEqual(70)
    }
    expect(
      Math.max(...numbers.map(([, y = 0]) => y)) - Math.min(...numbers.map(([, y = 0]) => y)),
    ).toBe(50)
  })
})
