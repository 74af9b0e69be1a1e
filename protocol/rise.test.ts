import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { directionOf, estimateOf, levelsReached, riseOf, type TimedValue } from './rise.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const NOW = Date.parse('2025-10-29T20:00:00+07:00')
const STALE_MS = 20 * MINUTE_MS
const PACE = { cadenceMs: 5 * MINUTE_MS, staleAfterMs: STALE_MS }

const point = (minutesAgo: number, value: number | null): TimedValue => {
  return { at: NOW - minutesAgo * MINUTE_MS, value }
}
/** Five-minute points of the last hour at a rate in metres per hour. */
const steady = (rate: number, end = 8): TimedValue[] =>
  Array.from({ length: 13 }, (_, step) => point(60 - step * 5, end - rate * (1 - step / 12)))

describe('the rise of the last hour', () => {
  it('is the slope of its points', () => {
    expect(riseOf(steady(0.12), NOW, PACE)?.perHour).toBeCloseTo(0.12)
    expect(riseOf(steady(-0.3), NOW, PACE)?.perHour).toBeCloseTo(-0.3)
  })

  it('is told from measurements an hour apart', () => {
    const points = [point(125, 3), point(63, 7.9), point(2, 8)]
    expect(riseOf(points, NOW, PACE)?.perHour).toBeCloseTo(0.1 * (60 / 61))
  })

  it('is not turned by one wrong measurement, a gap, or a moment told twice', () => {
    const points = steady(0.12).map((one, index) =>
      index === 7 ? { ...one, value: 15 } : index === 3 ? { ...one, value: null } : one,
    )
    points.push({ ...points[12]!, value: 8 }, { ...points[5]!, value: points[5]!.value })
    expect(riseOf(points, NOW, PACE)?.perHour).toBeCloseTo(0.12, 1)
    const holed = steady(0.12).filter((_, index) => index < 3 || index > 9)
    expect(riseOf(holed, NOW, PACE)?.perHour).toBeCloseTo(0.12)
  })

  it.each([
    ['nothing', []],
    ['one point', [point(0, 8)]],
    ['points too near together', [point(10, 7.9), point(5, 8), point(0, 8)]],
    ['points that are stale', steady(0.1).map((one) => ({ ...one, at: one.at - STALE_MS - 1 }))],
    ['absent values', [point(60, null), point(0, null)]],
    ['what lies in the future', [point(-5, 8), point(-60, 9)]],
  ])('is not told from %s', (_, points) => {
    expect(riseOf(points, NOW, PACE)).toBeUndefined()
  })
})

describe('where a value is going', () => {
  it('is said by what is written of its rise', () => {
    const going = (perHour: number) => directionOf({ perHour }, 2, 5 * MINUTE_MS)
    expect([0.006, 0.004, 0, -0.004, -0.006].map(going)).toEqual([
      ...['up', 'level', 'level', 'level', 'down'],
    ])
  })

  it('is said of its last change where it comes once a day', () => {
    const pace = { cadenceMs: 24 * HOUR_MS, staleAfterMs: 72 * HOUR_MS }
    const days = [90, 5, 5.1].map((value, day) => point((2 - day) * 24 * 60 + 30, value))
    expect(riseOf(days.slice(1), NOW, pace)?.perHour).toBeCloseTo(0.1 / 24)
    expect(directionOf(riseOf(days.slice(1), NOW, pace)!, 1, pace.cadenceMs)).toBe('up')
    const steps = [point(3 * 24 * 60, 90), ...days.slice(1)]
    expect(directionOf(riseOf(steps, NOW, pace)!, 1, pace.cadenceMs)).toBe('up')
    expect(riseOf(days.slice(1), NOW, PACE)).toBeUndefined()
  })
})

describe('the rise of any record', () => {
  const points = fc.array(
    fc.record({
      at: fc.integer({ min: NOW - 2 * HOUR_MS, max: NOW }),
      value: fc.option(fc.integer({ min: 0, max: 2_000 }).map((cm) => cm / 100)),
    }),
    { maxLength: 30 },
  )

  it('does not hang on the order of its points, nor on where zero is', () => {
    const record = fc.uniqueArray(
      fc.record({
        at: fc.integer({ min: NOW - HOUR_MS, max: NOW }),
        value: fc.integer({ min: -50, max: 50 }),
      }),
      { selector: ({ at }) => at, maxLength: 30 },
    )
    fc.assert(
      fc.property(record, fc.integer({ min: -9, max: 9 }), (given, offset) => {
        const rise = riseOf(given, NOW, PACE)
        const moved = given.map(({ at, value }) => ({ at, value: value + offset }))
        expect(riseOf(moved.toReversed(), NOW, PACE)?.perHour).toEqual(rise?.perHour)
      }),
    )
  })

  it('lies between the steepest slopes of its points', () => {
    fc.assert(
      fc.property(points, (given) => {
        const rise = riseOf(given, NOW, PACE)
        if (!rise) return
        const known = given.flatMap(({ at, value }) => (value === null ? [] : [{ at, value }]))
        const slopes = known.flatMap((a) =>
          known
            .filter((b) => b.at > a.at)
            .map((b) => ((b.value - a.value) * HOUR_MS) / (b.at - a.at)),
        )
        expect(rise.perHour).toBeGreaterThanOrEqual(Math.min(...slopes))
        expect(rise.perHour).toBeLessThanOrEqual(Math.max(...slopes))
      }),
    )
  })
})

describe('the levels that a value has reached', () => {
  const levels = [
    { name: 'BĐ1', value: 6.5 },
    { name: 'BĐ2', value: 8 },
    { name: 'BĐ3', value: 9 },
  ]

  it.each([
    [6.49, 0],
    [6.5, 1],
    [7.99, 1],
    [8, 2],
    [8.994, 2],
    [8.996, 3],
    [9, 3],
    [10.62, 3],
  ])('at %s m are %s', (value, count) => {
    expect(levelsReached(value, levels, 2)).toBe(count)
  })

  it('are none without levels', () => {
    expect(levelsReached(9, [], 2)).toBe(0)
  })
})

describe('the estimate of when a level is reached', () => {
  const levels = [
    { name: 'BĐ1', value: 6.5 },
    { name: 'BĐ2', value: 8 },
    { name: 'BĐ3', value: 9 },
  ]
  const rise = (perHour: number, value = 8.2) => ({ perHour, from: { at: NOW, value } })

  it('names the next level above and the time, the rounder the further off', () => {
    const estimate = (perHour: number) => estimateOf(rise(perHour), levels, NOW, 2)
    expect(estimate(0.25)?.level.name).toBe('BĐ3')
    // In 1 h 22 min, 3 h 12 min and 11 h 26 min.
    expect([0.586, 0.25, 0.07].map((one) => (estimate(one)?.at ?? NaN) - NOW)).toEqual([
      ...[80 * MINUTE_MS, 3 * HOUR_MS, 11 * HOUR_MS],
    ])
  })

  it('counts from the measurement, not from now', () => {
    const early = { perHour: 0.4, from: { at: NOW - HOUR_MS, value: 8.2 } }
    expect(estimateOf(early, levels, NOW, 2)?.at).toBe(NOW + HOUR_MS)
  })

  it('is of the level after the one that the value stands at as it is written', () => {
    expect(estimateOf(rise(0.5, 7.996), levels, NOW, 2)?.level.name).toBe('BĐ3')
    expect(estimateOf(rise(0.5, 8), levels, NOW, 2)?.level.name).toBe('BĐ3')
    expect(estimateOf(rise(0.5, 7.99), levels, NOW, 2)).toBeUndefined()
    expect(estimateOf(rise(0.1, 7.9), levels, NOW, 2)?.level.name).toBe('BĐ2')
  })

  it.each([
    ['the water falls', rise(-0.2)],
    ['it stands', rise(0)],
    ['it is above every level', rise(0.2, 9.5)],
    ['the level lies more than half a day off', rise(0.066)],
    [
      'the level should be reached already',
      { perHour: 2, from: { at: NOW - HOUR_MS, value: 8.5 } },
    ],
    ['nothing is known', undefined],
  ])('is not made when %s', (_, given) => {
    expect(estimateOf(given, levels, NOW, 2)).toBeUndefined()
  })
})
