import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { directionOf, riseOf } from '../../../protocol/rise.ts'
import { TrendTrack } from './trend.ts'

const MINUTE = 60_000
const PACE = { cadenceMs: 5 * MINUTE, staleAfterMs: 20 * MINUTE }

type Points = readonly (readonly [minute: number, value: number])[]

function trendOf(points: Points, ageMs = 0, pace = PACE): unknown {
  const track = new TrendTrack()
  for (const [minute, value] of points) track.push(minute * MINUTE, value, pace.cadenceMs)
  return track.read(2, pace, ageMs)
}

describe('trend', () => {
  it('says nothing of a single sample, however often it is repeated, nor of some minutes', () => {
    expect(trendOf([])).toBeUndefined()
    expect(trendOf([[0, 1]])).toBeUndefined()
    const said = trendOf([
      [0, 1],
      [0, 2],
    ])
    expect(said).toBeUndefined()
    const soon = trendOf([
      [0, 1],
      [10, 2],
    ])
    expect(soon).toBeUndefined()
  })

  it('says what the rise of an hour says, which one step back does not turn', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 13 }), (centimetres) => {
        const points = centimetres.map((one, step) => [step * 5, 9 + one / 100] as const)
        const timed = points.map(([minute, value]) => ({ at: minute * MINUTE, value }))
        const rise = riseOf(timed, timed.at(-1)?.at ?? 0, PACE)
        expect(trendOf(points)).toBe(rise && directionOf(rise, 2, PACE.cadenceMs))
      }),
    )
    const rising = [0, 10, 20, 30].map((minute) => [minute, 1 + minute / 100] as const)
    expect(trendOf([...rising, [40, 1.25]])).toBe('up')
  })

  it('is level when the decimals that are shown of an hour do not differ', () => {
    const still = trendOf([
      [0, 1.001],
      [60, 1.004],
    ])
    expect(still).toBe('level')
  })

  it('is not turned by samples that crowd together', () => {
    const crowd = Array.from({ length: 100 }, (_, index) => [30 + index / 100, 1.1] as const)
    expect(trendOf([[0, 1], [10, 1.05], [20, 1.07], ...crowd])).toBe('up')
    const seconds = Array.from({ length: 3_600 }, (_, index) => [index / 60, index / 100] as const)
    expect(trendOf(seconds)).toBe('up')
  })

  it('forgets what is older than the hour, and keeps the last days of what comes daily', () => {
    const points: Points = [
      [0, 5],
      [90, 1],
      [120, 2],
    ]
    expect(trendOf(points)).toBe('up')
    const daily = { cadenceMs: 24 * 60 * MINUTE, staleAfterMs: 72 * 60 * MINUTE }
    expect(trendOf(points.map(([day, value]) => [day * 48, value]))).toBeUndefined()
    const days = [5, 5.1, 5.3].map((value, day) => [day * 24 * 60, value] as const)
    expect(trendOf(days, 0, daily)).toBe('up')
  })

  it('says nothing of a series that has gone stale', () => {
    const points: Points = [
      [0, 1],
      [30, 2],
    ]
    expect(trendOf(points, PACE.staleAfterMs)).toBe('up')
    expect(trendOf(points, PACE.staleAfterMs + 1)).toBeUndefined()
  })

  it('starts again when time goes back', () => {
    const points: Points = [
      [100, 5],
      [130, 6],
      [0, 1],
    ]
    expect(trendOf(points)).toBeUndefined()
  })
})
