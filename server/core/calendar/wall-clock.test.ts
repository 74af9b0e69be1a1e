import { describe, expect, it } from 'vitest'
import { parseLimit } from './limit-bounds.ts'
import { isoInZone, parseMoment } from './wall-clock.ts'

const NEW_YORK = 'America/New_York'
const SAIGON = 'Asia/Ho_Chi_Minh'

describe('reading moments', () => {
  it.each([
    ['2025-10-20T16:10', SAIGON, '2025-10-20T16:10:00+07:00'],
    ['2025-10-20 16:10:05', SAIGON, '2025-10-20T16:10:05+07:00'],
    ['2025-10-20', SAIGON, '2025-10-20T00:00:00+07:00'],
    ['2025-10-20T09:10Z', SAIGON, '2025-10-20T16:10:00+07:00'],
    ['2025-10-20T16:10:00.250+07:00', SAIGON, '2025-10-20T16:10:00.250+07:00'],
    ['2031-07-01T09:00', NEW_YORK, '2031-07-01T09:00:00-04:00'],
    ['2031-03-09T02:30', NEW_YORK, '2031-03-09T03:00:00-04:00'],
    ['2031-11-02T01:30', NEW_YORK, '2031-11-02T01:30:00-04:00'],
    ['2031-11-02T01:30-05:00', NEW_YORK, '2031-11-02T01:30:00-05:00'],
    ['2031-07-01T09:00', 'Asia/Kathmandu', '2031-07-01T09:00:00+05:45'],
    ['2031-07-01T09:00', 'America/St_Johns', '2031-07-01T09:00:00-02:30'],
  ])('takes %s in %s as %s', (text, zone, iso) => {
    const at = parseMoment(text, zone)
    expect(at !== undefined && isoInZone(at, zone)).toBe(iso)
  })

  it.each([
    '',
    '20/10/2025',
    '2025-02-30',
    '2025-10-20T24:00',
    '2025-10-20T16:10+7',
    '2025-10-20T16:10 ',
    '2025-10-20T9:00',
    '2025-10-20+07:00',
    '1969-12-31T10:00',
    '2300-01-01',
  ])('refuses "%s"', (text) => {
    expect(parseMoment(text, SAIGON)).toBeUndefined()
  })
})

describe('reading limits', () => {
  it('takes whole days and parts of hours, within bounds', () => {
    expect(parseLimit('working-days', '10')).toEqual({ unit: 'working-days', count: 10 })
    expect(parseLimit('working-hours', '0.5')).toEqual({ unit: 'working-hours', count: 0.5 })
    expect(parseLimit('calendar-days', '0')).toEqual({ unit: 'calendar-days', count: 0 })
    for (const text of ['', '-1', '1.5', '1e3', ' 1', '10001']) {
      expect(parseLimit('working-days', text)).toBeUndefined()
    }
  })
})
