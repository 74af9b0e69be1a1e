import { describe, expect, it } from 'vitest'
import { carrySteps, type CarryInput } from './carry.ts'
import type { Rollup } from './rollup.ts'

const row = (at: number, last: number, count = 1): Rollup => ({
  at,
  min: last - 1,
  max: last + 1,
  last,
  count,
})

const now = (...rows: Rollup[]): CarryInput => ({ rows, holdsForMs: 0 })
const kept = (...rows: Rollup[]): CarryInput => ({ rows, holdsForMs: 2 })

describe('steps of the units that made up another', () => {
  it('add up where the metric does, step by step', () => {
    const units = [[now(row(1, 3), row(2, 4))], [now(row(1, 10, 5), row(2, 20))]]
    expect(carrySteps({ kind: 'sum' }, units)).toEqual([
      { at: 1, min: 13, max: 13, last: 13, count: 1 },
      { at: 2, min: 24, max: 24, last: 24, count: 1 },
    ])
  })

  it('are a gap where one of the units has no value, never a smaller sum', () => {
    expect(carrySteps({ kind: 'sum' }, [[now(row(1, 3))], [now(row(2, 4))]])).toEqual([])
    expect(carrySteps({ kind: 'sum' }, [[now(row(1, 3))], [now()]])).toEqual([])
  })

  it('divide sums for a ratio, and know no value over nothing', () => {
    const ratio = { kind: 'ratio', numerator: 'n', denominator: 'd', factor: 100 } as const
    const units = [
      [now(row(1, 9), row(2, 0)), now(row(1, 10), row(2, 0))],
      [now(row(1, 9), row(2, 0)), now(row(1, 90), row(2, 0))],
    ]
    expect(carrySteps(ratio, units).map(({ at, last }) => [at, last])).toEqual([[1, 18]])
  })

  it('are none where values do not combine', () => {
    expect(carrySteps({ kind: 'none' }, [[now(row(1, 3))], [now(row(1, 4))]])).toEqual([])
  })

  it('count a value on until a newer one comes or it holds no longer', () => {
    const units = [[kept(row(1, 3), row(5, 4))], [kept(row(2, 10), row(3, 20), row(6, 30))]]
    expect(carrySteps({ kind: 'sum' }, units).map(({ at, last }) => [at, last])).toEqual([
      [2, 13],
      [3, 23],
      [5, 24],
      [6, 34],
    ])
  })
})
