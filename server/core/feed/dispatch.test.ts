import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareVersions, type Version } from '../../../protocol/version.ts'
import {
  confirm,
  creditWindow,
  isLifeSignDue,
  isOverdue,
  markSent,
  MAX_ENCODES_PER_TICK,
  openSubscription,
  planTick,
  setHidden,
  type Subscription,
} from './dispatch.ts'

const at = (ms: number): Version => ({ ms, n: 0 })
const sentUpTo = (ms: number | undefined): Subscription =>
  openSubscription(ms === undefined ? undefined : at(ms), false)

function unpainted(count: number): Subscription {
  const subscription = sentUpTo(1)
  for (let tick = 1; tick <= count; tick++)
    markSent(subscription, at(tick), { tick, sentAt: tick * 250 })
  return subscription
}

describe('credit', () => {
  it('[C4] is a second of ticks, at least four frames', () => {
    expect([1, 4, 10, 20].map(creditWindow)).toEqual([4, 4, 10, 20])
  })

  it('[C4] passes over who has none left, and goes on from what was last sent', () => {
    const wall = unpainted(4)
    expect(planTick([wall], 4)).toEqual([])
    confirm(wall, 1)
    expect(planTick([wall], 4)).toEqual([{ from: at(4), receivers: [wall] }])
  })

  it('[C5] comes back for the tick named and all before it', () => {
    const wall = unpainted(4)
    confirm(wall, 3)
    expect(wall.unconfirmed.map((frame) => frame.tick)).toEqual([4])
    confirm(wall, 2)
    expect(wall.unconfirmed.map((frame) => frame.tick)).toEqual([4])
    confirm(wall, NaN)
    expect(wall.unconfirmed).toHaveLength(1)
  })

  it('[C7] ends the wait for the oldest unpainted frame at 5 s', () => {
    const wall = sentUpTo(1)
    expect(isOverdue(wall, 1e9)).toBe(false)
    markSent(wall, at(2), { tick: 1, sentAt: 1_000 })
    markSent(wall, at(3), { tick: 2, sentAt: 1_250 })
    expect(isOverdue(wall, 5_999)).toBe(false)
    expect(isOverdue(wall, 6_000)).toBe(true)
    confirm(wall, 1)
    expect(isOverdue(wall, 6_000)).toBe(false)
  })

  it('[C8] forgets what was under way when a page goes out of sight or comes back', () => {
    const wall = unpainted(3)
    setHidden(wall, false)
    expect(wall.unconfirmed).toHaveLength(3)
    setHidden(wall, true)
    expect(isOverdue(wall, 1e9)).toBe(false)
    expect(planTick([wall], 4)).toEqual([])
    setHidden(wall, false)
    expect(planTick([wall], 4)).toEqual([{ from: at(3), receivers: [wall] }])
  })

  it('[C6] asks for a sign of life a second after the last frame, give or take half a tick', () => {
    const wall = sentUpTo(1)
    expect(isLifeSignDue(wall, 0, 250)).toBe(true)
    markSent(wall, at(1), { tick: 1, sentAt: 10_000 })
    expect(isLifeSignDue(wall, 10_874, 250)).toBe(false)
    expect(isLifeSignDue(wall, 10_875, 250)).toBe(true)
  })
})

describe('the plan of a tick', () => {
  it('[C2, C3] makes one frame for all who were last sent the same version', () => {
    const walls = [sentUpTo(3), sentUpTo(5), sentUpTo(3), sentUpTo(undefined)]
    expect(planTick(walls, 4)).toEqual([
      { from: undefined, receivers: [walls[3]] },
      { from: at(3), receivers: [walls[0], walls[2]] },
      { from: at(5), receivers: [walls[1]] },
    ])
  })

  it('[C9] gives a keyframe to a position before the floor, not to the floor itself', () => {
    const walls = [sentUpTo(3), sentUpTo(4)]
    expect(planTick(walls, 4, at(4))).toEqual([
      { from: undefined, receivers: [walls[0]] },
      { from: at(4), receivers: [walls[1]] },
    ])
  })

  it('[C10] sends nothing to who is held', () => {
    expect(planTick([{ ...sentUpTo(3), isHeld: true }], 4)).toEqual([])
  })

  it('[C3] serves everyone with credit once, from no later than what it was sent, with at most 4 frames', () => {
    const anyWall = fc.record({
      sent: fc.option(fc.nat({ max: 12 }), { nil: undefined }),
      unpainted: fc.nat({ max: 5 }),
      isHidden: fc.boolean(),
      isHeld: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(anyWall), fc.nat({ max: 6 }), (list, floor) => {
        const walls = list.map((wall) => ({
          ...openSubscription(wall.sent === undefined ? undefined : at(wall.sent), wall.isHidden),
          unconfirmed: Array.from({ length: wall.unpainted }, (_, tick) => ({ tick, sentAt: 0 })),
          isHeld: wall.isHeld,
        }))
        const plan = planTick(walls, 4, at(floor))
        expect(plan.length).toBeLessThanOrEqual(MAX_ENCODES_PER_TICK)
        const served = plan.flatMap((frame) => frame.receivers)
        const due = walls.filter(
          (wall) => !wall.isHidden && !wall.isHeld && wall.unconfirmed.length < 4,
        )
        expect(new Set(served)).toEqual(new Set(due))
        expect(served).toHaveLength(due.length)
        for (const { from, receivers } of plan) {
          for (const { sent } of receivers) {
            const needsKeyframe = sent === undefined || sent.ms < floor
            expect(from === undefined).toBe(needsKeyframe)
            if (from && sent) expect(compareVersions(from, sent)).toBeLessThanOrEqual(0)
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('[C3] keeps the newest groups apart and lets the oldest share', () => {
    const walls = [1, 2, 3, 4, 5, 6].map(sentUpTo)
    expect(planTick(walls, 4).map(({ from, receivers }) => [from?.ms, receivers.length])).toEqual([
      [1, 3],
      [4, 1],
      [5, 1],
      [6, 1],
    ])
  })
})
