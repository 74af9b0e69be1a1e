import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SeriesName } from '../../../protocol/schema.ts'
import { VERSION_ZERO, type Version } from '../../../protocol/version.ts'
import {
  appendTo,
  EPOCH,
  epochRecord,
  STORE_KINDS,
  type StoresUnderTest,
} from '../../testing/stores-under-test.ts'
import {
  BLOCK_OVERHEAD_BYTES,
  CHUNK_OVERHEAD_BYTES,
  type HistoryAppend,
  type HistoryBlock,
} from '../history-store.ts'
import type { SiteStore } from '../store.ts'

const LEVEL: SeriesName = { metric: 'river.level', subject: { kind: 'sensor', id: 'ai-nghia' } }
const OPEN: SeriesName = { metric: 'dossiers.open', subject: { kind: 'unit', id: '20500' } }
/** Named like a sensor, and begins like another. */
const TWIN: SeriesName = { metric: 'river.level', subject: { kind: 'unit', id: 'ai-nghia' } }
const KEEP_ALL = { before: 0, maxBytes: 1e12, minutelyAfter: 0, hourlyAfter: 0 }
const DAY = 20_388

const bytes = (...list: number[]): Buffer => Buffer.from(list)
const at = (ms: number, n = 0): Version => ({ ms, n })

describe.each(STORE_KINDS)('the history of the $kind store', ({ start }) => {
  let under: StoresUnderTest
  beforeAll(async () => {
    under = await start()
  })
  afterAll(() => under.stop())

  async function site(): Promise<{ store: SiteStore; other: SiteStore; token: number }> {
    const [store, other] = await under.nodes()
    await store.changeEpoch(undefined, epochRecord())
    const taken = await store.takeLease('feed', undefined, 'node')
    if (!taken.taken) throw new Error('lease not taken')
    return { store, other, token: taken.token }
  }

  function order(token: number, changes: Partial<HistoryAppend> = {}): HistoryAppend {
    const next = { version: at(5), receivedAt: 5_000.25 }
    return { token, epoch: EPOCH, shards: [3], expected: undefined, next, blocks: [], ...changes }
  }

  function block(series: SeriesName, body: Buffer, day = DAY): HistoryBlock {
    return { series, day, body }
  }

  const readOf = (store: SiteStore, series: SeriesName, fromDay = DAY, toDay = DAY) =>
    store.history.read({ series, shard: 3, fromDay, toDay })

  const bytesIn = (parts: readonly (Uint8Array | undefined)[]) =>
    parts.map((part) => part && [...part])

  it('is empty at first', async () => {
    const { store } = await site()
    expect(await store.history.facts()).toEqual({
      epoch: EPOCH,
      cursors: new Map(),
      days: [],
      note: undefined,
    })
    expect(await readOf(store, LEVEL)).toEqual({
      epoch: EPOCH,
      cursor: undefined,
      note: undefined,
      days: [],
    })
  })

  it('gives another node the blocks of a series and a day in their order, and how far it is', async () => {
    const { store, other, token } = await site()
    const first = order(token, {
      blocks: [
        block(LEVEL, bytes(0, 13, 255)),
        block(OPEN, bytes(1)),
        block(TWIN, bytes(2)),
        block(LEVEL, bytes(3), DAY + 1),
        block(LEVEL, bytes(7), -4),
      ],
    })
    expect(await store.history.append(first)).toEqual({ ok: true })
    const second = order(token, {
      expected: at(5),
      next: { version: at(5, 2), receivedAt: 6_000 },
      blocks: [block(LEVEL, bytes(4)), block(LEVEL, bytes(5))],
    })
    expect(await store.history.append(second)).toEqual({ ok: true })
    const read = await readOf(other, LEVEL, DAY - 1, DAY + 1)
    expect(read.cursor).toEqual({ version: at(5, 2), receivedAt: 6_000 })
    expect(read.days.map(({ day, open }) => [day, bytesIn(open)])).toEqual([
      [DAY, [[0, 13, 255], [4], [5]]],
      [DAY + 1, [[3]]],
    ])
    expect((await readOf(other, TWIN)).days.map(({ open }) => bytesIn(open))).toEqual([[[2]]])
    expect((await readOf(other, LEVEL, -4, -4)).days).toHaveLength(1)
    expect((await readOf(other, LEVEL, DAY + 2, DAY + 9)).days).toEqual([])
    const sorted = (names: readonly SeriesName[]) => names.map((one) => JSON.stringify(one)).sort()
    expect(sorted(await other.history.seriesOf(DAY, 'open'))).toEqual(sorted([LEVEL, OPEN, TWIN]))
    expect(await other.history.seriesOf(DAY, 'chunk')).toEqual([])
    const { days, cursors } = await other.history.facts()
    expect(days.map(({ day, openBytes, writtenAt }) => [day, openBytes, writtenAt])).toEqual([
      [-4, 1 + BLOCK_OVERHEAD_BYTES, 5_000.25],
      [DAY, 7 + 5 * BLOCK_OVERHEAD_BYTES, 6_000],
      [DAY + 1, 1 + BLOCK_OVERHEAD_BYTES, 5_000.25],
    ])
    expect(cursors).toEqual(new Map([[3, { version: at(5, 2), receivedAt: 6_000 }]]))
  })

  it('takes nothing twice: a step whose cursor has moved is refused whole', async () => {
    const { store, other, token } = await site()
    const step = order(token, { shards: [3, 4], blocks: [block(LEVEL, bytes(1))] })
    const results = await Promise.all([store.history.append(step), other.history.append(step)])
    expect(results).toContainEqual({ ok: true })
    expect(results).toContainEqual({ ok: false, reason: 'moved' })
    const half = order(token, { shards: [3, 5], blocks: [block(LEVEL, bytes(2))] })
    expect(await store.history.append(half)).toEqual({ ok: false, reason: 'moved' })
    const late = order(token, { expected: at(4), shards: [5], blocks: [block(LEVEL, bytes(3))] })
    expect(await store.history.append(late)).toEqual({ ok: false, reason: 'moved' })
    expect((await readOf(store, LEVEL)).days.map(({ open }) => bytesIn(open))).toEqual([[[1]]])
    expect([...(await store.history.facts()).cursors.keys()].sort()).toEqual([3, 4])
  })

  it('is written by the holder of the lease only, and in the epoch in force only', async () => {
    const { store, token } = await site()
    const step = order(token, { blocks: [block(LEVEL, bytes(1))] })
    const foreign = { ...step, epoch: '00000000000000bb' }
    expect(await store.history.append(foreign)).toEqual({ ok: false, reason: 'epoch-changed' })
    await store.takeLease('feed', await store.readLease('feed'), 'other')
    const lost = { ok: false, reason: 'lease-lost' }
    expect(await store.history.append(step)).toEqual(lost)
    expect(await store.history.rewrite({ token, day: DAY, series: [] })).toEqual(lost)
    expect(await store.history.dropRollups(DAY, token)).toEqual(lost)
    expect((await store.history.facts()).days).toEqual([])
  })

  it('replaces a series’ day in one step, and keeps count of the bytes', async () => {
    const { store, token } = await site()
    const blocks = [block(LEVEL, bytes(1)), block(LEVEL, bytes(2)), block(OPEN, bytes(3))]
    await store.history.append(order(token, { blocks }))
    const chunk = Buffer.alloc(50_000, 0xfe)
    const closed = await store.history.rewrite({
      token,
      day: DAY,
      series: [{ series: LEVEL, openCount: 2, chunk, rollups: undefined }],
    })
    expect(closed).toEqual({ ok: true })
    const [day] = (await readOf(store, LEVEL)).days
    expect(day?.open).toEqual([])
    expect(Buffer.compare(Buffer.from(day?.chunk ?? []), chunk)).toBe(0)
    expect(await store.history.seriesOf(DAY, 'open')).toEqual([OPEN])
    expect(await store.history.seriesOf(DAY, 'chunk')).toEqual([LEVEL])
    expect((await store.history.facts()).days).toEqual([
      {
        writtenAt: 5_000.25,
        day: DAY,
        openBytes: 1 + BLOCK_OVERHEAD_BYTES,
        chunkBytes: 50_000 + CHUNK_OVERHEAD_BYTES,
        rollupBytes: 0,
      },
    ])
    const rolled = await store.history.rewrite({
      token,
      day: DAY,
      series: [
        { series: LEVEL, openCount: 0, chunk: undefined, rollups: bytes(9, 9) },
        { series: OPEN, openCount: 1, chunk: undefined, rollups: undefined },
      ],
      note: 'said',
    })
    expect(rolled).toEqual({ ok: true })
    const read = await readOf(store, LEVEL)
    expect(read.note).toBe('said')
    expect(read.days.map(({ chunk: one, rollups }) => bytesIn([one, rollups]))).toEqual([
      [undefined, [9, 9]],
    ])
    const rollupBytes = 2 + CHUNK_OVERHEAD_BYTES
    const { days } = await store.history.facts()
    const left = { day: DAY, openBytes: 0, chunkBytes: 0, rollupBytes, writtenAt: 5_000.25 }
    expect(days).toEqual([left])
    expect(await store.history.dropRollups(DAY, token)).toEqual({ ok: true })
    expect((await readOf(store, LEVEL)).days).toEqual([])
    expect((await store.history.facts()).days).toEqual([])
  })

  it('does not replace what has got more blocks since it was read', async () => {
    const { store, token } = await site()
    await store.history.append(order(token, { blocks: [block(LEVEL, bytes(1))] }))
    const more = [block(LEVEL, bytes(2))]
    const next = { version: at(6), receivedAt: 6_000 }
    await store.history.append(order(token, { expected: at(5), next, blocks: more }))
    const stale = await store.history.rewrite({
      token,
      day: DAY,
      series: [{ series: LEVEL, openCount: 1, chunk: bytes(1), rollups: undefined }],
    })
    expect(stale).toEqual({ ok: false, reason: 'moved' })
    expect((await readOf(store, LEVEL)).days.map(({ open }) => bytesIn(open))).toEqual([[[1], [2]]])
  })

  it('keeps its note until there is another', async () => {
    const { store, token } = await site()
    await store.history.append(order(token, { note: '{"ẩ":1}' }))
    const next = { version: at(6), receivedAt: 6_000 }
    await store.history.append(order(token, { expected: at(5), next }))
    expect((await store.history.facts()).note).toBe('{"ẩ":1}')
  })

  it('survives a restart of the store', async () => {
    const { store, token } = await site()
    await store.history.append(order(token, { blocks: [block(LEVEL, bytes(1))], note: 'n' }))
    const before = await store.history.facts()
    const again = await under.reopen(store.site)
    expect(await again.history.facts()).toEqual(before)
    expect((await readOf(again, LEVEL)).days.map(({ open }) => bytesIn(open))).toEqual([[[1]]])
  })

  it('outlives a new epoch, and goes when the site is emptied on purpose', async () => {
    const { store, token } = await site()
    const blocks = [block(LEVEL, bytes(1)), block(OPEN, bytes(2))]
    await store.history.append(order(token, { blocks, note: 'n' }))
    await store.history.rewrite({
      token,
      day: DAY,
      series: [{ series: OPEN, openCount: 1, chunk: bytes(3), rollups: bytes(4) }],
    })
    const lossy = epochRecord({ epoch: '00000000000000bb', reason: 'store-restarted' })
    await store.changeEpoch(EPOCH, lossy)
    expect((await store.history.facts()).days).toHaveLength(1)
    expect((await readOf(store, LEVEL)).cursor?.version).toEqual(at(5))
    const reset = epochRecord({ epoch: '00000000000000cc', reason: 'reset' })
    await store.changeEpoch(lossy.epoch, reset, { clear: true })
    expect(await store.history.facts()).toEqual({
      epoch: reset.epoch,
      cursors: new Map(),
      days: [],
      note: undefined,
    })
    for (const series of [LEVEL, OPEN]) expect((await readOf(store, series)).days).toEqual([])
    expect(await store.history.seriesOf(DAY, 'open')).toEqual([])
    expect(await store.history.seriesOf(DAY, 'chunk')).toEqual([])
  })

  describe('and the stream', () => {
    async function withEntries(): Promise<{
      store: SiteStore
      token: number
      versions: Version[]
      trim: (changes: object) => Promise<unknown>
    }> {
      const { store, token } = await site()
      const versions: Version[] = []
      for (const receivedAt of [1_000, 2_000, 3_000, 4_000]) {
        versions.push(await appendTo(store, { receivedAt }))
      }
      const { tail } = await store.inspect()
      let receivedAt = 9_000
      const trim = (changes: object) =>
        store.writeKeyframe(
          { version: tail, epoch: EPOCH, receivedAt: receivedAt++, body: bytes(1) },
          token,
          { ...KEEP_ALL, ...changes },
        )
      return { store, token, versions, trim }
    }

    async function timesLeft(store: SiteStore): Promise<number[]> {
      const { entries } = await store.read(VERSION_ZERO, { limit: 100, waitMs: 0 })
      return entries.map((one) => one.receivedAt)
    }

    it('age trims no entry that the hindmost shard has not taken', async () => {
      const { store, token, versions, trim } = await withEntries()
      const moveTo = (shard: number, version: Version | undefined) =>
        store.history.append(
          order(token, {
            shards: [shard],
            next: { version: version ?? VERSION_ZERO, receivedAt: 0 },
          }),
        )
      await moveTo(1, versions[2])
      await moveTo(2, versions[0])
      await trim({ before: 9_000 })
      expect(await timesLeft(store)).toEqual([2_000, 3_000, 4_000])
    })

    it('size trims on, and a reader at the cursor is told', async () => {
      const { store, token, versions, trim } = await withEntries()
      const [first = VERSION_ZERO] = versions
      await store.history.append(order(token, { next: { version: first, receivedAt: 1_000 } }))
      await trim({ before: 9_000 })
      expect(await timesLeft(store)).toEqual([2_000, 3_000, 4_000])
      await trim({ maxBytes: 300 })
      expect(await timesLeft(store)).toEqual([4_000])
      expect((await store.read(first, { limit: 1, waitMs: 0 })).trimmed).toBe(true)
    })
  })
})
