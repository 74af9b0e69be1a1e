import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { doOverlap, isRectInside, type Point, type Polygon, type Rect } from './geometry.ts'
import { placeLabels, type LabelRequest, type PlacedLabel } from './label-placement.ts'

const measure = (text: string, size: number): number => text.length * size * 0.6
const bounds: Rect = { x: 0, y: 0, width: 1000, height: 1000 }
const tiers = [{ value: 48, name: 26 }, { value: 24, name: 18 }, { value: 22 }, { value: 18 }]
const surroundings = { bounds, obstacles: [], tiers, hasLeaders: true, measure }

const box = (x: number, y: number, width: number, height: number): Polygon => [
  [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ],
]
const request = (code: string, polygon: Polygon, name = 'Đại Lộc', value = '18'): LabelRequest => ({
  ...{ code, name, value },
  polygons: [polygon],
})

/** The ink of a label: what must neither touch another's nor leave its shape. */
function rectsOf(label: PlacedLabel, { name, value }: LabelRequest): readonly Rect[] {
  const rect = (text: string, at: { x: number; baseline: number; size: number }): Rect => ({
    x: at.x - measure(text, at.size) / 2,
    y: at.baseline - at.size * 0.75,
    width: measure(text, at.size),
    height: at.size * 0.75,
  })
  return label.name
    ? [rect(value, label.value), rect(name, label.name)]
    : [rect(value, label.value)]
}

describe('labels', () => {
  it('take the largest type that fits, name above value', () => {
    const [label] = placeLabels([request('a', box(100, 100, 400, 300))], surroundings)
    expect(label?.value.size).toBe(48)
    expect(label?.name?.baseline).toBeLessThan(label?.value.baseline ?? 0)
    expect(label?.leader).toBeUndefined()
  })

  it('take smaller type in smaller shapes', () => {
    const [label] = placeLabels([request('a', box(100, 100, 110, 80))], surroundings)
    expect(label).toMatchObject({ value: { size: 24 }, name: { size: 18 } })
  })

  it('stand outside on a line when the shape is too small for a name', () => {
    const tiny = request('a', box(500, 500, 40, 40))
    const [label] = placeLabels([tiny], surroundings)
    expect(label?.leader?.from).toEqual([520, 520])
    for (const rect of rectsOf(label!, tiny)) {
      expect(doOverlap(rect, { x: 500, y: 500, width: 40, height: 40 })).toBe(false)
    }
  })

  it('show the value alone, or nothing, where lines are not wanted', () => {
    const dense = { ...surroundings, hasLeaders: false }
    const labels = placeLabels(
      [request('a', box(100, 100, 40, 40)), request('b', box(300, 300, 12, 12))],
      dense,
    )
    expect(labels.map((label) => [label.code, label.name])).toEqual([['a', undefined]])
  })

  it('keep clear of what stands in their way', () => {
    const shape = request('a', box(100, 100, 400, 300))
    const sensor: Rect = { x: 250, y: 200, width: 100, height: 100 }
    const [label] = placeLabels([shape], { ...surroundings, obstacles: [sensor] })
    expect(label).toBeDefined()
    for (const rect of rectsOf(label!, shape)) expect(doOverlap(rect, sensor)).toBe(false)
  })

  it('never overlap, and leave their shape only on a line', () => {
    const ring = fc
      .record({
        x: fc.integer({ min: 50, max: 950 }),
        y: fc.integer({ min: 50, max: 950 }),
        radii: fc.array(fc.integer({ min: 10, max: 140 }), { minLength: 3, maxLength: 12 }),
      })
      .map(({ x, y, radii }): Polygon => [
        radii.map((radius, index): Point => {
          const angle = (index * 2 * Math.PI) / radii.length
          return [x + Math.cos(angle) * radius, y + Math.sin(angle) * radius]
        }),
      ])
    fc.assert(
      fc.property(
        fc.array(ring, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        (rings, hasLeaders) => {
          const requests = rings.map((polygon, index) => request(`u${index}`, polygon))
          const byCode = new Map(requests.map((one) => [one.code, one]))
          const labels = placeLabels(requests, { ...surroundings, hasLeaders })
          const inks = labels.map((label) => rectsOf(label, byCode.get(label.code)!))
          for (const [index, ink] of inks.entries()) {
            const label = labels[index]!
            if (!label.leader) {
              const polygon = byCode.get(label.code)!.polygons[0]!
              expect(ink.every((rect) => isRectInside(rect, polygon))).toBe(true)
            }
            for (const other of inks.slice(index + 1)) {
              expect(ink.some((a) => other.some((b) => doOverlap(a, b)))).toBe(false)
            }
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})
