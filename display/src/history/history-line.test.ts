import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HistoryLine } from './history-line.ts'
import { gaugeEvery } from './gauge-metric.ts'
import { DAY_MS, windowFor, type HistoryPoint } from './history-window.ts'

const point = (at: number, value: number): HistoryPoint => ({ at, value, min: value, max: value })
const MINUTE_MS = 60_000
const day = windowFor('m/a', DAY_MS, gaugeEvery(MINUTE_MS * 5))

describe('the line of a window', () => {
  it('keeps what came live after the last point that an answer has', () => {
    const line = new HistoryLine(day)
    line.append(10 * MINUTE_MS, 1)
    line.append(20 * MINUTE_MS, 2)
    line.load([point(0, 5), point(15 * MINUTE_MS, 6)])
    expect(line.points().map(({ value }) => value)).toEqual([5, 6, 2])
  })

  it('takes no earlier time than the last, and the last of one moment', () => {
    const line = new HistoryLine(day)
    line.append(MINUTE_MS, 1)
    expect(line.append(0, 9)).toBe(false)
    expect(line.append(MINUTE_MS, 1)).toBe(false)
    expect(line.append(MINUTE_MS, 2)).toBe(true)
    expect(line.points()).toEqual([point(MINUTE_MS, 2)])
  })

  it('joins the values of one step with their range, never a value and its absence', () => {
    const line = new HistoryLine(day)
    line.append(0, 5)
    line.append(10_000, 1)
    line.append(20_000, 3)
    expect(line.points()).toEqual([{ at: 20_000, value: 3, min: 1, max: 5 }])
    line.append(30_000, null)
    line.append(40_000, 4)
    expect(line.points().map(({ value }) => value)).toEqual([3, null, 4])
  })

  it('never joins to what was loaded', () => {
    const line = new HistoryLine(day)
    line.load([point(0, 5)])
    line.append(10_000, 1)
    expect(line.points()).toHaveLength(2)
  })

  it('drops what has left, but for the point from which the line enters', () => {
    const line = new HistoryLine(day)
    for (const hour of [0, 6, 12, 24, 30]) line.append(hour * 60 * MINUTE_MS, hour)
    line.trim(36 * 60 * MINUTE_MS)
    expect(line.points().map(({ value }) => value)).toEqual([12, 24, 30])
  })

  it('stays bounded and in order, whatever comes for however long', () => {
    const step = fc.record({
      after: fc.integer({ min: -1_000, max: 90_000 }),
      value: fc.option(fc.double({ noNaN: true, min: -9, max: 9 }), { freq: 20 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 500 }), (steps) => {
        const line = new HistoryLine(day)
        let at = 0
        for (const { after, value } of steps) {
          line.append((at += after), value)
          line.trim(at)
        }
        const points = line.points()
        const times = points.map((one) => one.at)
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        expect(points.length).toBeLessThanOrEqual(8_000)
      }),
      { numRuns: 50 },
    )
    const line = new HistoryLine(day)
    for (let at = 0; at < 40 * DAY_MS; at += 20_000) {
      line.append(at, at % 7)
      line.trim(at)
    }
    expect(line.points().length).toBeLessThanOrEqual(1_442)
  })
})
