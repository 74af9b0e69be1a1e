import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ADOPT_JUMP_AFTER_MS,
  isSteadyClockSound,
  MAX_SLEW_MS,
  observeWallClock,
  SLEW_RATE,
  startSteadyClock,
  steadyTime,
  type SteadyClock,
} from './steady-clock.ts'

const START = 1_700_000_000_000
const HOUR = 3_600_000

/** Looks every second for a while; the wall clock is off by `offsetMs`. */
function run(clock: SteadyClock, fromMs: number, forMs: number, offsetMs: number): SteadyClock {
  let now = clock
  for (let mono = fromMs; mono <= fromMs + forMs; mono += 1_000) {
    now = observeWallClock(now, START + mono + offsetMs, mono)
  }
  return now
}

describe('the steady clock', () => {
  it('shows the wall clock while both clocks agree', () => {
    const clock = run(startSteadyClock(START, 0), 1_000, 60_000, 0)
    expect(steadyTime(clock, 61_500)).toBe(START + 61_500)
    expect(isSteadyClockSound(clock)).toBe(true)
  })

  it('slews a difference of 2 s away without a step and stays sound', () => {
    const after = observeWallClock(startSteadyClock(START, 0), START + 1_000 + 2_000, 1_000)
    expect(isSteadyClockSound(after)).toBe(true)
    expect(steadyTime(after, 1_000)).toBe(START + 1_000)
    expect(steadyTime(after, 2_000) - START).toBeCloseTo(2_000 + 1_000 * SLEW_RATE, 3)
    const settled = run(after, 2_000, 420_000, 2_000)
    expect(steadyTime(settled, 422_000)).toBe(START + 422_000 + 2_000)
  })

  it.each([HOUR, -HOUR, 2_100, -2_100])('does not follow a jump of %d ms but says so', (jumpMs) => {
    const clock = run(startSteadyClock(START, 0), 1_000, 300_000, jumpMs)
    expect(steadyTime(clock, 301_000)).toBe(START + 301_000)
    expect(isSteadyClockSound(clock)).toBe(false)
  })

  it('is sound again at once when the wall clock comes back', () => {
    const jumped = run(startSteadyClock(START, 0), 1_000, 60_000, HOUR)
    expect(isSteadyClockSound(run(jumped, 62_000, 0, 0))).toBe(true)
  })

  it.each([HOUR, -HOUR])('believes a jump of %d ms that has stood for ten minutes', (jumpMs) => {
    const before = run(startSteadyClock(START, 0), 1_000, ADOPT_JUMP_AFTER_MS - 1_000, jumpMs)
    expect(isSteadyClockSound(before)).toBe(false)
    const mono = 1_000 + ADOPT_JUMP_AFTER_MS
    const after = observeWallClock(before, START + mono + jumpMs, mono)
    expect(isSteadyClockSound(after)).toBe(true)
    expect(steadyTime(after, mono)).toBe(START + mono + jumpMs)
  })

  it('does not believe a wall clock that keeps moving', () => {
    let clock = startSteadyClock(START, 0)
    for (let mono = 1_000; mono < 3 * ADOPT_JUMP_AFTER_MS; mono += 60_000) {
      clock = observeWallClock(clock, START + mono + HOUR + mono / 10, mono)
    }
    expect(isSteadyClockSound(clock)).toBe(false)
    expect(steadyTime(clock, 3 * ADOPT_JUMP_AFTER_MS)).toBe(START + 3 * ADOPT_JUMP_AFTER_MS)
  })

  it('never runs backwards and never faster than the slew rate under small disagreement', () => {
    const looks = fc.array(
      fc.record({
        afterMs: fc.integer({ min: 1, max: 5_000 }),
        offsetMs: fc.integer({ min: -MAX_SLEW_MS / 2, max: MAX_SLEW_MS / 2 }),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(looks, (all) => {
        let clock = startSteadyClock(START, 0)
        let mono = 0
        for (const look of all) {
          const before = steadyTime(clock, mono)
          mono += look.afterMs
          clock = observeWallClock(clock, START + mono + look.offsetMs, mono)
          const advancedMs = steadyTime(clock, mono) - before
          expect(advancedMs).toBeGreaterThanOrEqual(look.afterMs * (1 - SLEW_RATE) - 0.001)
          expect(advancedMs).toBeLessThanOrEqual(look.afterMs * (1 + SLEW_RATE) + 0.001)
        }
      }),
    )
  })
})
