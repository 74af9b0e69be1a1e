import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ageAt,
  FRESHNESS,
  freshnessOf,
  siteTimeAfter,
  worseFreshness,
  type FreshnessLimits,
} from './freshness.ts'
import { carriedTime } from './sample.ts'

const MINUTE = 60_000
const LIMITS: FreshnessLimits = {
  cadenceMs: 5 * MINUTE,
  graceMs: MINUTE,
  staleAfterMs: 20 * MINUTE,
  expireAfterMs: 80 * MINUTE,
}

describe('age and freshness', () => {
  it('[A1] carries the earlier of both times, rounded down to the grid', () => {
    expect(carriedTime(1_249, 5_000, 250)).toBe(1_000)
    expect(carriedTime(9_999, 1_250, 250)).toBe(1_250)
    expect(carriedTime(1_249.7, 5_000, 1)).toBe(1_249)
    expect(carriedTime(-1, 5_000, 250)).toBe(-250)
    expect(carriedTime(-0, 5_000, 250)).toBe(0)
  })

  it('[A1] never carries a time later than the sample or off the grid', () => {
    const time = fc.integer({ min: -(2 ** 50), max: 2 ** 50 }).map((eighths) => eighths / 8)
    fc.assert(
      fc.property(time, time, fc.constantFrom(1, 250), (sampledAt, receivedAt, grid) => {
        const carried = carriedTime(sampledAt, receivedAt, grid)
        const exact = Math.min(sampledAt, receivedAt)
        expect(carried).toBeLessThanOrEqual(exact)
        expect(exact - carried).toBeLessThan(grid)
        expect(Math.abs(carried % grid)).toBe(0)
      }),
    )
  })

  it('[A2] counts age from the carried time and never below 0', () => {
    expect(ageAt(5_000, 1_000)).toBe(4_000)
    expect(ageAt(1_000, 5_000)).toBe(0)
  })

  it('[A2] knows no age of a value from before the clock was set back', () => {
    expect(ageAt(0, 5 * MINUTE)).toBe(0)
    expect(ageAt(0, 5 * MINUTE + 1)).toBe(Infinity)
    expect(ageAt(0, 300 * MINUTE, 60)).toBe(0)
    expect(ageAt(0, 300 * MINUTE + 1, 60)).toBe(Infinity)
    expect(ageAt(0, 5 * MINUTE, 0)).toBe(0)
  })

  it.each([
    [0, 'fresh'],
    [6 * MINUTE, 'fresh'],
    [6 * MINUTE + 1, 'ageing'],
    [20 * MINUTE, 'ageing'],
    [20 * MINUTE + 1, 'stale'],
    [80 * MINUTE, 'stale'],
    [80 * MINUTE + 1, 'expired'],
    [Infinity, 'expired'],
    [NaN, 'expired'],
  ])('[A3] calls an age of %d ms %s', (ageMs, freshness) => {
    expect(freshnessOf(ageMs, LIMITS)).toBe(freshness)
  })

  it('[A3] lets nothing grow fresher with time', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()),
        (a, b, l) => {
          const [cadenceMs, graceMs, staleAfterMs, more] = l
          const limits = { cadenceMs, graceMs, staleAfterMs, expireAfterMs: staleAfterMs + more }
          const rank = (age: number): number => FRESHNESS.indexOf(freshnessOf(age, limits))
          expect(rank(Math.max(a, b))).toBeGreaterThanOrEqual(rank(Math.min(a, b)))
        },
      ),
    )
  })

  it('[A4] takes the worse of two states, whichever comes first', () => {
    for (const [better, a] of FRESHNESS.entries()) {
      for (const [worse, b] of FRESHNESS.entries()) {
        expect(worseFreshness(a, b)).toBe(FRESHNESS[Math.max(better, worse)])
      }
    }
  })

  it('[A5] moves site time on by the rate of the site clock', () => {
    const reading = { siteTime: 1_000, realTime: 77, rate: 60 }
    expect(siteTimeAfter(reading, 500)).toBe(31_000)
    expect(siteTimeAfter({ ...reading, rate: 0 }, 500)).toBe(1_000)
  })
})
