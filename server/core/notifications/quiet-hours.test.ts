import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WEEKDAYS, type Weekday } from '../calendar/civil-day.ts'
import { areEndless, quietEndAt, type QuietHours } from './quiet-hours.ts'

const ZONE = 'Asia/Ho_Chi_Minh'

function hours(from: string, to: string, days: readonly Weekday[] = WEEKDAYS): QuietHours {
  const [fromMinute = 0, toMinute = 0] = [from, to].map((text) => {
    const [hour, minute] = text.split(':').map(Number)
    return (hour ?? 0) * 60 + (minute ?? 0)
  })
  return { days, fromMinute, toMinute }
}

/** Wall-clock times of Vietnam; 2025-10-24 is a Friday. */
function endOf(quiet: readonly QuietHours[], at: string): string | undefined {
  const end = quietEndAt(quiet, ZONE, Date.parse(`${at}+07:00`))
  return end === undefined ? undefined : new Date(end + 7 * 3_600_000).toISOString().slice(0, 16)
}

describe('quiet hours', () => {
  const night = [hours('22:00', '06:00')]

  it.each([
    ['2025-10-24T21:59', undefined],
    ['2025-10-24T22:00', '2025-10-25T06:00'],
    ['2025-10-24T23:59', '2025-10-25T06:00'],
    ['2025-10-25T00:00', '2025-10-25T06:00'],
    ['2025-10-25T05:59', '2025-10-25T06:00'],
    ['2025-10-25T06:00', undefined],
  ])('over midnight: at %s they last until %s', (at, end) => {
    expect(endOf(night, at)).toBe(end)
  })

  it('belong to the day on which they begin', () => {
    const friday = [hours('22:00', '06:00', ['friday'])]
    expect(endOf(friday, '2025-10-24T05:00')).toBeUndefined()
    expect(endOf(friday, '2025-10-25T05:00')).toBe('2025-10-25T06:00')
    expect(endOf(friday, '2025-10-25T22:30')).toBeUndefined()
    const sunday = [hours('22:00', '06:00', ['sunday'])]
    expect(endOf(sunday, '2025-10-27T05:00')).toBe('2025-10-27T06:00')
    expect(endOf(sunday, '2025-10-26T05:00')).toBeUndefined()
  })

  it('last over a weekend when its spans touch', () => {
    const weekend = [
      hours('17:00', '24:00', ['friday']),
      hours('00:00', '24:00', ['saturday', 'sunday']),
      hours('00:00', '07:00', ['monday']),
    ]
    expect(endOf(weekend, '2025-10-24T16:59')).toBeUndefined()
    expect(endOf(weekend, '2025-10-24T17:00')).toBe('2025-10-27T07:00')
    expect(endOf(weekend, '2025-10-26T23:59')).toBe('2025-10-27T07:00')
    expect(endOf(weekend, '2025-10-27T07:00')).toBeUndefined()
  })

  it('follow a clock that is put forward and back', () => {
    const end = (at: string) => {
      const found = quietEndAt(night, 'Europe/Berlin', Date.parse(at))
      return found && new Date(found).toISOString()
    }
    expect(end('2025-10-25T22:00:00Z')).toBe('2025-10-26T05:00:00.000Z')
    expect(end('2025-03-29T22:00:00Z')).toBe('2025-03-30T04:00:00.000Z')
    // 02:50 for the second time: that 02:55 has passed once already does not end them.
    const early = [hours('02:45', '02:55')]
    const second = Date.parse('2025-10-26T01:50:00Z')
    expect(quietEndAt(early, 'Europe/Berlin', second)).toBe(second + 5 * 60_000)
  })

  it('always end later than asked, at a moment that is not quiet, with none between that is free', () => {
    const minute = fc.integer({ min: 0, max: 1_440 })
    const span = fc.record({
      days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
      fromMinute: minute,
      toMinute: minute,
    })
    const zones = fc.constantFrom(ZONE, 'Europe/Berlin', 'America/St_Johns')
    let quietCount = 0
    fc.assert(
      fc.property(
        fc.array(span, { maxLength: 4 }).filter((all) => !areEndless(all)),
        zones,
        fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2026, 0) }),
        (quiet, zone, at) => {
          const end = quietEndAt(quiet, zone, at)
          if (end === undefined) return
          quietCount++
          expect(end).toBeGreaterThan(at)
          expect(quietEndAt(quiet, zone, end)).toBeUndefined()
          const between = at + Math.floor((end - at) / 2)
          expect(quietEndAt(quiet, zone, between)).toBe(end)
        },
      ),
    )
    expect(quietCount).toBeGreaterThan(10)
  })

  it('that leave no minute of the week are known as endless', () => {
    expect(areEndless([])).toBe(false)
    expect(areEndless(night)).toBe(false)
    expect(areEndless([hours('00:00', '24:00')])).toBe(true)
    expect(areEndless([hours('22:00', '10:00'), hours('09:00', '22:00')])).toBe(true)
    expect(areEndless([hours('22:00', '10:00'), hours('10:01', '22:00')])).toBe(false)
    expect(areEndless([hours('00:00', '24:00', WEEKDAYS.slice(1))])).toBe(false)
  })
})
