import { describe, expect, it } from 'vitest'
import { areOverlapping, isCovered, isInForce, isIsoDate } from './validity.ts'

describe('validity', () => {
  it('counts both ends as in force', () => {
    const june = { from: '2025-06-01', to: '2025-06-30' }
    expect(
      ['2025-05-31', '2025-06-01', '2025-06-30', '2025-07-01'].map((day) => isInForce(june, day)),
    ).toEqual([false, true, true, false])
  })

  it('lets an absent end run on for ever', () => {
    expect(isInForce({}, '1900-01-01')).toBe(true)
    expect(isInForce({ to: '2025-06-30' }, '0001-01-01')).toBe(true)
    expect(isInForce({ from: '2025-07-01' }, '9999-12-31')).toBe(true)
  })

  it('overlaps when one day is shared, not when one follows the other', () => {
    expect(areOverlapping({ to: '2025-06-30' }, { from: '2025-07-01' })).toBe(false)
    expect(areOverlapping({ to: '2025-07-01' }, { from: '2025-07-01' })).toBe(true)
    expect(areOverlapping({}, { from: '2025-07-01', to: '2025-07-02' })).toBe(true)
  })

  it('is covered by parts that follow each other without a gap', () => {
    const inner = { from: '2024-12-01', to: '2025-02-28' }
    const first = { to: '2024-12-31' }
    expect(isCovered(inner, [{ from: '2025-01-01' }, first])).toBe(true)
    expect(isCovered(inner, [{ from: '2025-01-02' }, first])).toBe(false)
    expect(isCovered(inner, [{ from: '2025-01-01', to: '2025-02-27' }, first])).toBe(false)
    expect(isCovered(inner, [])).toBe(false)
    expect(isCovered({}, [{}])).toBe(true)
  })

  it('knows which dates exist', () => {
    expect(['2024-02-29', '2025-06-30'].every(isIsoDate)).toBe(true)
    expect(['2025-02-29', '2025-6-30', '30/06/2025', '2025-13-01', ''].some(isIsoDate)).toBe(false)
  })
})
