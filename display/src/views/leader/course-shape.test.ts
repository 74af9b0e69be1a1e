import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildContext, NOW } from '../../panels/build-context.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import { courseMarks, courseShape, readPeriod, type CoursePoint } from './course-shape.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const metric = buildMetric({
  freshness: {
    ...{ cadenceMs: 10 * MINUTE, graceMs: 0 },
    ...{ staleAfterMs: 30 * MINUTE, expireAfterMs: 2 * HOUR },
  },
})
const context = buildContext()
const point = (hoursAgo: number, value: number | null): CoursePoint => {
  return { at: NOW - hoursAgo * HOUR, value, min: value ?? NaN, max: value ?? NaN }
}
const shapeOf = (points: readonly CoursePoint[], marks = [{ name: 'BĐ3', value: 9 }]) =>
  courseShape(points, '24h', metric, marks, context)

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
    expect(shape?.marks).toEqual([{ y: 0, text: 'BĐ3' }])
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
