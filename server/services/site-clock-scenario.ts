import type { LocalizedText } from '../../protocol/screen.ts'
import { scenarioTime, type ScenarioAnchor } from '../core/clock/scenario.ts'
import { createRealClock } from './site-clock-real.ts'
import type { MachineClock, SiteClock } from './site-clock.ts'

export interface ScenarioClock extends SiteClock {
  readonly anchor: () => ScenarioAnchor
  /** Goes on from another anchor: the next loop, or another rate. */
  readonly moveTo: (anchor: ScenarioAnchor) => void
}

export interface ScenarioClockParts {
  readonly machine: MachineClock
  readonly anchor: ScenarioAnchor
  readonly title: LocalizedText
}

/**
 * The clock of a demo, drill or replay. The anchor is in wall-clock time, so that a restart goes on
 * where the scenario would be; while running only the monotonic clock counts, because at a rate of
 * 60 a wall clock set by one minute would move the scenario by an hour.
 */
export function createScenarioClock(parts: ScenarioClockParts): ScenarioClock {
  const { machine, title } = parts
  const real = createRealClock(machine)
  let anchor = parts.anchor
  let base = startFrom(anchor)

  function startFrom(from: ScenarioAnchor): { siteTime: number; monotonic: number } {
    return {
      siteTime: scenarioTime(from, machine.wallNow()),
      monotonic: machine.monotonicNow(),
    }
  }

  function now(): number {
    return base.siteTime + (machine.monotonicNow() - base.monotonic) * anchor.rate
  }

  return {
    now,
    reading: () => ({ siteTime: now(), realTime: real.now(), rate: anchor.rate }),
    scenario: () => ({ title }),
    isSound: real.isSound,
    anchor: () => anchor,
    moveTo: (next) => {
      anchor = next
      base = startFrom(next)
    },
  }
}
