import { describe, expect, it } from 'vitest'
import type { HistoryPoint } from '../history/history-window.ts'
import { estimateOf, riseOf } from './rise.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const NOW = Date.parse('2025-10-29T20:00:00+07:00')
const STALE_MS = 20 * MINUTE_MS

const point = (minutesAgo: number, value: number | null): HistoryPoint => {
  return { at: NOW - minutesAgo * MINUTE_MS, value, min: value ?? NaN, max: value ?? NaN }
}
/** Five-minute points of the last hour at a rate in metres per hour. */
const steady = (rate: number, end = 8): HistoryPoint[] =>
  Array.from({ length: 13 }, (_, step) => point(60 - step * 5, end - rate * (1 - step / 12)))

describe('the rise of the last hour', () => {
  it('is the slope of its points', () => {
    expect(riseOf(steady(0.12), NOW, STALE_MS)?.perHour).toBeCloseTo(0.12)
    expect(riseOf(steady(-0.3), NOW, STALE_MS)?.perHour).toBeCloseTo(-0.3)
  })

  it('is told from measurements an hour apart', () => {
    const points = [point(125, 3), point(63, 7.9), point(2, 8)]
    expect(riseOf(points, NOW, STALE_MS)?.perHour).toBeCloseTo(0.1 * (60 / 61))
  })

  it('is not turned by one wrong measurement, a gap, or a moment told twice', () => {
    const points = steady(0.12).map((one, index) =>
      index === 7 ? { ...one, value: 15 } : index === 3 ? { ...one, value: null } : one,
    )
    points.push({ ...points[12]!, value: 8 }, { ...points[5]!, value: points[5]!.value })
    expect(riseOf(points, NOW, STALE_MS)?.perHour).toBeCloseTo(0.12, 1)
    const holed = steady(0.12).filter((_, index) => index < 3 || index > 9)
    expect(riseOf(holed, NOW, STALE_MS)?.perHour).toBeCloseTo(0.12)
  })

  it.each([
    ['nothing', []],
    ['one point', [point(0, 8)]],
    ['points too near together', [point(10, 7.9), point(5, 8), point(0, 8)]],
    ['points that are stale', steady(0.1).map((one) => ({ ...one, at: one.at - STALE_MS - 1 }))],
    ['absent values', [point(60, null), point(0, null)]],
    ['what lies in the future', [point(-5, 8), point(-60, 9)]],
  ])('is not told from %s', (_, points) => {
    expect(riseOf(points, NOW, STALE_MS)).toBeUndefined()
  })
})

describe('the estimate of when a level is reached', () => {
  const levels = [
    { name: 'BĐ1', value: 6.5 },
    { name: 'BĐ2', value: 8 },
    { name: 'BĐ3', value: 9 },
  ]
  const rise = (perHour: number, value = 8.2) => ({ perHour, from: { at: NOW, value } })

  it('names the next level above and the time, to ten minutes', () => {
    const estimate = estimateOf(rise(0.25), levels, NOW)
    expect(estimate?.level.name).toBe('BĐ3')
    expect(new Date(estimate?.at ?? 0).toISOString()).toBe('2025-10-29T16:10:00.000Z')
  })

  it('counts from the measurement, not from now', () => {
    const early = { perHour: 0.4, from: { at: NOW - HOUR_MS, value: 8.2 } }
    expect(estimateOf(early, levels, NOW)?.at).toBe(NOW + HOUR_MS)
  })

  it.each([
    ['the water falls', rise(-0.2)],
    ['it stands', rise(0)],
    ['it is above every level', rise(0.2, 9.5)],
    ['the level lies more than a day off', rise(0.03)],
    [
      'the level should be reached already',
      { perHour: 2, from: { at: NOW - HOUR_MS, value: 8.5 } },
    ],
    ['nothing is known', undefined],
  ])('is not made when %s', (_, given) => {
    expect(estimateOf(given, levels, NOW)).toBeUndefined()
  })
})
