import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findCrossing } from './crossing.ts'
import type { MapFeature, Ring } from './map-feature.ts'
import { ringFaults, signedArea } from './ring-faults.ts'

const SQUARE: Ring = [
  [108, 15],
  [109, 15],
  [109, 16],
  [108, 16],
  [108, 15],
]
const HOLE: Ring = [
  [108.2, 15.2],
  [108.2, 15.4],
  [108.4, 15.4],
  [108.4, 15.2],
  [108.2, 15.2],
]
const BOW: Ring = [
  [108, 15],
  [109, 16],
  [109, 15],
  [108, 16],
  [108, 15],
]

const featureOf = (outline: Ring, ...holes: Ring[]): MapFeature => ({
  path: ['features', 0],
  code: '20500',
  name: undefined,
  polygons: [
    {
      outline: { path: ['outline'], positions: outline },
      holes: holes.map((positions, index) => ({ path: ['hole', index], positions })),
    },
  ],
})
const rulesOf = (feature: MapFeature): readonly string[] =>
  ringFaults(feature).map(({ rule, severity }) => `${severity} ${rule}`)

describe('rings', () => {
  it('are sound when outlines run counterclockwise and holes clockwise inside them', () => {
    expect(rulesOf(featureOf(SQUARE, HOLE))).toEqual([])
  })

  it('are warned of when they run the other way', () => {
    expect(rulesOf(featureOf(SQUARE.toReversed(), HOLE.toReversed()))).toEqual([
      'warning ring-reversed',
      'warning ring-reversed',
    ])
  })

  it('are told with the place where they cross themselves', () => {
    const [fault] = ringFaults(featureOf(BOW))
    expect(fault).toMatchObject({ rule: 'ring-crosses-itself', unit: '20500', path: ['outline'] })
    expect(fault?.message).toContain('108.500000, 15.500000')
  })

  it('must enclose something, and holes must lie in their outline', () => {
    const line: Ring = [
      [108, 15],
      [109, 15],
      [108.5, 15],
      [108, 15],
    ]
    expect(rulesOf(featureOf(line))).toEqual(['error ring-without-area'])
    const far = HOLE.map(([lon, lat]) => [lon + 5, lat] as const)
    expect(rulesOf(featureOf(SQUARE, far))).toEqual(['error hole-outside'])
  })

  it('may touch themselves in a point', () => {
    const touching: Ring = [
      [108, 15],
      [109, 15],
      [109, 16],
      [108.5, 15],
      [108, 16],
      [108, 15],
    ]
    expect(findCrossing(touching)).toBeUndefined()
  })
})

describe('findCrossing', () => {
  /** Every pair of edges, by orientation alone. */
  function crossesSomewhere(ring: Ring): boolean {
    const side = (a: Ring[number], b: Ring[number], c: Ring[number]): number =>
      Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
    for (let i = 1; i < ring.length; i++) {
      for (let j = 1; j < i; j++) {
        const [a, b, c, d] = [ring[i - 1], ring[i], ring[j - 1], ring[j]]
        if (!a || !b || !c || !d) continue
        if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true
      }
    }
    return false
  }

  it('finds what looking at every pair of edges finds', () => {
    const grid = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }))
    fc.assert(
      fc.property(fc.array(grid, { minLength: 3, maxLength: 24 }), (points) => {
        const open = points.map(([x, y]): Ring[number] => [x, y])
        const ring: Ring = [...open, open[0] ?? [0, 0]]
        expect(findCrossing(ring) !== undefined).toBe(crossesSomewhere(ring))
      }),
      { numRuns: 1_000 },
    )
  })

  it('stays fast on long rings', () => {
    const count = 50_000
    const circle = Array.from({ length: count + 1 }, (_, index): Ring[number] => {
      const angle = ((index % count) / count) * 2 * Math.PI
      return [108 + Math.cos(angle), 16 + Math.sin(angle)]
    })
    // Every pair of edges would be 1,250,000,000 looks, and the end of this test by its time.
    expect(findCrossing(circle)).toBeUndefined()
    expect(signedArea(circle)).toBeCloseTo(Math.PI, 3)
  })
})
