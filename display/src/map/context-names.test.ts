import { describe, expect, it } from 'vitest'
import { placeNames } from './context-names.ts'
import type { Polygon, Rect } from './geometry.ts'

const square = (x: number, y: number, side: number): Polygon => [
  [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ],
]
const bounds: Rect = { x: 0, y: 0, width: 400, height: 300 }
const namesOf = (polygon: Polygon, taken: readonly Rect[] = []) =>
  placeNames([{ code: '1', name: 'Sông Vàng', polygons: [polygon] }], {
    bounds,
    taken,
    size: 20,
    measure: (text, size) => (text.length * size) / 2,
  })

describe('names of the neighbours', () => {
  it('stand in the middle of the part of the shape that is seen', () => {
    const [name] = namesOf(square(-200, -200, 400))
    expect(name).toMatchObject({ code: '1', name: 'Sông Vàng', x: 100, size: 20 })
    expect(name?.baseline).toBeCloseTo(106)
  })

  it('make way for what is there already', () => {
    const [name] = namesOf(square(0, 0, 300), [{ x: 100, y: 100, width: 100, height: 100 }])
    expect(name).toBeDefined()
    const isClear = (name?.baseline ?? 0) < 100 || (name?.baseline ?? 0) > 206
    expect(isClear || Math.abs((name?.x ?? 150) - 150) > 100).toBe(true)
  })

  it('are left out where too little of the shape is seen, or none', () => {
    expect(namesOf(square(350, 0, 300))).toEqual([])
    expect(namesOf(square(500, 500, 300))).toEqual([])
    expect(namesOf(square(0, 0, 300), [bounds])).toEqual([])
  })
})
