import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareVersions, VERSION_ZERO, type Version } from '../../../protocol/version.ts'
import {
  appendTo,
  entry,
  EPOCH,
  epochRecord,
  STORE_KINDS,
  type StoresUnderTest,
} from '../../testing/stores-under-test.ts'
import { StoreUnavailable, type SiteStore, type StreamEntry } from '../store.ts'

describe.each(STORE_KINDS)('the stream of the $kind store', ({ start }) => {
  let under: StoresUnderTest
  beforeAll(async () => {
    under = await start()
  })
  afterAll(() => under.stop())

  async function nodes(): Promise<readonly [SiteStore, SiteStore]> {
    const both = await under.nodes()
    await both[0].changeEpoch(undefined, epochRecord())
    return both
  }

  it('answers an entry as it was appended', async () => {
    const [store, other] = await nodes()
    const body = Uint8Array.from({ length: 21_000 }, (_, at) => at % 256)
    const version = await appendTo(store, { receivedAt: 1_700_000_000_123, body })
    const { entries, atEnd, trimmed } = await other.read(VERSION_ZERO, { limit: 1, waitMs: 0 })
    expect({ atEnd, trimmed }).toEqual({ atEnd: true, trimmed: false })
    const [read] = entries
    expect(read).toMatchObject({ version, epoch: EPOCH, kind: 'samples' })
    expect(read?.receivedAt).toBe(1_700_000_000_123)
    expect(Buffer.compare(read?.body ?? Buffer.alloc(0), body)).toBe(0)
    expect((await other.inspect()).tail).toEqual(version)
  })

  it('waits for the first entry after it was cleared', async () => {
    const [store, other] = await nodes()
    const before = await appendTo(store, {})
    const cleared = { ...epochRecord(), epoch: '00000000000000cc', reason: 'reset' as const }
    await store.changeEpoch(EPOCH, cleared, { clear: true })
    for (const after of [VERSION_ZERO, before]) {
      const began = performance.now()
      const { entries } = await other.read(after, { limit: 1, waitMs: 300 })
      expect(entries).toEqual([])
      expect(performance.now() - began).toBeGreaterThan(250)
    }
    const woken = other.read(before, { limit: 1, waitMs: 5_000 })
    const version = await appendTo(store, { epoch: cleared.epoch })
    expect((await woken).entries[0]?.version).toEqual(version)
  })

  it('takes a body that is a part of a larger buffer', async () => {
    const [store] = await nodes()
    const whole = Uint8Array.from([9, 9, 1, 2, 3, 9])
    await appendTo(store, { body: whole.subarray(2, 5) })
    const { entries } = await store.read(VERSION_ZERO, { limit: 1, waitMs: 0 })
    expect([...(entries[0]?.body ?? [])]).toEqual([1, 2, 3])
  })

  it('refuses an entry of another epoch', async () => {
    const [store] = await nodes()
    const refused = await store.append(entry({ epoch: '00000000000000bb' }))
    expect(refused).toEqual({ ok: false, reason: 'epoch-changed' })
    expect((await store.inspect()).tail).toEqual(VERSION_ZERO)
  })

  it('refuses an entry while no epoch is stored', async () => {
    const [store] = await under.nodes()
    expect(await store.append(entry())).toEqual({ ok: false, reason: 'epoch-changed' })
  })

  it('gives racing appends of two nodes rising positions without a gap in what is read', async () => {
    const both = await nodes()
    const versions = await Promise.all(
      Array.from({ length: 400 }, (_, at) => appendTo(both[at % 2 === 0 ? 0 : 1])),
    )
    const distinct = new Set(versions.map((one) => `${one.ms}-${one.n}`))
    expect(distinct.size).toBe(400)
    const { entries } = await both[1].read(VERSION_ZERO, { limit: 1_000, waitMs: 0 })
    expect(entries.map((one) => one.version)).toEqual([...versions].sort(compareVersions))
  })

  it('answers 10,000 entries in order, in parts, and says exactly when the end is reached', async () => {
    const [store, other] = await nodes()
    for (let from = 0; from < 10_000; from += 500) {
      await Promise.all(
        Array.from({ length: 500 }, (_, at) =>
          appendTo(store, { receivedAt: from + at, body: Buffer.from(String(from + at)) }),
        ),
      )
    }
    const read: StreamEntry[] = []
    const ends: boolean[] = []
    let after: Version = VERSION_ZERO
    for (let part = 0; part < 10; part++) {
      const { entries, atEnd } = await other.read(after, { limit: 1_000, waitMs: part % 2 })
      read.push(...entries)
      ends.push(atEnd)
      after = entries.at(-1)?.version ?? after
    }
    expect(ends).toEqual([...Array.from({ length: 9 }, () => false), true])
    expect(read.map((one) => Number(Buffer.from(one.body).toString()))).toEqual(
      Array.from({ length: 10_000 }, (_, at) => at),
    )
    expect(after).toEqual((await store.inspect()).tail)
  })

  it('waits for an entry and answers as soon as it comes', async () => {
    const [store, other] = await nodes()
    const first = await appendTo(store)
    const startedAt = performance.now()
    const waiting = other.read(first, { limit: 9, waitMs: 5_000 })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const second = await appendTo(store)
    const { entries, atEnd } = await waiting
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect(entries.map((one) => one.version)).toEqual([second])
    expect(atEnd).toBe(true)
  })

  it('lets many readers wait at once', async () => {
    const [store, other] = await nodes()
    const waiting = Array.from({ length: 8 }, (_, at) =>
      (at % 2 === 0 ? store : other).read(VERSION_ZERO, { limit: 9, waitMs: 5_000 }),
    )
    await new Promise((resolve) => setTimeout(resolve, 200))
    const version = await appendTo(store)
    for (const { entries } of await Promise.all(waiting)) {
      expect(entries.map((one) => one.version)).toEqual([version])
    }
  })

  it('answers nothing after having waited as long as it was told', async () => {
    const [store] = await nodes()
    const startedAt = performance.now()
    const read = await store.read(VERSION_ZERO, { limit: 9, waitMs: 200 })
    const tookMs = performance.now() - startedAt
    expect(read).toEqual({ entries: [], atEnd: true, trimmed: false })
    expect(tookMs).toBeGreaterThan(190)
    expect(tookMs).toBeLessThan(1_000)
  })

  it('loses no wake-up between an append and a read that begins at the same moment', async () => {
    const [store, other] = await nodes()
    let after: Version = VERSION_ZERO
    for (let round = 0; round < 100; round++) {
      const startedAt = performance.now()
      const [version, read] = await Promise.all([
        appendTo(store),
        other.read(after, { limit: 1, waitMs: 5_000 }),
      ])
      expect(read.entries.map((one) => one.version)).toEqual([version])
      expect(performance.now() - startedAt).toBeLessThan(2_500)
      after = version
    }
  })

  it('finds the last entry received at or before a moment', async () => {
    const [store, other] = await nodes()
    const [a, b, c] = [
      await appendTo(store, { receivedAt: 1_000 }),
      await appendTo(store, { receivedAt: 2_000 }),
      await appendTo(store, { receivedAt: 2_000 }),
    ]
    expect(await other.positionAt(999)).toBeUndefined()
    expect(await other.positionAt(1_000)).toEqual({ epoch: EPOCH, version: a })
    expect(await other.positionAt(1_999)).toEqual({ epoch: EPOCH, version: a })
    expect(await other.positionAt(2_000)).toEqual({ epoch: EPOCH, version: c })
    expect(await other.positionAt(9_999)).toEqual({ epoch: EPOCH, version: c })
    expect(compareVersions(b, c)).toBeLessThan(0)
  })

  it('finds it too when receipt times went back, as clocks of two nodes do', async () => {
    const [store] = await nodes()
    const times = [1_000, 3_000, 2_000, 2_500, 2_200, 9_000, 2_300]
    const versions: Version[] = []
    for (const receivedAt of times) versions.push(await appendTo(store, { receivedAt }))
    for (let moment = 900; moment <= 9_100; moment += 50) {
      const last = times.findLastIndex((receivedAt) => receivedAt <= moment)
      expect((await store.positionAt(moment))?.version).toEqual(versions[last])
    }
  })

  it('fails a waiting read when it is closed', async () => {
    const [store] = await nodes()
    const waiting = store.read(VERSION_ZERO, { limit: 1, waitMs: 10_000 })
    const failed = expect(waiting).rejects.toThrow(StoreUnavailable)
    await new Promise((resolve) => setTimeout(resolve, 100))
    await store.close()
    await failed
  })
})
