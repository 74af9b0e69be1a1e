import { describe, expect, it } from 'vitest'
import { civilDate, isTimeZone } from './civil-date.ts'

describe('civil date', () => {
  it('changes at midnight of the zone, not of UTC', () => {
    const midnight = Date.parse('2025-07-01T00:00:00+07:00')
    expect(civilDate(midnight - 1, 'Asia/Ho_Chi_Minh')).toBe('2025-06-30')
    expect(civilDate(midnight, 'Asia/Ho_Chi_Minh')).toBe('2025-07-01')
    expect(civilDate(midnight, 'UTC')).toBe('2025-06-30')
  })

  it('refuses unknown zones and moments out of range', () => {
    expect(() => civilDate(0, 'Asia/Atlantis')).toThrow(RangeError)
    expect(() => civilDate(Number.NaN, 'UTC')).toThrow(RangeError)
    expect([isTimeZone('Asia/Ho_Chi_Minh'), isTimeZone('Asia/Atlantis')]).toEqual([true, false])
  })
})
