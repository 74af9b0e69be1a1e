import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FLOOD_WINDOW_MS, isFlood, withRaises, type RaiseWindow } from './flood.ts'

const MINUTE = 60_000

function raisesAt(...times: readonly number[]): RaiseWindow {
  return times.reduce<RaiseWindow>((window, at) => withRaises(window, [at], at), [])
}

describe('the flood of a site', () => {
  it('begins with the eleventh alarm in ten minutes and not with the tenth', () => {
    const ten = raisesAt(...Array.from({ length: 10 }, (_, at) => at * MINUTE))
    expect(isFlood(ten, false)).toBe(false)
    expect(isFlood(withRaises(ten, [9 * MINUTE], 9 * MINUTE), false)).toBe(true)
  })

  it('ends below five and not at five', () => {
    const five = raisesAt(1, 2, 3, 4, 5)
    expect(isFlood(five, true)).toBe(true)
    expect(isFlood(five, false)).toBe(false)
    expect(isFlood(withRaises(five, [], FLOOD_WINDOW_MS + 1), true)).toBe(false)
  })

  it('counts what lies less than ten minutes back, however it was told', () => {
    const times = fc
      .array(fc.nat(30 * MINUTE), { maxLength: 60 })
      .map((all) => all.toSorted((a, b) => a - b))
    fc.assert(
      fc.property(times, fc.nat(5 * MINUTE), (all, later) => {
        const now = (all.at(-1) ?? 0) + later
        const window = withRaises(raisesAt(...all), [], now)
        expect(window).toEqual(all.filter((at) => at > now - FLOOD_WINDOW_MS))
      }),
    )
  })
})
