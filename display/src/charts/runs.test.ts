import { describe, expect, it } from 'vitest'
import type { HistoryPoint } from '../history/history-window.ts'
import { freeHeight, placeNames } from './reference-lines.ts'
import { clearOfBreaks, mostApart, runsFrom, runsOf, silentSpans } from './runs.ts'

const point = (at: number, value: number | null): HistoryPoint => {
  return { at, value, min: value ?? NaN, max: value ?? NaN }
}

describe('the runs of a line', () => {
  it('end where there is no value, and where the series was silent too long', () => {
    const points = [point(0, 1), point(10, 2), point(20, null), point(30, 3), point(90, 4)]
    expect(runsOf(points, 30).map((run) => run.map(({ at }) => at))).toEqual([[0, 10], [30], [90]])
  })

  it('may be as long silent as the metric allows, or two steps', () => {
    expect(mostApart(1_200_000, undefined)).toBe(1_200_000)
    expect(mostApart(1_200_000, 7_200_000)).toBe(14_400_000)
  })

  it('come in at the edge of the window, between the points around it', () => {
    const runs = runsFrom(5, [
      [
        { at: 0, value: 0 },
        { at: 10, value: 10 },
      ],
      [{ at: 2, value: 1 }],
    ])
    expect(runs).toEqual([
      [
        { at: 5, value: 5 },
        { at: 10, value: 10 },
      ],
    ])
  })

  it('end a little before a break, between the points around that, and begin at it', () => {
    const runs = runsOf([point(0, 0), point(10, 10), point(20, 20), point(30, 30)], 50, [
      { at: 12 },
    ])
    expect(clearOfBreaks(runs, [{ at: 12 }], 4)).toEqual([
      [
        { at: 0, value: 0 },
        { at: 8, value: 8 },
      ],
      runs[1],
    ])
    expect(clearOfBreaks(runs, [{ at: 12 }], 2)).toEqual(runs)
    expect(clearOfBreaks([[{ at: 11, value: 1 }]], [{ at: 12 }], 4)).toEqual([
      [{ at: 11, value: 1 }],
    ])
  })

  it('leave silent what none of the series told', () => {
    const a = runsOf([point(10, 1), point(20, 1), point(60, 1)], 15)
    const b = runsOf([point(18, 1), point(30, 1)], 15)
    expect(silentSpans([a, b], { from: 0, to: 100 }, 8)).toEqual([
      { from: 0, to: 10 },
      { from: 30, to: 60 },
      { from: 60, to: 100 },
    ])
  })
})

describe('names at lines', () => {
  const plot = { width: 60, height: 30 }

  it('make way for each other', () => {
    const lines = [
      { y: 20, width: 10 },
      { y: 19, width: 10 },
    ]
    expect(placeNames(lines, plot, 2.5, [])).toEqual([
      { side: 'end', edge: 'above' },
      { side: 'start', edge: 'above' },
    ])
  })

  it('make way for the curve', () => {
    const curve = [{ x: 3, y: 19 }]
    expect(placeNames([{ y: 20, width: 10 }], plot, 2.5, curve)).toEqual([
      { side: 'end', edge: 'above' },
    ])
  })

  it('are left out rather than written over each other', () => {
    const lines = Array.from({ length: 5 }, () => ({ y: 15, width: 40 }))
    const places = placeNames(lines, plot, 2.5, [])
    expect(places.filter((place) => place !== undefined)).toHaveLength(2)
  })

  it('leave a height for other words where there is one', () => {
    expect(freeHeight([13.5], 30, 2.5)).toBe(9)
    expect(freeHeight([2, 5, 8, 11, 14, 17, 20, 23], 24, 2.5)).toBeUndefined()
  })
})
