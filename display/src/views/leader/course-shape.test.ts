import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HistoryBreak, HistoryPoint } from '../../history/history-window.ts'
import { buildContext, NOW } from '../../panels/build-context.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import {
  courseMarks,
  courseShape,
  readPeriod,
  type CourseMark,
  type Period,
} from './course-shape.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const metric = buildMetric({
  freshness: {
    ...{ cadenceMs: 10 * MINUTE, graceMs: 0 },
    ...{ staleAfterMs: 30 * MINUTE, expireAfterMs: 2 * HOUR },
  },
})
const context = buildContext()
const point = (hoursAgo: number, value: number | null): HistoryPoint => {
  return { at: NOW - hoursAgo * HOUR, value, min: value ?? NaN, max: value ?? NaN }
}
const historyOf = (points: readonly HistoryPoint[], breaks: readonly HistoryBreak[] = []) =>
  ({ state: 'ready', points, breaks }) as const
const LEVEL: CourseMark = { name: 'BĐ3', value: 9 }
const shapeOf = (points: readonly HistoryPoint[], marks: readonly CourseMark[] = [LEVEL]) =>
  courseShape(historyOf(points), '24h', metric, marks, context)

describe('the course of a series', () => {
  it('is a line from where the period begins to now', () => {
    const shape = shapeOf(
      Array.from({ length: 49 }, (_, index) => point(24 - index / 2, 8 + index / 48)),
    )
    expect(shape?.paths).toHaveLength(1)
    expect(shape?.paths[0]).toMatch(/^M0\.00 100\.00L.*L100\.00 0\.00$/)
    expect([shape?.from, shape?.to]).toEqual(['09:42 14/10', '09:42 15/10'])
    expect([shape?.lowest, shape?.highest]).toEqual(['8,00', '9,00'])
    expect(shape?.yTicks.map((tick) => tick.text)).toEqual(['8,0', '8,5', '9,0'])
    expect(shape?.marks).toMatchObject([{ y: 0, text: 'BĐ3', isFreeOnTheRight: false }])
  })

  it('keeps a gap where no number came in time, and where there was explicitly none', () => {
    expect(shapeOf([point(3, 1), point(2.8, 2), point(1, 3)])?.gapCount).toBe(1)
    expect(shapeOf([point(0.5, 1), point(0.4, null), point(0.3, 2)])?.gapCount).toBe(1)
    expect(shapeOf([point(0.5, 1), point(0.3, 2)])?.gapCount).toBe(0)
  })

  it('draws a dot of a number that stands alone', () => {
    expect(shapeOf([point(12, 5)])?.paths).toEqual(['M50.00 100.00h0'])
  })

  it('has no shape without a number in the period', () => {
    expect(shapeOf([])).toBeUndefined()
    expect(shapeOf([point(30, 5), point(2, null)])).toBeUndefined()
  })

  it('leaves out a level that lies beyond the axis', () => {
    expect(shapeOf([point(1, 2), point(0.9, 2.1)])?.marks).toEqual([])
  })

  it('reaches as far as a limit that must be seen, though no figure does', () => {
    const limit = { name: 'Ngưỡng', value: 9, severity: 'high', isAlways: true } as const
    const shape = shapeOf([point(1, 2), point(0.9, 2.1)], [limit])
    expect(shape?.marks).toMatchObject([{ value: 9, severity: 'high' }])
    expect(shape?.yTicks.at(-1)?.text).toBe('10')
    expect([shape?.lowest, shape?.highest]).toEqual(['2,00', '2,10'])
  })

  it('tells in its table what the line shows, hour by hour, newest first', () => {
    const rows = shapeOf([point(1.5, 7), point(1.4, 6), point(1.2, 6.5)])?.rows ?? []
    expect(rows).toHaveLength(24)
    expect(rows.map((row) => row.numbers).filter((one) => one !== undefined)).toEqual([
      { last: '6,50', low: '6,00', high: '7,00' },
    ])
    expect(rows[1]?.when).toBe('07:42 15/10')
  })

  it('stays in its box, whatever the numbers are', () => {
    const value = fc.double({ noNaN: true, min: -1e9, max: 1e9 })
    const points = fc.array(fc.tuple(fc.double({ noNaN: true, min: 0, max: 24 }), value), {
      minLength: 1,
      maxLength: 20,
    })
    fc.assert(
      fc.property(points, (given) => {
        const sorted = given.map(([ago, one]) => point(ago, one)).toSorted((a, b) => a.at - b.at)
        const numbers =
          shapeOf(sorted)
            ?.paths.join(' ')
            .match(/-?[\d.]+/g) ?? []
        expect(numbers.length).toBeGreaterThan(0)
        for (const number of numbers) {
          expect(Number(number)).toBeGreaterThanOrEqual(-0.01)
          expect(Number(number)).toBeLessThanOrEqual(100.01)
        }
      }),
    )
  })

  it('is judged by a target and by the levels of its own station', () => {
    const name = { vi: 'Ái Nghĩa', en: 'Ái Nghĩa' }
    const levels = [{ name: 'BĐ1', value: 6.5 }]
    const at = buildContext({}, { sensors: [{ id: 's', name, kind: 'river', levels }] })
    expect(courseMarks({ metric, subject: 's' }, at)).toEqual(levels)
    expect(courseMarks({ metric: { ...metric, target: 0 }, subject: 'x' }, at)).toEqual([
      { name: 'chỉ tiêu', value: 0 },
    ])
  })

  it('is of a day where the address names no period', () => {
    expect([readPeriod('7d'), readPeriod('1y'), readPeriod(undefined)]).toEqual([
      '7d',
      '24h',
      '24h',
    ])
  })
})

describe('the course of a unit whose ground was cut anew', () => {
  const MIDNIGHT = Date.parse('2025-10-15T00:00:00+07:00')
  const cutAt = (at: number): HistoryBreak => {
    return { at, words: { vi: 'A, B → C', en: 'A, B → C' } }
  }
  const cutShape = (values: readonly HistoryPoint[], at = MIDNIGHT, period: Period = '24h') =>
    courseShape(historyOf(values, [cutAt(at)]), period, metric, [], context)
  /** Each ten minutes; 1 before midnight, 9 from midnight on. */
  const steps = Array.from({ length: 145 }, (_, index) => {
    const at = MIDNIGHT - 85 * 10 * MINUTE + index * 10 * MINUTE
    const value = at < MIDNIGHT ? 1 : 9
    return { at, value, min: value, max: value }
  }).filter(({ at }) => at <= NOW)

  it('marks the moment with since when, and which units before and after', () => {
    const [one, ...others] = cutShape(steps)?.breaks ?? []
    expect(others).toEqual([])
    expect(one).toMatchObject({ since: 'Ranh giới mới từ 15/10/2025', units: ['A, B → C'] })
    expect(one?.x).toBeCloseTo((100 * (24 - 9.705)) / 24, 2)
  })

  it('ends its line at the break and begins another, without calling that a gap', () => {
    const shape = cutShape(steps)
    expect(shape?.paths).toHaveLength(2)
    expect(shape?.gapCount).toBe(0)
    expect(cutShape([point(23, 1), point(1, 9)])?.gapCount).toBe(1)
  })

  it('never has a line on both sides', () => {
    const ago = fc.double({ noNaN: true, min: 0, max: 24 })
    const points = fc.array(ago, { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(points, ago, (given, cut) => {
        const sorted = given.map((one) => point(one, one)).toSorted((a, b) => a.at - b.at)
        const shape = cutShape(sorted, NOW - cut * HOUR)
        const border = shape?.breaks[0]?.x ?? 0
        for (const path of shape?.paths ?? []) {
          const xs = path.split(/[ML]/).slice(1).map(parseFloat)
          const isBefore = xs.every((x) => x <= border + 0.01)
          expect(isBefore || xs.every((x) => x >= border - 0.01)).toBe(true)
        }
      }),
    )
  })

  it('has no row in its table with figures of both sides', () => {
    const rows = cutShape(steps)?.rows ?? []
    expect(rows).toHaveLength(25)
    const cut = rows.findIndex((row) => row.cut !== undefined)
    expect(rows[cut]).toMatchObject({ when: '00:00 15/10', numbers: { low: '9,00' } })
    expect(rows[cut + 1]).toMatchObject({ when: '23:42 14/10', numbers: { high: '1,00' } })
    const sides = rows.map(({ numbers }) => numbers && [numbers.low, numbers.high])
    expect(sides).not.toContainEqual(['1,00', '9,00'])
    // A row of a month names its day alone, but for the two of one day.
    const month = cutShape(steps, MIDNIGHT, '30d')?.rows ?? []
    expect(month.slice(0, 2).map(({ when }) => when)).toEqual(['00:00 15/10', '14/10'])
  })

  it('says nothing of a break that lies outside the period', () => {
    for (const at of [NOW - 25 * HOUR, NOW + HOUR]) {
      const shape = cutShape(steps, at)
      expect(shape?.breaks).toEqual([])
      expect(shape?.paths).toHaveLength(1)
      expect(shape?.rows.some((row) => row.cut)).toBe(false)
    }
  })
})
