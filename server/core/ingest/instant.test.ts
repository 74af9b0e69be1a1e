import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInstant } from './instant.ts'

describe('parseInstant', () => {
  it('agrees with Date on every moment it prints, to the millisecond', () => {
    const moments = fc.date({
      min: new Date('1970-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(moments, (moment) => {
        expect(parseInstant(moment.toISOString())).toBe(moment.getTime())
      }),
      { numRuns: 2_000 },
    )
  })

  it('takes minutes alone, offsets, and fractions of any length', () => {
    const expected = Date.UTC(2025, 9, 26, 23, 0)
    expect(parseInstant('2025-10-27T06:00+07:00')).toBe(expected)
    expect(parseInstant('2025-10-26T23:00:00Z')).toBe(expected)
    expect(parseInstant('2025-10-26T19:30:00-03:30')).toBe(expected)
    expect(parseInstant('2025-10-26T23:00:00.1239999Z')).toBe(expected + 123)
    expect(parseInstant('2025-10-26T23:00:00.5+00:00')).toBe(expected + 500)
    expect(parseInstant('2024-02-29T00:00:00Z')).toBe(Date.UTC(2024, 1, 29))
  })

  it.each([
    '2025-10-27T06:00:00',
    '2025-10-27',
    '2025-10-27 06:00:00Z',
    '2025-10-27t06:00:00z',
    '20251027T060000Z',
    '2025-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2025-13-01T00:00:00Z',
    '2025-00-01T00:00:00Z',
    '2025-01-00T00:00:00Z',
    '2025-04-31T00:00:00Z',
    '2025-01-01T24:00:00Z',
    '2025-01-01T23:60:00Z',
    '2025-01-01T23:59:60Z',
    '2025-01-01T23:59:59.Z',
    '2025-01-01T23:59:59,5Z',
    '2025-01-01T23:59:59+0700',
    '2025-01-01T23:59:59+07',
    '2025-01-01T23:59:59+19:00',
    '2025-01-01T23:59:59+07:60',
    '2025-01-01T23:59:59Z ',
    '1969-12-31T23:59:59Z',
    '1970-01-01T00:00:00+07:00',
    '+2025-01-01T00:00:00Z',
    '2025-1-01T00:00:00Z',
    '',
    'now',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })

  it('answers a moment or nothing for any text', () => {
    const nearMisses = fc.stringMatching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.Z+-]{5,20}$/)
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearMisses), (text) => {
        const moment = parseInstant(text)
        if (moment !== undefined) expect(moment).toBe(Math.floor(Date.parse(text)))
      }),
      { numRuns: 2_000 },
    )
  })
})
