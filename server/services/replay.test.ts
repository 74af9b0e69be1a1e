import { describe, expect, it } from 'vitest'
import { SLOT } from '../../protocol/sample.ts'
import { packKeyframe } from '../core/feed/keyframe.ts'
import { createHistoryUnderTest, LEVEL, type HistoryUnderTest } from '../testing/site-history.ts'
import { createReplay } from './replay.ts'

const NOW = Date.parse('2025-10-27T06:00:00Z')
const MINUTE = 60_000

async function postAt(under: HistoryUnderTest, minute: number, value: number): Promise<void> {
  under.clock.now = NOW + minute * MINUTE
  await under.post([{ series: LEVEL, at: under.clock.now - 5_000, value }])
}

async function keyframeAt(under: HistoryUnderTest, minute: number, before = 0): Promise<void> {
  const state = under.feed.state()
  const keyframe = {
    version: state.version,
    epoch: state.epoch,
    receivedAt: NOW + minute * MINUTE,
    body: packKeyframe(state),
  }
  const keep = { maxBytes: 1e12, minutelyAfter: 0, hourlyAfter: 0 }
  await under.store.writeKeyframe(keyframe, 1, { ...keep, before })
}

function replayOf(under: HistoryUnderTest) {
  const replay = createReplay({ store: under.store, gridOf: () => undefined })
  return async (minute: number) => {
    const known = await replay(NOW + minute * MINUTE)
    if (!known.ok) return known.reason
    const { state, schema, knownAt } = known
    const number = schema.byKey.get('river.level/ai-nghia')?.number ?? -1
    const value = state.slot[number] === SLOT.value ? state.value[number] : undefined
    return [value, (knownAt - NOW) / MINUTE]
  }
}

describe('replay', () => {
  it('is the state as it was known at a moment, late samples not yet', async () => {
    const under = await createHistoryUnderTest(NOW)
    for (const [minute, value] of [
      [1, 5],
      [2, 6],
      [4, 7],
    ] as const) {
      await postAt(under, minute, value)
    }
    const at = replayOf(under)
    expect(await at(1)).toEqual([5, 1])
    expect(await at(1.9)).toEqual([5, 1.9])
    expect(await at(3)).toEqual([6, 3])
    expect(await at(90)).toEqual([7, 90])
  })

  it('is nothing where nothing reaches that far back', async () => {
    const under = await createHistoryUnderTest(NOW)
    await postAt(under, 5, 5)
    expect(await replayOf(under)(4)).toBe('not-kept')
  })

  it('goes on from a keyframe, and says how old the answer is where only that is left', async () => {
    const under = await createHistoryUnderTest(NOW)
    await postAt(under, 1, 5)
    await keyframeAt(under, 2)
    await postAt(under, 3, 6)
    await postAt(under, 4, 7)
    const at = replayOf(under)
    expect(await at(2.5)).toEqual([5, 2.5])
    expect(await at(3.5)).toEqual([6, 3.5])
    await keyframeAt(under, 10, NOW + 3.5 * MINUTE)
    expect(await at(3.5)).toEqual([5, 2])
    expect(await at(4)).toEqual([5, 2])
    expect(await at(11)).toEqual([7, 11])
    expect(await at(1.5)).toBe('not-kept')
  })

  it('steps over a damaged keyframe', async () => {
    const under = await createHistoryUnderTest(NOW)
    await postAt(under, 1, 5)
    await keyframeAt(under, 2)
    under.store.keyframes.push({
      version: under.feed.state().version,
      epoch: under.feed.epoch(),
      receivedAt: NOW + 3 * MINUTE,
      body: Uint8Array.from([9]),
    })
    expect(await replayOf(under)(4)).toEqual([5, 4])
  })
})
