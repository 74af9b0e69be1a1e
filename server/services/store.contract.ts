import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { VERSION_ZERO } from '../../protocol/version.ts'
import {
  appendTo,
  entry,
  EPOCH,
  epochRecord,
  seriesNames,
  STORE_KINDS,
  type StoresUnderTest,
} from '../testing/stores-under-test.ts'
import { EpochChanged, type SiteStore } from './store.ts'

const OTHER_EPOCH = '00000000000000bb'
const METRIC = { id: 'river.level', channel: 'hazards', decimals: 2 }
const KEEP_ALL = { before: 0, maxBytes: 1e12, minutelyAfter: 0, hourlyAfter: 0 }

describe.each(STORE_KINDS)('the $kind store', ({ start }) => {
  let under: StoresUnderTest
  beforeAll(async () => {
    under = await start()
  })
  afterAll(() => under.stop())

  async function startedSite(): Promise<SiteStore> {
    const [store] = await under.nodes()
    await store.changeEpoch(undefined, epochRecord())
    return store
  }

  describe('epoch', () => {
    it('knows no record and no position at first', async () => {
      const [store] = await under.nodes()
      expect(await store.inspect()).toMatchObject({ record: undefined, tail: VERSION_ZERO })
    })

    it('keeps the record with all its parts', async () => {
      const [store, other] = await under.nodes()
      const record = epochRecord({ reason: 'store-restarted', missing: { from: 5, to: 9 } })
      expect(await store.changeEpoch(undefined, record)).toEqual({ changed: true, record })
      expect((await other.inspect()).record).toEqual(record)
    })

    it('changes only what is still as expected, and answers the record in force', async () => {
      const store = await startedSite()
      const next = epochRecord({ epoch: OTHER_EPOCH })
      expect(await store.changeEpoch(undefined, next)).toEqual({
        changed: false,
        record: epochRecord(),
      })
      expect(await store.changeEpoch(OTHER_EPOCH, next)).toMatchObject({ changed: false })
      expect(await store.changeEpoch(EPOCH, next)).toEqual({ changed: true, record: next })
    })

    it('writes the identity anew under the same epoch, and forgets what was missing before', async () => {
      const [store] = await under.nodes()
      await store.changeEpoch(undefined, epochRecord({ missing: { from: 1, to: 2 } }))
      const next = epochRecord({ identity: 'later boot' })
      expect(await store.changeEpoch(EPOCH, next)).toEqual({ changed: true, record: next })
    })

    it('lets one of many racing nodes win', async () => {
      const nodes = await under.nodes()
      const results = await Promise.all(
        Array.from({ length: 40 }, (_, at) => {
          const epoch = at.toString(16).padStart(16, '0')
          return nodes[at % 2 === 0 ? 0 : 1].changeEpoch(undefined, epochRecord({ epoch }))
        }),
      )
      const winners = results.filter((one) => one.changed)
      expect(winners).toHaveLength(1)
      expect(new Set(results.map((one) => one.record.epoch))).toEqual(
        new Set([winners[0]?.record.epoch]),
      )
    })

    it('clears stream, keyframes, index, series and schema, and keeps documents and leases', async () => {
      const store = await startedSite()
      await store.declareMetrics([METRIC], EPOCH, 1_000)
      await store.nameSeries(seriesNames(3), EPOCH, 1_000)
      const last = await appendTo(store)
      await store.writeDocument('keys', 0, 'kept')
      const taken = await store.takeLease('feed', undefined, 'node')
      if (!taken.taken) throw new Error('lease not taken')
      const keyframe = { version: last, epoch: EPOCH, receivedAt: 1_000, body: Buffer.from('k') }
      await store.writeKeyframe(keyframe, taken.token, KEEP_ALL)
      const before = await store.readSchema()

      await store.changeEpoch(EPOCH, epochRecord({ epoch: OTHER_EPOCH }), { clear: true })

      expect(await store.read(VERSION_ZERO, { limit: 9, waitMs: 0 })).toEqual({
        entries: [],
        atEnd: true,
        trimmed: false,
      })
      expect(await store.newestKeyframe()).toBeUndefined()
      expect(await store.keyframeAt(2_000)).toBeUndefined()
      expect(await store.positionAt(2_000)).toBeUndefined()
      const schema = await store.readSchema()
      expect(schema).toMatchObject({ metrics: [], series: [] })
      expect(schema.revision).toBeGreaterThan(before.revision)
      expect(await store.readDocument('keys')).toMatchObject({ body: 'kept' })
      expect(await store.readLease('feed')).toMatchObject({ holder: 'node', token: taken.token })
      expect((await store.inspect()).tail).toEqual(last)

      await store.declareMetrics([METRIC], OTHER_EPOCH, 1_000)
      expect(await store.nameSeries(seriesNames(1), OTHER_EPOCH, 1_000)).toEqual([0])
    })

    it('starts schema revisions at a number that a store which lost all does not repeat', async () => {
      const store = await startedSite()
      const { revision } = await store.readSchema()
      expect(revision).toBeGreaterThan(60_000_000)
      expect(revision).toBeLessThan(2 ** 32)
    })
  })

  describe('series and metrics', () => {
    async function declaredSite(): Promise<SiteStore> {
      const store = await startedSite()
      await store.declareMetrics([METRIC], EPOCH, 1_000)
      return store
    }

    it('numbers series from 0 in the order asked, and again the same', async () => {
      const store = await declaredSite()
      const names = seriesNames(4)
      expect(await store.nameSeries(names, EPOCH, 1_000)).toEqual([0, 1, 2, 3])
      expect(await store.nameSeries([...names].reverse(), EPOCH, 1_000)).toEqual([3, 2, 1, 0])
      expect((await store.readSchema()).series).toEqual(names)
    })

    it('gives a name asked for twice at once one number', async () => {
      const store = await declaredSite()
      const [name] = seriesNames(1)
      if (!name) throw new Error('no name')
      expect(await store.nameSeries([name, name], EPOCH, 1_000)).toEqual([0, 0])
    })

    it('tells a unit from a sensor of the same id', async () => {
      const store = await declaredSite()
      const names = (['unit', 'sensor'] as const).map((kind) => ({
        metric: METRIC.id,
        subject: { kind, id: 'same' },
      }))
      expect(await store.nameSeries(names, EPOCH, 1_000)).toEqual([0, 1])
    })

    it('puts one schema entry into the stream when names are new, and none when they are known', async () => {
      const store = await declaredSite()
      await store.nameSeries(seriesNames(3), EPOCH, 7_000)
      await store.nameSeries(seriesNames(3), EPOCH, 7_001)
      const { entries } = await store.read(VERSION_ZERO, { limit: 9, waitMs: 0 })
      expect(entries).toHaveLength(1)
      expect(entries[0]).toMatchObject({ kind: 'schema', epoch: EPOCH, receivedAt: 7_000 })
      expect(entries[0]?.body).toHaveLength(0)
    })

    it('never doubles a number when nodes race', async () => {
      const [one, two] = await under.nodes()
      await one.changeEpoch(undefined, epochRecord())
      await one.declareMetrics([METRIC], EPOCH, 1_000)
      const names = seriesNames(200)
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, at) => {
          const shifted = [...names.slice(at * 10), ...names.slice(0, at * 10)]
          return (at % 2 === 0 ? one : two)
            .nameSeries(shifted, EPOCH, 1_000)
            .then((numbers) => new Map(shifted.map((name, row) => [name, numbers[row]])))
        }),
      )
      const [first] = answers
      expect(new Set(first?.values())).toEqual(new Set(names.map((_, number) => number)))
      for (const answer of answers) {
        for (const name of names) expect(answer.get(name)).toBe(first?.get(name))
      }
      const { series } = await two.readSchema()
      expect(series).toHaveLength(200)
      for (const [number, name] of series.entries()) {
        const asked = names.find((other) => other.subject.id === name.subject.id)
        expect(asked && first?.get(asked)).toBe(number)
      }
    })

    it('throws for a metric that was not declared and numbers nothing', async () => {
      const store = await declaredSite()
      const names = [...seriesNames(2), ...seriesNames(1, 'unheard-of')]
      await expect(store.nameSeries(names, EPOCH, 1_000)).rejects.toThrow(/unheard-of/)
      expect((await store.readSchema()).series).toEqual([])
    })

    it('raises the revision and says so in the stream only when a declaration changes', async () => {
      const store = await declaredSite()
      const { revision } = await store.readSchema()
      const other = { id: 'rain', channel: METRIC.channel, decimals: 1 }
      await store.declareMetrics([METRIC, other], EPOCH, 1_000)
      expect(await store.readSchema()).toMatchObject({
        revision,
        metrics: [other, METRIC],
      })
      expect((await store.inspect()).tail).toEqual(VERSION_ZERO)
      await store.declareMetrics([{ ...METRIC, decimals: 3 }], EPOCH, 1_000)
      const changed = await store.readSchema()
      expect(changed.revision).toBe(revision + 1)
      expect(changed.metrics).toContainEqual({ ...METRIC, decimals: 3 })
      const { entries } = await store.read(VERSION_ZERO, { limit: 9, waitMs: 0 })
      expect(entries.map((one) => one.kind)).toEqual(['schema'])
    })

    it('raises the revision for a channel that is new, which moves the numbers of the others', async () => {
      const store = await declaredSite()
      const { revision } = await store.readSchema()
      const other = { id: 'air', channel: 'air', decimals: 1 }
      await store.declareMetrics([METRIC, other], EPOCH, 1_000)
      expect((await store.readSchema()).revision).toBe(revision + 1)
      await store.declareMetrics([METRIC, other], EPOCH, 1_000)
      expect((await store.readSchema()).revision).toBe(revision + 1)
      const { entries } = await store.read(VERSION_ZERO, { limit: 9, waitMs: 0 })
      expect(entries.map((one) => one.kind)).toEqual(['schema'])
    })

    it('throws EpochChanged for an epoch that is not in force, and writes nothing', async () => {
      const store = await declaredSite()
      await expect(store.nameSeries(seriesNames(1), OTHER_EPOCH, 1)).rejects.toThrow(EpochChanged)
      await expect(store.declareMetrics([METRIC], OTHER_EPOCH, 1)).rejects.toThrow(EpochChanged)
      expect((await store.readSchema()).series).toEqual([])
    })

    it('names 30,000 series in one call', async () => {
      const store = await declaredSite()
      const names = seriesNames(30_000)
      const numbers = await store.nameSeries(names, EPOCH, 1_000)
      expect(numbers).toEqual(names.map((_, number) => number))
      expect((await store.readSchema()).series).toEqual(names)
    })
  })

  describe('leases', () => {
    it('is nobody’s at first, and held after it was taken', async () => {
      const [store, other] = await under.nodes()
      expect(await store.readLease('feed')).toBeUndefined()
      expect(await store.takeLease('feed', undefined, 'a')).toEqual({ taken: true, token: 1 })
      expect(await other.readLease('feed')).toEqual({ holder: 'a', token: 1, beat: 0 })
      expect(await other.readLease('alarms')).toBeUndefined()
    })

    it('is taken over only as it was seen, and the new token is one higher', async () => {
      const [store, other] = await under.nodes()
      await store.takeLease('feed', undefined, 'a')
      const seen = await other.readLease('feed')
      expect(await other.takeLease('feed', undefined, 'b')).toEqual({ taken: false })
      expect(await store.beatLease('feed', 1)).toBe(true)
      expect(await other.takeLease('feed', seen, 'b')).toEqual({ taken: false })
      const still = await other.readLease('feed')
      expect(still).toEqual({ holder: 'a', token: 1, beat: 1 })
      expect(await other.takeLease('feed', still, 'b')).toEqual({ taken: true, token: 2 })
      expect(await store.beatLease('feed', 1)).toBe(false)
      expect(await other.readLease('feed')).toEqual({ holder: 'b', token: 2, beat: 0 })
    })

    it('goes to one of many racing nodes', async () => {
      const nodes = await under.nodes()
      const results = await Promise.all(
        Array.from({ length: 30 }, (_, at) =>
          nodes[at % 2 === 0 ? 0 : 1].takeLease('alarms', undefined, `node-${at}`),
        ),
      )
      expect(results.filter((one) => one.taken)).toEqual([{ taken: true, token: 1 }])
    })

    it('is nobody’s after its release, its tokens go on rising, and only the holder releases', async () => {
      const [store, other] = await under.nodes()
      await store.takeLease('feed', undefined, 'a')
      await other.releaseLease('feed', 7)
      expect(await store.readLease('feed')).toMatchObject({ holder: 'a' })
      await store.releaseLease('feed', 1)
      expect(await store.readLease('feed')).toBeUndefined()
      expect(await store.beatLease('feed', 1)).toBe(false)
      expect(await other.takeLease('feed', undefined, 'b')).toEqual({ taken: true, token: 2 })
    })

    it('fences what an old token appends', async () => {
      const store = await startedSite()
      await store.takeLease('feed', undefined, 'a')
      const derived = entry({ lease: { name: 'feed', token: 1 } })
      expect(await store.append(derived)).toMatchObject({ ok: true })
      await store.takeLease('feed', await store.readLease('feed'), 'b')
      const { tail } = await store.inspect()
      expect(await store.append(derived)).toEqual({ ok: false, reason: 'lease-lost' })
      await store.releaseLease('feed', 2)
      const released = entry({ lease: { name: 'feed', token: 2 } })
      expect(await store.append(released)).toEqual({ ok: false, reason: 'lease-lost' })
      expect((await store.inspect()).tail).toEqual(tail)
    })
  })

  describe('documents', () => {
    it('are not there at first', async () => {
      const [store] = await under.nodes()
      expect(await store.readDocument('keys')).toEqual({ revision: 0, body: undefined })
    })

    it('are written by compare-and-set, whatever text they hold', async () => {
      const [store, other] = await under.nodes()
      const body = '{"tên": "Đại Lộc", "n": "\\u0000 1 2"}\r\n'
      const first = await store.writeDocument('keys', 0, body)
      expect(first.ok).toBe(true)
      expect(await other.readDocument('keys')).toEqual({ revision: first.revision, body })
      expect(await other.writeDocument('keys', 0, 'x')).toEqual({
        ok: false,
        revision: first.revision,
      })
      const second = await other.writeDocument('keys', first.revision, '')
      expect(second.revision).toBeGreaterThan(first.revision)
      expect(await store.readDocument('keys')).toEqual({ revision: second.revision, body: '' })
    })

    it('show no revision twice after a removal', async () => {
      const [store] = await under.nodes()
      const first = await store.writeDocument('clock', 0, 'a')
      const removed = await store.writeDocument('clock', first.revision, undefined)
      expect(removed).toEqual({ ok: true, revision: 0 })
      expect(await store.readDocument('clock')).toEqual({ revision: 0, body: undefined })
      const again = await store.writeDocument('clock', 0, 'b')
      expect(again.revision).toBeGreaterThan(first.revision)
    })

    it('let one of many racing writers win', async () => {
      const nodes = await under.nodes()
      const results = await Promise.all(
        Array.from({ length: 30 }, (_, at) =>
          nodes[at % 2 === 0 ? 0 : 1].writeDocument('keys', 0, `${at}`),
        ),
      )
      expect(results.filter((one) => one.ok)).toHaveLength(1)
    })
  })

  it('finds everything again after it was closed and opened', async () => {
    const [store] = await under.nodes()
    await store.changeEpoch(undefined, epochRecord())
    await store.declareMetrics([METRIC], EPOCH, 1_000)
    await store.nameSeries(seriesNames(2), EPOCH, 1_000)
    const last = await appendTo(store, { receivedAt: 2_000 })
    await store.writeDocument('keys', 0, 'kept')
    const taken = await store.takeLease('feed', undefined, 'a')
    if (!taken.taken) throw new Error('lease not taken')
    const keyframe = { version: last, epoch: EPOCH, receivedAt: 2_000, body: Buffer.from([0, 255]) }
    await store.writeKeyframe(keyframe, taken.token, KEEP_ALL)
    const schema = await store.readSchema()
    const read = await store.read(VERSION_ZERO, { limit: 9, waitMs: 0 })

    const again = await under.reopen(store.site)

    expect(await again.inspect()).toMatchObject({ record: epochRecord(), tail: last })
    expect(await again.readSchema()).toEqual(schema)
    expect(await again.read(VERSION_ZERO, { limit: 9, waitMs: 0 })).toEqual(read)
    expect(await again.readDocument('keys')).toMatchObject({ body: 'kept' })
    expect(await again.newestKeyframe()).toEqual(keyframe)
    expect(await again.positionAt(2_000)).toEqual({ epoch: EPOCH, version: last })
    const seen = await again.readLease('feed')
    expect(await again.takeLease('feed', seen, 'b')).toEqual({
      taken: true,
      token: taken.token + 1,
    })
    const next = await appendTo(again)
    expect(next.ms > last.ms || (next.ms === last.ms && next.n > last.n)).toBe(true)
  })
})
