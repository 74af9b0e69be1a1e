import { describe, expect, it } from 'vitest'
import { packFlags, type Origin } from '../../../protocol/sample.ts'
import { copyRow, copyRows } from './copy.ts'
import type { Reading } from './reading.ts'

const pair = { metric: 'dossiers.open', unit: '20500' }
const NOW = 1_000

function reading(value: number | null, at: number, origin: Origin = 'real'): Reading {
  const flags = packFlags({ quality: 'good', origin, underReview: false })
  return { isEmpty: value === null, value: value ?? 0, flags, exactAt: at, carriedAt: at }
}

describe('a parent site', () => {
  it("takes over a child's figure as derived, with the child's time", () => {
    expect(copyRow(pair, reading(5, 900), undefined, NOW)).toEqual({
      ...pair,
      value: 5,
      flags: reading(0, 0, 'derived').flags,
      sampledAt: 900,
    })
  })

  it('takes over an explicit "no value" too', () => {
    expect(copyRow(pair, reading(null, 900), reading(5, 800, 'derived'), NOW)?.value).toBeNull()
  })

  it('has nothing to add to what it took over already', () => {
    expect(copyRow(pair, reading(5, 900), reading(5, 900, 'derived'), NOW)).toBeUndefined()
  })

  it('keeps its own sample until the figure of the child is newer', () => {
    expect(copyRow(pair, reading(5, 899), reading(7, 900), NOW)).toBeUndefined()
    expect(copyRow(pair, reading(5, 900), reading(7, 900, 'manual'), NOW)).toBeUndefined()
    expect(copyRow(pair, reading(5, 901), reading(7, 900), NOW)?.value).toBe(5)
  })

  it('takes nothing that the child lacks or that dates after now', () => {
    expect(copyRow(pair, undefined, reading(5, 800, 'derived'), NOW)).toBeUndefined()
    expect(copyRow(pair, reading(5, 1_001), undefined, NOW)).toBeUndefined()
  })

  it('reads each pair from its own child', () => {
    const pairs = [
      { child: 0, ...pair },
      { child: 1, metric: 'dossiers.open', unit: '20779' },
    ]
    const rows = copyRows(
      pairs,
      (child) => reading(child, 10),
      () => undefined,
      NOW,
    )
    expect(rows.map((row) => [row.unit, row.value])).toEqual([
      ['20500', 0],
      ['20779', 1],
    ])
  })
})
