import {
  isSteadyClockSound,
  observeWallClock,
  startSteadyClock,
  steadyTime,
} from '../core/clock/steady-clock.ts'
import type { MachineClock, SiteClock } from './site-clock.ts'

const LOOK_EVERY_MS = 250

/** The real time of the machine, without the jumps of its wall clock. */
export function createRealClock(machine: MachineClock): SiteClock {
  let clock = startSteadyClock(machine.wallNow(), machine.monotonicNow())

  function look(): number {
    const monotonic = machine.monotonicNow()
    if (monotonic - clock.sinceMonotonic >= LOOK_EVERY_MS) {
      clock = observeWallClock(clock, machine.wallNow(), monotonic)
    }
    return steadyTime(clock, monotonic)
  }

  return {
    now: look,
    reading: () => {
      const siteTime = look()
      return { siteTime, realTime: siteTime, rate: 1 }
    },
    scenario: () => undefined,
    isSound: () => {
      look()
      return isSteadyClockSound(clock)
    },
  }
}
