import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { civilTimeOfSerial } from './excel-date.ts'
import { createLocalTime } from './local-time.ts'
import { readMoment, type MomentRules } from './read-moment.ts'
import type { RegisterCell } from './register-cell.ts'

const RULES: MomentRules = {
  dates: 'day-first',
  midnight: 'day',
  dateSystem: '1900',
  timeZone: 'Asia/Ho_Chi_Minh',
  localTime: createLocalTime('Asia/Ho_Chi_Minh'),
}

function when(cell: RegisterCell | string, rules: Partial<MomentRules> = {}): string | undefined {
  const read = typeof cell === 'string' ? ({ kind: 'text', text: cell } as const) : cell
  const moment = readMoment(read, { ...RULES, ...rules })
  return typeof moment?.when === 'number' ? new Date(moment.when).toISOString() : moment?.when
}

describe('a date in a register', () => {
  it.each([
    '12/10/2025',
    '12/10/25',
    '12-10-2025',
    '12.10.2025',
    '2025-10-12',
    '2025/10/12',
    ' 12/10/2025 ',
    '12/10/2025 00:00',
    '12/10/2025 00:00:00',
    '2025-10-12T00:00:00',
    '45942',
  ])('reads "%s" as the day alone', (text) => {
    expect(when(text)).toBe('2025-10-12')
  })

  it.each([
    '12/10/2025 16:10',
    '12/10/2025 16:10:00',
    '12/10/2025, 16:10',
    '12/10/2025 16h10',
    '12/10/2025 16 giờ 10 phút',
    '12/10/2025 4:10 PM',
    '12/10/2025 04:10:00 CH',
    '16:10 12/10/2025',
    '16:10 ngày 12/10/2025',
    '16h10, 12/10/2025',
    '2025-10-12 16:10:00.000',
    '2025-10-12T16:10:00',
    '2025-10-12T09:10:00Z',
    '2025-10-12T11:10:00+02:00',
    '45942.6736111111',
    '45942,6736111111',
  ])('reads "%s" as a moment of the site’s zone', (text) => {
    expect(when(text)).toBe('2025-10-12T09:10:00.000Z')
  })

  it.each([
    '',
    '31/02/2025',
    '29/02/2025',
    '13/13/2025',
    '0/1/2025',
    '12/10/125',
    '12/10-2025',
    '12/10/2025 24:00',
    '12/10/2025 16:60',
    '12/10/2025 13:10 PM',
    '12/10/1925',
    '2025-13-01',
    'hôm qua',
    '10/2025',
    '4594',
    '12/10/2025'.padStart(60, ' 12/10/2025'),
  ])('reads no date in "%s"', (text) => {
    expect(when(text)).toBeUndefined()
  })

  it('puts the month first where the mapping says so, and never where the year is first', () => {
    expect(when('12/10/2025', { dates: 'month-first' })).toBe('2025-12-10')
    expect(when('2025-10-12', { dates: 'month-first' })).toBe('2025-10-12')
  })

  it('takes midnight for a time where the mapping says so', () => {
    expect(when('12/10/2025 00:00', { midnight: 'time' })).toBe('2025-10-11T17:00:00.000Z')
    expect(when('12/10/2025', { midnight: 'time' })).toBe('2025-10-12')
  })

  it('reads the same number four years apart in the two systems of dates', () => {
    expect(when({ kind: 'serial', value: 45942 })).toBe('2025-10-12')
    expect(when({ kind: 'number', value: 44480 }, { dateSystem: '1904' })).toBe('2025-10-12')
  })

  it('reads no date where the formula failed or a box was ticked', () => {
    expect(when({ kind: 'error', text: '#N/A' })).toBeUndefined()
    expect(when({ kind: 'boolean', value: true })).toBeUndefined()
  })

  it('gives back every day and minute, in each way of writing', () => {
    const first = Date.UTC(1976, 0, 1)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 * 365 * 1_440 }), (minutes) => {
        const local = new Date(first + minutes * 60_000).toISOString()
        const [date = '', time = ''] = local.slice(0, 16).split('T')
        const [year, month, day] = date.split('-')
        const expected = when(`${date}T${time}:00+07:00`)
        if (time === '00:00') return
        expect(when(`${day}/${month}/${year} ${time}`)).toBe(expected)
        expect(when(`${Number(day)}-${Number(month)}-${year} ${time}:00`)).toBe(expected)
        const serial = (Date.parse(local) - Date.UTC(1899, 11, 30)) / 86_400_000
        expect(when({ kind: 'serial', value: serial })).toBe(expected)
      }),
    )
  })
})

describe('the number of a date', () => {
  it('counts a 29 February 1900 that never was', () => {
    const dates = [1, 59, 60, 61].map((serial) => civilTimeOfSerial(serial, '1900')?.date)
    expect(dates).toEqual(['1900-01-01', '1900-02-28', undefined, '1900-03-01'])
    expect(civilTimeOfSerial(0, '1900')).toBeUndefined()
    expect(civilTimeOfSerial(0, '1904')).toEqual({ date: '1904-01-01' })
  })

  it('is rounded to the second, across midnight too', () => {
    const seconds = 11 * 3_600 + 32 * 60 + 33
    expect(civilTimeOfSerial(45942 + seconds / 86_400, '1900')).toEqual({
      date: '2025-10-12',
      seconds,
    })
    expect(civilTimeOfSerial(45941.9999999, '1900')).toEqual({ date: '2025-10-12' })
    expect(civilTimeOfSerial(-1, '1900')).toBeUndefined()
    expect(civilTimeOfSerial(3e6, '1900')).toBeUndefined()
    expect(civilTimeOfSerial(NaN, '1904')).toBeUndefined()
  })
})

describe('a local time', () => {
  const local = createLocalTime('America/New_York')
  const at = (date: string, hour: number, minute = 0) =>
    new Date(local(date, hour * 3_600 + minute * 60)).toISOString()

  it('knows summer and winter', () => {
    expect(at('2013-01-15', 8, 30)).toBe('2013-01-15T13:30:00.000Z')
    expect(at('2013-07-15', 8, 30)).toBe('2013-07-15T12:30:00.000Z')
  })

  it('is later by the hour that a change skips, and the first of two', () => {
    expect(at('2013-03-10', 1, 59)).toBe('2013-03-10T06:59:00.000Z')
    expect(at('2013-03-10', 2, 30)).toBe('2013-03-10T07:30:00.000Z')
    expect(at('2013-03-10', 3)).toBe('2013-03-10T07:00:00.000Z')
    expect(at('2013-11-03', 1, 30)).toBe('2013-11-03T05:30:00.000Z')
    expect(at('2013-11-03', 2)).toBe('2013-11-03T07:00:00.000Z')
    expect(at('2013-11-03', 12)).toBe('2013-11-03T17:00:00.000Z')
  })
})
