import { describe, expect, it } from 'vitest'
import { TrendTrack } from './trend.ts'

const MINUTE = 60_000
const OPTIONS = { spacingMs: 5 * MINUTE, spanMs: 60 * MINUTE }

function trendOf(points: readonly (readonly [minute: number, value: number])[]): unknown {
  const track = new TrendTrack()
  for (const [minute, value] of points) track.push(minute * MINUTE, value, OPTIONS)
  return track.read(2)
}

describe('trend', () => {
  it('says nothing of a single sample, however often it is repeated', () => {
    expect(trendOf([])).toBeUndefined()
    expect(trendOf([[0, 1]])).toBeUndefined()
    expect(
      trendOf([
        [0, 1],
        [0, 2],
      ]),
    ).toBeUndefined()
  })

  it('compares over the span, so one step back does not turn it', () => {
    const rising = [0, 10, 20, 30].map((minute) => [minute, 1 + minute / 100] as const)
    expect(trendOf([...rising, [40, 1.25]])).toBe('up')
  })

  it('is level when the shown decimals do not differ', () => {
    expect(
      trendOf([
        [0, 1.001],
        [10, 1.004],
      ]),
    ).toBe('level')
  })

  it('is not turned by samples that crowd within the spacing', () => {
    const crowd = Array.from({ length: 100 }, (_, index) => [30 + index / 100, 1.1] as const)
    expect(trendOf([[0, 1], [10, 1.05], ...crowd])).toBe('up')
  })

  it('forgets what is older than the span', () => {
    expect(
      trendOf([
        [0, 5],
        [90, 1],
        [100, 2],
      ]),
    ).toBe('up')
  })

  it('starts again when time goes back', () => {
    expect(
      trendOf([
        [100, 5],
        [110, 6],
        [0, 1],
      ]),
    ).toBeUndefined()
  })
})
