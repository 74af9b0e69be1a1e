import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeSpikes, usualBand } from './spikes.ts'

const RULE = { halfWidth: 4, deviations: 4, leastDeviation: 0.05 }

describe('the usual band', () => {
  it('is not widened by one wrong value among many', () => {
    expect(usualBand([2, 2.1, 2, 2.2, 9, 2.1, 2.1], RULE)).toEqual(
      usualBand([2, 2.1, 2, 2.2, 2.3, 2.1, 2.1], RULE),
    )
  })

  it('leaves a gauge that stood still room to move', () => {
    expect(usualBand([3, 3, 3, 3], RULE)).toEqual({ low: 2.8, high: 3.2 })
  })

  it('is not told from two values', () => {
    expect(usualBand([3, 3], RULE)).toBeUndefined()
  })
})

describe('spikes', () => {
  const steady = [5, 5.02, 5.05, 5.06, 5.09, 5.1, 5.13, 5.15, 5.16, 5.2]
  const judgedAt = (index: number, value: number) => judgeSpikes(steady.with(index, value), RULE)

  it('are none in water that rises', () => {
    expect(new Set(judgeSpikes(steady, RULE))).toEqual(new Set(['good']))
  })

  it('are bad once the readings on both sides say so', () => {
    const judged = judgedAt(4, 8.4)
    expect(judged[4]).toBe('bad')
    expect(judged.filter((one) => one !== 'good')).toHaveLength(1)
  })

  it('are uncertain while nothing followed them', () => {
    expect(judgedAt(9, 8.4)[9]).toBe('uncertain')
    expect(judgedAt(0, 8.4)[0]).toBe('uncertain')
  })

  it('are not what the water does when it stays where it leapt to', () => {
    const step = [...Array.from({ length: 8 }, () => 5), ...Array.from({ length: 8 }, () => 7)]
    expect(new Set(judgeSpikes(step, RULE))).toEqual(new Set(['good']))
    expect(judgeSpikes(step.slice(0, 9), RULE).at(-1)).toBe('uncertain')
  })

  it('do not go away by moving zero or changing the unit', () => {
    const values = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 40 })
    fc.assert(
      fc.property(values, fc.integer({ min: -50, max: 50 }), (given, offset) => {
        const rule = { ...RULE, leastDeviation: 1 }
        const moved = given.map((one) => (one + offset) * 4)
        expect(judgeSpikes(moved, { ...rule, leastDeviation: 4 })).toEqual(judgeSpikes(given, rule))
      }),
    )
  })
})
