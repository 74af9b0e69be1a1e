import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatNumber } from './numbers.ts'

describe('formatNumber', () => {
  it('writes what Intl writes of the same rounded number', () => {
    const tags = { vi: 'vi-VN', en: 'en-GB' } as const
    const value = fc.oneof(
      fc.double({ min: -1e15, max: 1e15, noNaN: true, maxExcluded: true, minExcluded: true }),
      fc.double({ min: -10_000, max: 10_000, noNaN: true }),
      fc.integer({ min: -2_000, max: 2_000 }),
    )
    const digits = fc.integer({ min: 0, max: 6 })
    fc.assert(
      fc.property(value, digits, fc.constantFrom('vi', 'en'), (number, decimals, locale) => {
        const rounded = Number(number.toFixed(decimals))
        const expected = (rounded === 0 ? 0 : rounded).toLocaleString(tags[locale], {
          minimumFractionDigits: decimals,
          maximumFractionDigits: decimals,
        })
        // Beyond 15 digits the two may differ in what no double holds.
        if (expected.replace(/\D/g, '').length > 15) return
        expect(formatNumber(number, decimals, locale)).toBe(expected)
      }),
      { numRuns: 3_000 },
    )
  })

  it('leaves what is not finite, or too large, to Intl', () => {
    expect(formatNumber(Infinity, 1, 'vi')).toBe('∞')
    expect(formatNumber(NaN, 1, 'vi')).toBe('NaN')
    expect(formatNumber(2e21, 1, 'en')).toBe('2,000,000,000,000,000,000,000')
  })
})
