import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeSpots, type MarkedGround, type SpotRoom } from './alarm-spots.ts'
import { contains, doOverlap, type Polygon, type Rect } from './geometry.ts'

const square = (x: number, y: number, size: number): Polygon => [
  [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
  ],
]
const ground = (polygon: Polygon, label: readonly Rect[] = []): MarkedGround => ({
  polygons: [polygon],
  label,
})
const room = (given: Partial<SpotRoom> = {}): SpotRoom => ({
  ...{ bounds: { x: 0, y: 0, width: 1_000, height: 1_000 }, taken: [] },
  ...{ size: 40, gap: 4, border: 4, mayCoverValue: false, overhang: 0.2 },
  ...given,
})
const label: Rect = { x: 160, y: 180, width: 80, height: 40 }

describe('the place of a mark', () => {
  it('is beside the label of its unit, inside its border, covering neither', () => {
    const spots = placeSpots(
      new Map([['a', ground(square(100, 100, 200), [label])]]),
      room({ taken: [label] }),
    )
    expect(spots.get('a')).toEqual({
      rect: { x: 116, y: 180, width: 40, height: 40 },
      ...{ leader: undefined, coversValue: false },
    })
  })

  it('is outside on a line where the unit has no room, or in place of its value where that may be', () => {
    const small = ground(square(100, 100, 36), [{ x: 104, y: 108, width: 28, height: 20 }])
    const units = new Map([['a', small]])
    const taken = [...small.label]
    const crowd = [...taken, { x: 60, y: 60, width: 120, height: 120 }]
    const outside = placeSpots(units, room({ taken: crowd })).get('a')
    expect(outside?.leader).toBeDefined()
    expect(crowd.some((one) => doOverlap(one, outside?.rect ?? one))).toBe(false)
    const onValue = placeSpots(units, room({ taken, mayCoverValue: true })).get('a')
    expect(onValue).toMatchObject({ coversValue: true, leader: undefined })
  })

  it('stays where it is when others come, and is free again when it goes', () => {
    const [a, b] = [ground(square(100, 100, 100)), ground(square(100, 100, 100))]
    const first = placeSpots(new Map([['a', a]]), room())
    const both = placeSpots(
      new Map([
        ['b', b],
        ['a', a],
      ]),
      room(),
      first,
    )
    expect(both.get('a')).toBe(first.get('a'))
    expect(both.get('b')?.rect).not.toEqual(first.get('a')?.rect)
    expect([...placeSpots(new Map([['b', b]]), room(), both).keys()]).toEqual(['b'])
  })

  it('covers no other mark while there is free ground, and stays on the map', () => {
    const side = fc.integer({ min: 30, max: 200 })
    const corner = fc.integer({ min: 200, max: 600 })
    fc.assert(
      fc.property(fc.array(fc.tuple(corner, corner, side), { maxLength: 6 }), (squares) => {
        const units = squares.map((one, at) => [String(at), ground(square(...one))] as const)
        const around = room()
        const rects = [...placeSpots(new Map(units), around).values()].map(({ rect }) => rect)
        expect(rects).toHaveLength(squares.length)
        rects.forEach((rect, at) => {
          expect(contains(around.bounds, rect)).toBe(true)
          expect(rects.slice(at + 1).some((other) => doOverlap(rect, other))).toBe(false)
        })
      }),
    )
  })
})
