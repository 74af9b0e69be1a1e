import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIRE_LEVELS, fireBandsFile, fireLevelOf } from './fire-bands.ts'
import { nextPIndex, saturationDeficit } from './p-index.ts'

const HUE = fireBandsFile.parse({
  name: { vi: 'Huế', en: 'Huế' },
  source: { vi: 'Quyết định', en: 'Decision' },
  upTo: [5_000, 10_000, 15_000, 20_000],
})

/** Worked out by hand from the formula: t13, humidity, rain; then d13 and P as they are written. */
const DAYS: readonly (readonly [number, number, number, number, number])[] = [
  [33, 58, 0, 21.13, 697.2],
  [34, 55, 0, 23.94, 1511],
  [35, 50, 2, 28.11, 2494.9],
  [36, 45, 0, 32.67, 3671.2],
  [37, 42, 0, 36.39, 5017.7],
  [37, 40, 0, 37.65, 6410.7],
  [36, 44, 0, 33.27, 7608.4],
  [30, 80, 12, 8.49, 0],
  [33, 60, 0, 20.12, 664],
]

describe('the index P', () => {
  it('adds up temperature times deficit from the day after the last heavy rain', () => {
    let p = 0
    for (const [t13, humidity, rain, deficit, expected] of DAYS) {
      const d13 = saturationDeficit(t13, humidity)
      p = nextPIndex(p, { t13, d13, rain }, 5)
      expect(Number(d13.toFixed(2))).toBe(deficit)
      expect(Number(p.toFixed(1))).toBe(expected)
    }
  })

  it.each([
    [4.9, 1_500],
    [5, 0],
    [5.1, 0],
  ])('with %s mm of rain goes from 1000 to %s', (rain, expected) => {
    expect(nextPIndex(1_000, { t13: 25, d13: 20, rain }, 5)).toBe(expected)
  })

  it('does not fall in frost', () => {
    expect(nextPIndex(1_000, { t13: -3, d13: 2, rain: 0 }, 5)).toBe(1_000)
  })

  it('never falls without rain, and only ever to zero', () => {
    const day = fc.record({
      t13: fc.double({ min: -50, max: 60, noNaN: true }),
      humidity: fc.double({ min: 0, max: 100, noNaN: true }),
      rain: fc.double({ min: 0, max: 50, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(day, { maxLength: 60 }), (days) => {
        let p = 0
        for (const { t13, humidity, rain } of days) {
          const d13 = saturationDeficit(t13, humidity)
          const next = nextPIndex(p, { t13, d13, rain }, 5)
          if (rain >= 5) expect(next).toBe(0)
          else expect(next).toBeGreaterThanOrEqual(p)
          p = next
        }
      }),
    )
  })
})

describe('the saturation deficit', () => {
  it('is nothing in saturated air and the whole pressure in dry air', () => {
    expect(saturationDeficit(20, 100)).toBe(0)
    expect(saturationDeficit(0, 0)).toBeCloseTo(6.1078)
    expect(saturationDeficit(20, 0)).toBeCloseTo(23.38, 1)
  })
})

describe('the level of an index', () => {
  it.each([
    [0, 'I'],
    [5_000, 'I'],
    [5_000.1, 'II'],
    [5_001, 'II'],
    [10_000, 'II'],
    [15_000, 'III'],
    [15_001, 'IV'],
    [20_000, 'IV'],
    [20_001, 'V'],
    [1e9, 'V'],
  ])('of %s is %s', (p, level) => {
    expect(fireLevelOf(p, HUE)).toBe(level)
  })

  it('never falls when the index rises', () => {
    const p = fc.double({ min: 0, max: 50_000, noNaN: true })
    fc.assert(
      fc.property(p, p, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((one) =>
          FIRE_LEVELS.indexOf(fireLevelOf(one, HUE)),
        )
        expect(low).toBeLessThanOrEqual(high ?? -1)
      }),
    )
  })

  it.each([[[5_000, 5_000, 6_000, 7_000]], [[1, 2, 3]], [[0, 1, 2, 3]], [[4, 3, 2, 1]]])(
    'cannot be told by the bounds %s',
    (upTo) => {
      expect(fireBandsFile.safeParse({ ...HUE, upTo }).success).toBe(false)
    },
  )
})
