import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { SLOT } from '../../protocol/sample.ts'
import { allocateBatch, packBatch } from '../core/feed/batch.ts'
import { packKeyframe } from '../core/feed/keyframe.ts'
import { FakeSiteStore } from '../testing/fake-site-store.ts'
import { createEpochKeeper } from './epoch-keeper.ts'
import { FeedReader } from './feed-reader.ts'
import type { EpochRecord } from './store.ts'

const METRICS = [{ id: 'river.level', channel: 'hydro', decimals: 2 }]
const AI_NGHIA = { metric: 'river.level', subject: { kind: 'sensor', id: 'ai-nghia' } } as const
const CAM_LE = { metric: 'river.level', subject: { kind: 'sensor', id: 'cam-le' } } as const

let epochCount = 0
const running: FeedReader[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((reader) => reader.stop()))
})

function arrange(
  store = new FakeSiteStore({ now: Date.now }),
  keyframePatienceMs = 0,
): {
  store: FakeSiteStore
  reader: FeedReader
  records: EpochRecord[]
  warnings: string[]
} {
  const warnings: string[] = []
  const log = {
    warn: (_what: object, message: string) => void warnings.push(message),
    info: () => undefined,
  }
  const reader = new FeedReader({
    store,
    epochs: createEpochKeeper({
      store,
      kind: 'redis',
      now: Date.now,
      newEpoch: () => (++epochCount).toString(16).padStart(16, '0'),
      log,
    }),
    metrics: () => METRICS,
    gridOf: () => 250,
    siteNow: Date.now,
    monotonicNow: () => performance.now(),
    isIngestSound: () => true,
    isClockSound: () => true,
    keyframePatienceMs,
    sleep: (ms) => pause(Math.min(ms, 5)),
    log,
  })
  const records: EpochRecord[] = []
  reader.onEpoch((record) => records.push(record))
  running.push(reader)
  return { store, reader, records, warnings }
}

async function append(store: FakeSiteStore, number: number, value: number): Promise<void> {
  const { record } = await store.inspect()
  const batch = allocateBatch(1)
  batch.series[0] = number
  batch.value[0] = value
  batch.sampledAt[0] = Date.now()
  const result = await store.append({
    epoch: record?.epoch ?? '',
    kind: 'samples',
    receivedAt: Date.now(),
    body: packBatch(batch),
  })
  if (!result.ok) throw new Error(result.reason)
}

async function name(store: FakeSiteStore, ...names: (typeof AI_NGHIA | typeof CAM_LE)[]) {
  const { record } = await store.inspect()
  return store.nameSeries(names, record?.epoch ?? '', Date.now())
}

describe('feed reader', () => {
  it('begins a first epoch in an empty store and tells of no loss', async () => {
    const { reader, records } = arrange()
    await reader.start()
    expect(reader.epoch()).toMatch(/^[0-9a-f]{16}$/)
    expect(records).toEqual([expect.objectContaining({ reason: 'first-start' })])
    expect(records[0]?.missing).toBeUndefined()
  })

  it('applies what is appended and learns new series before their first sample', async () => {
    const { store, reader } = arrange()
    await reader.start()
    await name(store, AI_NGHIA)
    await append(store, 0, 9.01)
    const { tail } = await store.inspect()
    expect(await reader.waitFor(tail, 1_000)).toBe(true)
    expect(reader.schema().byKey.get('river.level/ai-nghia')?.number).toBe(0)
    expect(reader.state().value[0]).toBe(9.01)
  })

  it('starts from the newest keyframe and the stream after it', async () => {
    const first = arrange()
    await first.reader.start()
    await name(first.store, AI_NGHIA, CAM_LE)
    await append(first.store, 0, 9.01)
    await append(first.store, 1, 1.3)
    const { tail } = await first.store.inspect()
    await first.reader.waitFor(tail, 1_000)
    const held = first.reader.state()
    const lease = await first.store.takeLease('feed', undefined, 'a')
    if (!lease.taken) throw new Error('lease not taken')
    await first.store.writeKeyframe(
      {
        version: held.version,
        epoch: held.epoch,
        receivedAt: Date.now(),
        body: packKeyframe(held),
      },
      lease.token,
      {
        before: Date.now() + 1_000,
        maxBytes: 1e9,
        minutelyAfter: 0,
        hourlyAfter: 0,
      },
    )
    await append(first.store, 0, 9.2)
    const second = arrange(first.store)
    await second.reader.start()
    expect([...second.reader.state().value.subarray(0, 2)]).toEqual([9.2, 1.3])
    expect(second.reader.epoch()).toBe(first.reader.epoch())
  })

  describe('where the newest keyframe is damaged or the stream does not follow on it', () => {
    const DAMAGED = Uint8Array.of(1, 2, 3)
    const KEEP_ALL = { before: 0, maxBytes: 1e9, minutelyAfter: 0, hourlyAfter: 0 }
    const TRIM = { ...KEEP_ALL, before: Infinity }

    /** Two series with a value each, the second one before a keyframe, the first one after it. */
    async function storeWith(
      keyframes: readonly { readonly isDamaged: boolean; readonly trim: typeof TRIM }[],
    ): Promise<FakeSiteStore> {
      const { store, reader } = arrange()
      await reader.start()
      await name(store, AI_NGHIA, CAM_LE)
      await append(store, 1, 1.3)
      const lease = await store.takeLease('feed', undefined, 'a')
      if (!lease.taken) throw new Error('lease not taken')
      for (const [index, { isDamaged, trim }] of keyframes.entries()) {
        await append(store, 0, 9 + index)
        await reader.waitFor((await store.inspect()).tail, 1_000)
        const held = reader.state()
        const body = isDamaged ? DAMAGED : packKeyframe(held)
        const { version, epoch } = held
        const receivedAt = Date.now() + index * 60_000
        await store.writeKeyframe({ version, epoch, receivedAt, body }, lease.token, trim)
      }
      await append(store, 0, 9.9)
      return store
    }

    it('starts from an older one, and nothing is missing', async () => {
      const store = await storeWith([
        { isDamaged: false, trim: TRIM },
        { isDamaged: true, trim: KEEP_ALL },
      ])
      const { reader, warnings, records } = arrange(store)
      await reader.start()
      expect([...reader.state().value.subarray(0, 2)]).toEqual([9.9, 1.3])
      expect(warnings).toEqual(['keyframe unreadable'])
      expect(records.at(-1)?.missing).toBeUndefined()
    })

    it('starts from the stream alone where it is whole', async () => {
      const store = await storeWith([{ isDamaged: true, trim: KEEP_ALL }])
      const { reader, records } = arrange(store)
      await reader.start()
      expect([...reader.state().value.subarray(0, 2)]).toEqual([9.9, 1.3])
      expect(records.at(-1)?.missing).toBeUndefined()
    })

    it('tells that something is missing where the stream was trimmed, and tells it once', async () => {
      const store = await storeWith([{ isDamaged: true, trim: TRIM }])
      const before = (await store.inspect()).record
      const { reader, records } = arrange(store)
      await reader.start()
      const told = records.at(-1)
      expect(told).toMatchObject({ reason: 'keyframe-lost', missing: { from: before?.changedAt } })
      expect(told?.epoch).not.toBe(before?.epoch)
      expect(reader.state().value[0]).toBe(9.9)
      expect(reader.state().slot[1]).toBe(SLOT.absent)
      const again = arrange(store)
      await again.reader.start()
      expect(again.reader.epoch()).toBe(told?.epoch)
    })

    it('tells the loss once where the stream was cut behind the newest keyframe, and keeps its figures', async () => {
      const store = await storeWith([
        { isDamaged: false, trim: KEEP_ALL },
        { isDamaged: false, trim: TRIM },
      ])
      const before = (await store.inspect()).record
      store.keyframes.pop()
      const { reader, records } = arrange(store)
      await reader.start()
      expect(records.at(-1)).toMatchObject({ reason: 'keyframe-lost' })
      expect(reader.epoch()).not.toBe(before?.epoch)
      expect([...reader.state().value.subarray(0, 2)]).toEqual([9.9, 1.3])
      const again = arrange(store)
      await again.reader.start()
      expect(again.reader.epoch()).toBe(reader.epoch())
    })

    it('tells it once though the keyframe is of a time that the clock has not reached', async () => {
      const store = await storeWith([
        { isDamaged: false, trim: KEEP_ALL },
        { isDamaged: false, trim: TRIM },
      ])
      store.keyframes.pop()
      const last = store.keyframes.pop()
      if (!last) throw new Error('no keyframe')
      store.keyframes.push({ ...last, receivedAt: Date.now() + 3_600_000 })
      const { reader, records } = arrange(store)
      await reader.start()
      expect(records).toHaveLength(1)
      expect(records[0]).toMatchObject({ reason: 'keyframe-lost' })
    })

    it('does not wait a second time once the loss is told', async () => {
      const store = await storeWith([{ isDamaged: true, trim: TRIM }])
      const newestKeyframe = store.newestKeyframe.bind(store)
      let looksAfterTelling = 0
      store.newestKeyframe = async () => {
        const { record } = await store.inspect()
        if (record?.reason === 'keyframe-lost') looksAfterTelling++
        return newestKeyframe()
      }
      await arrange(store, 50).reader.start()
      expect(looksAfterTelling).toBe(1)
    })

    it('gives another node time to write one', async () => {
      const store = await storeWith([{ isDamaged: true, trim: TRIM }])
      const whole = await storeWith([{ isDamaged: false, trim: TRIM }])
      const { reader, records, warnings } = arrange(store, 5_000)
      const starting = reader.start()
      await pause(50)
      const written = whole.keyframes.at(-1)
      const damaged = store.keyframes.at(-1)
      if (!written || !damaged) throw new Error('no keyframe')
      store.keyframes.push({ ...damaged, body: written.body })
      await starting
      expect(reader.state().value[1]).toBe(1.3)
      expect(records.at(-1)?.missing).toBeUndefined()
      expect(warnings).toContain('no keyframe can be read, waiting for another node to write one')
    })
  })

  it('takes up the epoch that another node has set, before it applies anything of it', async () => {
    const { store, reader, records } = arrange()
    await reader.start()
    await name(store, AI_NGHIA)
    await append(store, 0, 1)
    await reader.waitFor((await store.inspect()).tail, 1_000)
    const epochsAtApplication: string[] = []
    reader.onApplied(() => epochsAtApplication.push(reader.epoch()))
    const { record, identity } = await store.inspect()
    const next: EpochRecord = {
      epoch: 'feedfeedfeedfeed',
      identity,
      changedAt: Date.now(),
      reason: 'store-restarted',
      missing: { from: 1, to: 2 },
    }
    await store.changeEpoch(record?.epoch, next)
    await append(store, 0, 2)
    const { tail } = await store.inspect()
    await expect.poll(() => reader.epoch(), { timeout: 3_000 }).toBe('feedfeedfeedfeed')
    expect(await reader.waitFor(tail, 1_000)).toBe(true)
    expect(reader.state().value[0]).toBe(2)
    expect(new Set(epochsAtApplication)).toEqual(new Set(['feedfeedfeedfeed']))
    expect(records.at(-1)?.missing).toEqual({ from: 1, to: 2 })
  })

  it('keeps the figures of older epochs as the base that the epoch in force stands on', async () => {
    const { store, reader } = arrange()
    await reader.start()
    await name(store, AI_NGHIA, CAM_LE)
    await append(store, 0, 5)
    const { record, identity } = await store.inspect()
    await store.changeEpoch(record?.epoch, {
      epoch: 'feedfeedfeedfeed',
      identity,
      changedAt: Date.now(),
      reason: 'store-restarted',
    })
    await append(store, 1, 6)
    const late = arrange(store)
    await late.reader.start()
    expect([...late.reader.state().value.subarray(0, 2)]).toEqual([5, 6])
  })

  it('changes the epoch and says since when samples may be missing when the store came back shorter', async () => {
    const { store, reader, records } = arrange()
    await reader.start()
    await name(store, AI_NGHIA)
    await append(store, 0, 5)
    await reader.waitFor((await store.inspect()).tail, 1_000)
    store.identity = 'fake-store-2'
    store.durability = 'may-lose'
    await expect.poll(() => records.length, { timeout: 3_000 }).toBe(2)
    expect(records.at(-1)).toMatchObject({ reason: 'store-restarted' })
    expect(records.at(-1)?.missing?.from).toBeGreaterThan(Date.now() - 10_000)
    expect(reader.state().slot[0]).toBe(SLOT.value)
  })

  it('takes the loss of everything for one change of epoch, on two nodes too', async () => {
    const first = arrange()
    const second = arrange(first.store)
    for (const { reader } of [first, second]) await reader.start()
    await name(first.store, AI_NGHIA)
    await append(first.store, 0, 5)
    const { tail } = await first.store.inspect()
    for (const { reader } of [first, second]) await reader.waitFor(tail, 1_000)
    first.store.loseEverything()
    await expect.poll(() => second.records.length, { timeout: 4_000 }).toBe(2)
    await pause(2_500)
    expect(second.reader.epoch()).toBe(first.reader.epoch())
    for (const { records } of [first, second]) {
      expect(records.map(({ reason }) => reason)).toEqual(['first-start', 'key-missing'])
    }
  }, 10_000)

  it('proves no life of the store while it cannot be read, and goes on when it can', async () => {
    const { store, reader } = arrange()
    await reader.start()
    expect(reader.health().store).toBe(true)
    store.fault = 'unavailable'
    await expect.poll(() => reader.health().store, { timeout: 4_000 }).toBe(false)
    store.fault = undefined
    await expect.poll(() => reader.health().store, { timeout: 2_000 }).toBe(true)
  })

  it('skips a damaged entry, counts it and applies what follows', async () => {
    const { store, reader, warnings } = arrange()
    await reader.start()
    await name(store, AI_NGHIA)
    const { record } = await store.inspect()
    await store.append({
      epoch: record?.epoch ?? '',
      kind: 'samples',
      receivedAt: Date.now(),
      body: Uint8Array.of(1, 255, 3),
    })
    await append(store, 0, 7)
    await reader.waitFor((await store.inspect()).tail, 1_000)
    expect(reader.damagedCount()).toBe(1)
    expect(warnings).toContain('stream entry skipped')
    expect(reader.state().value[0]).toBe(7)
  })

  it('empties the site on a reset and is ready in the new epoch when it answers', async () => {
    const { store, reader, records } = arrange()
    await reader.start()
    await name(store, AI_NGHIA)
    await append(store, 0, 7)
    await reader.waitFor((await store.inspect()).tail, 1_000)
    const before = reader.epoch()
    await reader.reset()
    expect(reader.epoch()).not.toBe(before)
    expect(reader.schema().series).toEqual([])
    expect(records.at(-1)).toMatchObject({ reason: 'reset' })
    expect(records.at(-1)?.missing).toBeUndefined()
  })

  it('forgets removals of more than a day ago and raises the floor to them', async () => {
    const store = new FakeSiteStore({ now: Date.now })
    const { reader } = arrange(store)
    await reader.start()
    await name(store, AI_NGHIA, CAM_LE)
    const { record } = await store.inspect()
    const removal = allocateBatch(1)
    removal.slot[0] = SLOT.removed
    await store.append({
      epoch: record?.epoch ?? '',
      kind: 'samples',
      receivedAt: Date.now(),
      body: packBatch(removal),
    })
    await append(store, 1, 2)
    const [removed, later] = store.entries.slice(-2)
    if (!removed || !later) throw new Error('not appended')
    const dayLater = { ms: removed.version.ms + 25 * 3_600_000, n: 0 }
    store.entries = [...store.entries.slice(0, -1), { ...later, version: dayLater }]
    const fresh = arrange(store)
    await fresh.reader.start()
    expect(fresh.reader.state().slot[0]).toBe(SLOT.absent)
    expect(fresh.reader.state().floor).toEqual(removed.version)
  })

  it('answers that it has read to the end only after a read that began later', async () => {
    const { store, reader } = arrange()
    await reader.start()
    expect(await reader.readToEnd(2_000)).toBe(true)
    store.fault = 'unavailable'
    expect(await reader.readToEnd(300)).toBe(false)
  })
})
