import { describe, expect, it } from 'vitest'
import { parseStep, stepStart } from './step.ts'

const HANOI = 'Asia/Ho_Chi_Minh'
const at = (text: string): number => Date.parse(text)

describe('parseStep', () => {
  it.each([
    ['10m', 600_000],
    ['10min', 600_000],
    ['1h', 3_600_000],
    ['30s', 30_000],
    ['1d', 86_400_000],
    ['2w', 14 * 86_400_000],
    ['PT10M', 600_000],
    ['PT1H30M', 5_400_000],
    ['P1D', 86_400_000],
    ['P1W', 7 * 86_400_000],
  ])('reads %s', (text, ms) => {
    expect(parseStep(text)).toBe(ms)
  })

  it.each([
    '',
    'P',
    'PT',
    'P1M',
    '10',
    'm',
    '-1h',
    '1.5h',
    '0s',
    '1ms',
    '367d',
    'PT',
    '1h1m',
    'P1DT',
  ])('refuses %s', (text) => {
    expect(parseStep(text)).toBeUndefined()
  })
})

describe('stepStart', () => {
  it('begins days and parts of a day at local midnight', () => {
    const sixHours = stepStart(6 * 3_600_000, HANOI)
    expect(sixHours(at('2025-10-27T05:59:59+07:00'))).toBe(at('2025-10-27T00:00:00+07:00'))
    expect(sixHours(at('2025-10-27T06:00:00+07:00'))).toBe(at('2025-10-27T06:00:00+07:00'))
    const day = stepStart(86_400_000, HANOI)
    expect(day(at('2025-10-27T23:59:59.999+07:00'))).toBe(at('2025-10-27T00:00:00+07:00'))
  })

  it('counts several days on the calendar of the zone', () => {
    const week = stepStart(7 * 86_400_000, HANOI)
    const start = week(at('2025-10-29T12:00:00+07:00'))
    expect(new Date(start).toISOString()).toMatch(/T17:00:00\.000Z$/)
    expect(week(start)).toBe(start)
    expect(week(start + 7 * 86_400_000)).toBe(start + 7 * 86_400_000)
    expect(week(start - 1)).toBe(start - 7 * 86_400_000)
  })

  it('keeps to the calendar where days are longer and shorter', () => {
    const day = stepStart(86_400_000, 'Europe/Paris')
    expect(day(at('2025-10-26T23:30:00+01:00'))).toBe(at('2025-10-26T00:00:00+02:00'))
    expect(day(at('2025-03-30T12:00:00+02:00'))).toBe(at('2025-03-30T00:00:00+01:00'))
  })

  it('counts steps that fit no day from 1970', () => {
    expect(stepStart(420_000, HANOI)(421_000)).toBe(420_000)
  })
})
