import { describe, expect, it } from 'vitest'
import { createIntake } from '../testing/intake.ts'
import { createKeyframeKeeper, type KeyframeKeeper } from './keyframe-keeper.ts'

const log = { warn: () => undefined, info: () => undefined }

async function arrange(): Promise<{
  keeper: KeyframeKeeper
  lose: () => void
  pass: (ms: number) => void
  write: () => Promise<number>
}> {
  const { store, feed, parts } = await createIntake()
  const lease = await store.takeLease('feed', undefined, 'a')
  if (!lease.taken) throw new Error('lease not taken')
  let token: number | undefined = lease.token
  let now = 0
  const keeper = createKeyframeKeeper({
    feed: { site: 'test-site', state: () => feed.state(), schema: () => feed.schema() },
    store,
    token: () => token,
    now: parts.clock.now,
    monotonicNow: () => now,
    retention: () => ({ streamHours: 24, streamMaxBytes: 1e9 }),
    isConfigured: () => true,
    log,
  })
  return {
    keeper,
    lose: () => (token = undefined),
    pass: (ms) => (now += ms),
    write: async () => {
      await keeper.keep()
      return store.keyframes.length
    },
  }
}

describe('keyframes', () => {
  it('are written by the lease holder, who knows since when there was none', async () => {
    const { keeper, pass, write } = await arrange()
    expect(keeper.writtenAt()).toBe(0)
    pass(60_000)
    expect(keeper.writtenAt()).toBe(0)
    await write()
    expect(keeper.writtenAt()).toBe(60_000)
  })

  it('are no business of another node', async () => {
    const { keeper, lose, write } = await arrange()
    lose()
    expect(await write()).toBe(0)
    expect(keeper.writtenAt()).toBeUndefined()
  })
})
