import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { civilDate } from '../sites/civil-date.ts'
import { createPeriodReader, startOfCivilDay } from './day-bounds.ts'

describe('startOfCivilDay', () => {
  it('is local midnight', () => {
    expect(startOfCivilDay('2025-07-01', 'Asia/Ho_Chi_Minh')).toBe(
      Date.parse('2025-07-01T00:00:00+07:00'),
    )
    expect(startOfCivilDay('2025-07-01', 'UTC')).toBe(Date.parse('2025-07-01T00:00:00Z'))
  })

  it('is the first moment of the date in any zone, days without midnight included', () => {
    const days = fc.date({
      min: new Date('1970-01-02T00:00:00Z'),
      max: new Date('2040-01-01T00:00:00Z'),
      noInvalidDate: true,
    })
    const zones = fc.constantFrom('Asia/Ho_Chi_Minh', 'America/Sao_Paulo', 'Pacific/Kiritimati')
    fc.assert(
      fc.property(days, zones, (day, zone) => {
        const date = day.toISOString().slice(0, 10)
        const start = startOfCivilDay(date, zone)
        expect(civilDate(start, zone) >= date).toBe(true)
        expect(civilDate(start - 1, zone) < date).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})

describe('createPeriodReader', () => {
  it('makes inclusive dates half-open periods', () => {
    const periodOf = createPeriodReader('Asia/Ho_Chi_Minh')
    expect(periodOf({})).toEqual({ from: -Infinity, to: Infinity })
    expect(periodOf({ from: '2025-06-30', to: '2025-06-30' })).toEqual({
      from: Date.parse('2025-06-30T00:00:00+07:00'),
      to: Date.parse('2025-07-01T00:00:00+07:00'),
    })
  })
})
