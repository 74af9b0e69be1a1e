import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { VERSION_ZERO, type Version } from '../../../protocol/version.ts'
import {
  appendTo,
  EPOCH,
  epochRecord,
  STORE_KINDS,
  type StoresUnderTest,
} from '../../testing/stores-under-test.ts'
import { EpochChanged, type SiteStore, type StoredKeyframe, type TrimOrder } from '../store.ts'

const KEEP_ALL: TrimOrder = { before: 0, maxBytes: 1e12, minutelyAfter: 0, hourlyAfter: 0 }
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

function keyframe(changes: Partial<StoredKeyframe> = {}): StoredKeyframe {
  const body = Buffer.from([1, 0, 255])
  return { version: { ms: 5, n: 1 }, epoch: EPOCH, receivedAt: 1_000, body, ...changes }
}

describe.each(STORE_KINDS)('keyframes of the $kind store', ({ start }) => {
  let under: StoresUnderTest
  beforeAll(async () => {
    under = await start()
  })
  afterAll(() => under.stop())

  async function site(): Promise<{ store: SiteStore; token: number }> {
    const [store] = await under.nodes()
    await store.changeEpoch(undefined, epochRecord())
    const taken = await store.takeLease('feed', undefined, 'node')
    if (!taken.taken) throw new Error('lease not taken')
    return { store, token: taken.token }
  }

  async function appendAt(store: SiteStore, times: readonly number[]): Promise<Version[]> {
    const versions: Version[] = []
    for (const receivedAt of times) versions.push(await appendTo(store, { receivedAt }))
    return versions
  }

  async function timesLeft(store: SiteStore): Promise<number[]> {
    const { entries } = await store.read(VERSION_ZERO, { limit: 10_000, waitMs: 0 })
    return entries.map((one) => one.receivedAt)
  }

  async function isTrimmed(store: SiteStore, after: Version | undefined): Promise<boolean> {
    if (!after) throw new Error('no position')
    const now = await store.read(after, { limit: 1, waitMs: 0 })
    const waiting = await store.read(after, { limit: 1, waitMs: 5 })
    expect(waiting.trimmed).toBe(now.trimmed)
    return now.trimmed
  }

  it('are not there at first, and come back as they were written', async () => {
    const { store, token } = await site()
    expect(await store.newestKeyframe()).toBeUndefined()
    const body = Buffer.alloc(300_000, 0xfe)
    expect(await store.writeKeyframe(keyframe({ body }), token, KEEP_ALL)).toEqual({ ok: true })
    const read = await store.newestKeyframe()
    expect(read).toMatchObject({ version: { ms: 5, n: 1 }, epoch: EPOCH, receivedAt: 1_000 })
    expect(Buffer.compare(read?.body ?? Buffer.alloc(0), body)).toBe(0)
  })

  it('are found by the moment of receipt', async () => {
    const { store, token } = await site()
    for (const at of [1, 3, 5]) {
      const version = { ms: at, n: 0 }
      await store.writeKeyframe(keyframe({ version, receivedAt: at * MINUTE }), token, KEEP_ALL)
    }
    expect(await store.keyframeAt(MINUTE - 1)).toBeUndefined()
    expect((await store.keyframeAt(MINUTE))?.version).toEqual({ ms: 1, n: 0 })
    expect((await store.keyframeAt(5 * MINUTE - 1))?.version).toEqual({ ms: 3, n: 0 })
    expect((await store.keyframeAt(DAY))?.version).toEqual({ ms: 5, n: 0 })
  })

  it('the newest is the one of the highest position, also after clocks went back', async () => {
    const { store, token } = await site()
    const [ahead, back] = [
      keyframe({ version: { ms: 9, n: 9 }, receivedAt: 9 * MINUTE }),
      keyframe({ version: { ms: 9, n: 10 }, receivedAt: 2 * MINUTE }),
    ]
    await store.writeKeyframe(ahead, token, KEEP_ALL)
    await store.writeKeyframe(back, token, KEEP_ALL)
    expect(await store.newestKeyframe()).toEqual(back)
    expect(await store.keyframeAt(DAY)).toEqual(ahead)
  })

  it('are refused from a holder whose lease moved on, and nothing is trimmed', async () => {
    const { store, token } = await site()
    const [first] = await appendAt(store, [1_000, 2_000])
    await store.takeLease('feed', await store.readLease('feed'), 'other')
    const order = { ...KEEP_ALL, before: 9_000 }
    const refused = await store.writeKeyframe(
      keyframe({ version: first ?? VERSION_ZERO }),
      token,
      order,
    )
    expect(refused).toEqual({ ok: false, reason: 'lease-lost' })
    expect(await store.newestKeyframe()).toBeUndefined()
    expect(await timesLeft(store)).toEqual([1_000, 2_000])
  })

  it('are refused for an epoch that is not in force', async () => {
    const { store, token } = await site()
    const stale = keyframe({ epoch: '00000000000000bb' })
    await expect(store.writeKeyframe(stale, token, KEEP_ALL)).rejects.toThrow(EpochChanged)
    expect(await store.newestKeyframe()).toBeUndefined()
  })

  it('trim what was received before the moment given, exactly', async () => {
    const { store, token } = await site()
    const [a, b, c] = await appendAt(store, [1_000, 2_000, 3_000, 4_000])
    const tail = (await store.inspect()).tail
    await store.writeKeyframe(keyframe({ version: tail }), token, { ...KEEP_ALL, before: 3_000 })
    expect(await timesLeft(store)).toEqual([3_000, 4_000])
    expect(await isTrimmed(store, VERSION_ZERO)).toBe(true)
    expect(await isTrimmed(store, a)).toBe(true)
    expect(await isTrimmed(store, b)).toBe(false)
    expect(await isTrimmed(store, c)).toBe(false)
    expect((await store.inspect()).tail).toEqual(tail)
  })

  it('never trim past themselves', async () => {
    const { store, token } = await site()
    const [a, b] = await appendAt(store, [1_000, 2_000, 3_000, 4_000])
    const order = { ...KEEP_ALL, before: 9_000, maxBytes: 0 }
    await store.writeKeyframe(keyframe({ version: b ?? VERSION_ZERO }), token, order)
    expect(await timesLeft(store)).toEqual([3_000, 4_000])
    expect(await isTrimmed(store, a)).toBe(true)
    expect(await isTrimmed(store, b)).toBe(false)
  })

  it('trim the oldest entries of a stream that is too large, and no more than that', async () => {
    const { store, token } = await site()
    const body = new Uint8Array(1_000)
    for (let at = 0; at < 50; at++) await appendTo(store, { receivedAt: 1_000 + at, body })
    const { tail } = await store.inspect()
    const write = (at: number, maxBytes: number) =>
      store.writeKeyframe(keyframe({ version: tail, receivedAt: at }), token, {
        ...KEEP_ALL,
        maxBytes,
      })
    await write(2_000, 100_000)
    expect(await timesLeft(store)).toHaveLength(50)
    await write(2_001, 40_000)
    const left = await timesLeft(store)
    expect(left.length * 1_000).toBeLessThanOrEqual(40_000)
    expect(left.length).toBeGreaterThan(25)
    expect(left.at(-1)).toBe(1_049)
    await write(2_002, 40_000)
    expect(await timesLeft(store)).toEqual(left)
    await write(2_003, 20_000)
    expect((await timesLeft(store)).length).toBeLessThan(left.length)
  })

  it('forget the index of what was trimmed, and keep that of the rest', async () => {
    const { store, token } = await site()
    const [, , c] = await appendAt(store, [1_000, 2_000, 3_000])
    const { tail } = await store.inspect()
    await store.writeKeyframe(keyframe({ version: tail }), token, { ...KEEP_ALL, before: 2_500 })
    expect(await store.positionAt(2_499)).toBeUndefined()
    expect(await store.positionAt(3_000)).toEqual({ epoch: EPOCH, version: c })
  })

  it('trim a whole stream without lowering its tail, and a reader at the tail misses nothing', async () => {
    const { store, token } = await site()
    await appendAt(store, [1_000, 2_000])
    const { tail } = await store.inspect()
    await store.writeKeyframe(keyframe({ version: tail }), token, { ...KEEP_ALL, before: 9_000 })
    expect(await timesLeft(store)).toEqual([])
    expect((await store.inspect()).tail).toEqual(tail)
    expect(await isTrimmed(store, tail)).toBe(false)
    expect(await isTrimmed(store, VERSION_ZERO)).toBe(true)
    await appendAt(store, [9_500])
    expect(await isTrimmed(store, tail)).toBe(false)
  })

  it('are thinned to one a minute, one an hour, one a day, and the newest always stays', async () => {
    const { store, token } = await site()
    const now = 40 * DAY
    const order = { ...KEEP_ALL, minutelyAfter: now - DAY, hourlyAfter: now - 10 * DAY }
    const times = [
      ...[0, HOUR, 5 * HOUR, DAY, DAY + 3 * HOUR].map((at) => 20 * DAY + at),
      ...[0, MINUTE, 59 * MINUTE, HOUR, HOUR + 1].map((at) => 35 * DAY + at),
      ...[0, 10_000, 59_999, MINUTE, MINUTE + 1].map((at) => now - HOUR + at),
      ...[0, 1, 2].map((at) => now + at),
    ]
    for (const [at, receivedAt] of times.entries()) {
      const version = { ms: at + 1, n: 0 }
      await store.writeKeyframe(keyframe({ version, receivedAt }), token, order)
    }
    const left = new Set<number>()
    for (const moment of times) left.add((await store.keyframeAt(moment))?.receivedAt ?? -1)
    expect([...left].sort((a, b) => a - b)).toEqual([
      20 * DAY,
      21 * DAY,
      35 * DAY,
      35 * DAY + HOUR,
      now - HOUR,
      now - HOUR + MINUTE,
      now,
      now + 2,
    ])
    expect((await store.newestKeyframe())?.receivedAt).toBe(now + 2)
  })

  it('keep the same one of an hour while that hour grows old', async () => {
    const { store, token } = await site()
    for (let minute = 0; minute < 180; minute++) {
      const now = 100 * DAY + minute * MINUTE
      const order = { ...KEEP_ALL, minutelyAfter: now - HOUR, hourlyAfter: now - 90 * DAY }
      const version = { ms: minute + 1, n: 0 }
      await store.writeKeyframe(keyframe({ version, receivedAt: now }), token, order)
    }
    const kept = new Set<number>()
    for (let minute = 0; minute < 180; minute++) {
      const found = await store.keyframeAt(100 * DAY + minute * MINUTE)
      kept.add(((found?.receivedAt ?? 0) - 100 * DAY) / MINUTE)
    }
    const minutely = Array.from({ length: 61 }, (_, at) => 119 + at)
    expect([...kept]).toEqual([0, 60, ...minutely])
  })
})
