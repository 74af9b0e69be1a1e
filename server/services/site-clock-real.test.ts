import { describe, expect, it } from 'vitest'
import { createRealClock } from './site-clock-real.ts'
import { createScenarioClock } from './site-clock-scenario.ts'

function fakeMachine() {
  const machine = {
    wall: 1_700_000_000_000,
    monotonic: 500,
    wallNow: () => machine.wall,
    monotonicNow: () => machine.monotonic,
    pass(ms: number) {
      machine.wall += ms
      machine.monotonic += ms
    },
  }
  return machine
}

const title = { vi: 'Diễn lại', en: 'Replay' }

describe('the real clock', () => {
  it('keeps its pace through a jump of the wall clock and says that it is not sound', () => {
    const machine = fakeMachine()
    const clock = createRealClock(machine)
    const before = clock.now()
    machine.wall += 3_600_000
    machine.pass(1_000)
    expect(clock.now()).toBe(before + 1_000)
    expect(clock.isSound()).toBe(false)
    expect(clock.reading()).toEqual({ siteTime: before + 1_000, realTime: before + 1_000, rate: 1 })
    machine.wall -= 3_600_000
    machine.pass(1_000)
    expect(clock.isSound()).toBe(true)
    expect(clock.scenario()).toBeUndefined()
  })
})

describe('the scenario clock', () => {
  it('goes on after a restart where the scenario would be by the wall clock', () => {
    const machine = fakeMachine()
    const anchor = { siteStart: 1_000_000, realAnchorAt: machine.wall, rate: 60 }
    const first = createScenarioClock({ machine, anchor, title })
    machine.pass(10_000)
    expect(first.now()).toBe(1_600_000)
    const restarted = {
      ...machine,
      monotonic: 3,
      monotonicNow: () => 3,
      wallNow: () => machine.wall,
    }
    expect(createScenarioClock({ machine: restarted, anchor, title }).now()).toBe(1_600_000)
  })

  it('does not move with the wall clock while it runs', () => {
    const machine = fakeMachine()
    const anchor = { siteStart: 0, realAnchorAt: machine.wall, rate: 60 }
    const clock = createScenarioClock({ machine, anchor, title })
    machine.wall += 3_600_000
    machine.pass(1_000)
    expect(clock.now()).toBe(60_000)
    expect(clock.isSound()).toBe(false)
    expect(clock.reading().rate).toBe(60)
    expect(clock.scenario()).toEqual({ title })
  })

  it('starts again from an anchor it is moved to', () => {
    const machine = fakeMachine()
    const clock = createScenarioClock({
      machine,
      anchor: { siteStart: 0, realAnchorAt: machine.wall, rate: 60 },
      title,
    })
    machine.pass(5_000)
    clock.moveTo({ siteStart: 42, realAnchorAt: machine.wall, rate: 2 })
    machine.pass(1_000)
    expect(clock.now()).toBe(2_042)
    expect(clock.anchor().rate).toBe(2)
  })
})
