import { describe, expect, it } from 'vitest'
import { SLOT } from '../../protocol/sample.ts'
import { createIntake, SITE_NOW } from '../testing/intake.ts'
import { createIngest } from './ingest.ts'
import { createKeyframeKeeper, type KeyframeKeeper } from './keyframe-keeper.ts'

const log = { warn: () => undefined, info: () => undefined }

async function arrange(stands: (sampledAt: number) => boolean = () => true): Promise<{
  keeper: KeyframeKeeper
  slots: () => number[]
  take: (sampledAt: number) => Promise<void>
  lose: () => void
  pass: (ms: number) => void
  write: () => Promise<number>
}> {
  const { store, feed, parts, clock } = await createIntake()
  const ingest = createIngest(parts)
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
    configured: { day: () => '2025-06-30', stands: (_, sampledAt) => stands(sampledAt) },
    log,
  })
  return {
    keeper,
    slots: () => [...feed.state().slot],
    async take(at) {
      clock.siteNow = at
      const subject = { kind: 'sensor', id: 'ai-nghia' } as const
      await ingest.take([{ metric: 'river.level', subject, value: 9, at }], 'real')
    },
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

  it('come after the removal of what the configuration does not have on the day', async () => {
    const { keeper, slots, take } = await arrange((sampledAt) => sampledAt > SITE_NOW)
    await take(SITE_NOW)
    await keeper.keep()
    expect(slots()).toEqual([SLOT.removed])
    await take(SITE_NOW + 1)
    await keeper.keep()
    expect(slots()).toEqual([SLOT.value])
  })

  it('are no business of another node', async () => {
    const { keeper, lose, write } = await arrange()
    lose()
    expect(await write()).toBe(0)
    expect(keeper.writtenAt()).toBeUndefined()
  })
})
