import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexFigures, totalScore } from './index-766.ts'
import { FULL_SCORES } from './scenario-data.ts'

describe('totalScore', () => {
  it('is 80.1 for what Quảng Nam published on 2024-08-19', () => {
    const published = {
      transparency: 13.2,
      timeliness: 18.4,
      'online-services': 7.7,
      'online-payment': 7.6,
      satisfaction: 17.6,
      digitisation: 15.6,
    }
    expect(totalScore(published)).toBe(80.1)
  })

  it('is 100 for full scores', () => {
    expect(totalScore(FULL_SCORES)).toBe(100)
  })
})

describe('indexFigures', () => {
  it('adds up in every unit and month, and passes no full score', () => {
    const start = Date.parse('2025-02-03T08:00:00+07:00')
    const end = Date.parse('2025-11-01T00:00:00+07:00')
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: start, max: end }), (unit, at) => {
        const figures = indexFigures(unit, [], at)
        const groups = Object.entries(FULL_SCORES).map(([group, full]) => {
          const score = figures.get(`index-766.${group}`) ?? NaN
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(full)
          return score
        })
        expect(figures.get('index-766.total')).toBeCloseTo(
          groups.reduce((a, b) => a + b),
          6,
        )
      }),
    )
  })
})
