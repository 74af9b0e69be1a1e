import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { packFlags } from '../../protocol/sample.ts'
import { compareVersions } from '../../protocol/version.ts'
import { allocateBatch, packBatch, unpackBatch } from '../core/feed/batch.ts'
import { schemaOf, shapeOf } from '../core/feed/schema-shape.ts'
import { applyBatch, emptyState, reshapeState } from '../core/feed/state.ts'
import type { Metric, Site, Unit } from '../core/sites/site.ts'
import { FakeSiteStore } from '../testing/fake-site-store.ts'
import { createDerive, type ChildSite, type DeriveParts, type DeriveService } from './derive.ts'
import type { AppliedEntry, FeedView } from './feed-view.ts'
import { createSeriesRegistry } from './series-registry.ts'
import type { SiteClock } from './site-clock.ts'

const EPOCH = '0123456789abcdef'
const MINUTE = 60_000
const START = Date.parse('2025-06-30T23:50:00+07:00')
const GOOD = packFlags({ quality: 'good', origin: 'real', underReview: false })
const log = { warn: () => undefined, info: () => undefined }

beforeEach(() => {
  vi.useFakeTimers({ now: START })
})
afterEach(() => vi.useRealTimers())

function clockOf(isScenario = false): SiteClock {
  const title = { vi: 'Thử', en: 'Drill' }
  return {
    now: () => Date.now(),
    reading: () => ({ siteTime: Date.now(), realTime: Date.now(), rate: 1 }),
    scenario: () => (isScenario ? { title } : undefined),
    isSound: () => true,
  }
}

function siteOf(id: string, units: readonly Unit[]): Site {
  const text = { vi: id, en: id }
  const metric: Metric = {
    id: 'open',
    name: text,
    shortName: text,
    unitOfMeasure: text,
    decimals: 0,
    channel: 'c',
    subjects: 'unit',
    direction: 'neither',
    hardRange: { min: 0, max: 1e6 },
    freshness: {
      cadenceMs: MINUTE,
      graceMs: 0,
      staleAfterMs: 5 * MINUTE,
      expireAfterMs: 20 * MINUTE,
    },
    owner: text,
    aggregation: { kind: 'sum' },
  }
  const coverage: Metric = {
    ...metric,
    id: 'open.coverage',
    aggregation: { kind: 'none' },
    coverageOf: 'open',
  }
  return {
    id,
    name: text,
    subtitle: text,
    timeZone: 'Asia/Ho_Chi_Minh',
    rootUnit: id,
    validity: {},
    parents: [],
    units: [{ code: id, name: text, kind: 'area', validity: {} }, ...units],
    sensors: [],
    metrics: [metric, coverage],
    channels: [],
    maps: [],
    alarms: { rules: [], maintenance: [] },
    layout: { scenes: [] },
    retention: {
      streamHours: 24,
      streamMaxBytes: 1,
      history: { rawDays: 30, rawMaxBytes: 1 << 30, rollupDays: 730 },
    },
  }
}

function unit(code: string, parent: string, validity = {}): Unit {
  return { code, name: { vi: code, en: code }, kind: 'commune', parent, validity }
}

/** A node's reader, which applies each entry as the feed does, when it is told to. */
async function follow(store: FakeSiteStore) {
  let schema = schemaOf(await store.readSchema())
  const shape = () => shapeOf(schema, () => 1)
  let state = emptyState(EPOCH, shape())
  const listeners = new Set<(entry: AppliedEntry) => void>()

  async function readOn(): Promise<void> {
    const { entries } = await store.read(state.version, { limit: 1_000, waitMs: 0 })
    for (const { version, receivedAt, kind, body } of entries) {
      if (kind === 'schema') {
        schema = schemaOf(await store.readSchema())
        state = { ...reshapeState(state, shape()), version }
        continue
      }
      const read = unpackBatch(body)
      if (!read.ok) throw new Error(read.reason)
      state = applyBatch(state, read.batch, receivedAt, version).state
      for (const listener of listeners) listener({ version, receivedAt, batch: read.batch })
    }
  }

  const feed: FeedView = {
    site: store.site,
    state: () => state,
    schema: () => schema,
    epoch: () => EPOCH,
    health: () => ({ store: true, ingest: true, clock: true }),
    onApplied: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    waitFor: async (version) => {
      await readOn()
      return compareVersions(state.version, version) >= 0
    },
  }
  const now = () => Date.now()
  const registry = createSeriesRegistry({ store, schema: () => schema, epoch: () => EPOCH, now })
  return { store, feed, registry, readOn }
}

/** A site on the in-memory store with one node that reads it. */
async function siteBench(site: Site) {
  const store = new FakeSiteStore({ site: site.id, now: () => Date.now(), epoch: EPOCH })
  const declared = site.metrics.map(({ id, channel, decimals }) => ({ id, channel, decimals }))
  await store.declareMetrics(declared, EPOCH, Date.now())
  const node = await follow(store)
  return {
    ...node,
    async sample(code: string, value: number): Promise<void> {
      const [number] = await node.registry.numbersOf([
        { metric: 'open', subject: { kind: 'unit', id: code } },
      ])
      const batch = allocateBatch(1)
      batch.series[0] = number ?? 0
      batch.value[0] = value
      batch.flags[0] = GOOD
      batch.sampledAt[0] = Date.now()
      const body = packBatch(batch)
      await store.append({ epoch: EPOCH, kind: 'samples', receivedAt: Date.now(), body })
      await node.readOn()
    },
    value(key: string): number | null | undefined {
      const state = node.feed.state()
      const number = node.feed.schema().byKey.get(key)?.number
      if (number === undefined || state.slot[number] === 0) return undefined
      return state.slot[number] === 1 ? (state.value[number] ?? NaN) : null
    },
  }
}

type Node = Awaited<ReturnType<typeof follow>>
const running: DeriveService[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
})

async function holderOf(
  bench: Node,
  site: Site,
  children: readonly ChildSite[] = [],
  stands: DeriveParts['stands'] = () => true,
) {
  const seen = await bench.store.readLease('feed')
  const taken = await bench.store.takeLease('feed', seen, `holder-${seen?.token ?? 0}`)
  const token = taken.taken ? taken.token : undefined
  const derive = createDerive({
    counted: () => [],
    site: () => site,
    feed: bench.feed,
    clock: clockOf(),
    registry: bench.registry,
    store: bench.store,
    stands,
    lease: { token: () => token },
    children: () => children,
    log,
  })
  running.push(derive)
  derive.start()
  await vi.advanceTimersByTimeAsync(1)
  return derive
}

const district = siteOf('district', [
  unit('a', 'district'),
  unit('b', 'district'),
  unit('old', 'district', { to: '2025-06-30' }),
])

describe('the derived series of a site', () => {
  it('leave out what does not stand on the day, though nobody has removed it yet', async () => {
    const bench = await siteBench(district)
    const midnight = Date.now() + 500
    await bench.sample('a', 2)
    await vi.advanceTimersByTimeAsync(1_000)
    await bench.sample('b', 3)
    await holderOf(bench, district, [], (_, sampledAt) => sampledAt >= midnight)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(bench.value('open/district')).toBe(3)
    expect(bench.value('open.coverage/district')).toBe(1)
  })

  it('follow their inputs within a second, in one entry', async () => {
    const bench = await siteBench(district)
    await holderOf(bench, district)
    await bench.sample('a', 2)
    await bench.sample('b', 3)
    const before = bench.store.appendCount
    await vi.advanceTimersByTimeAsync(1_000)
    expect(bench.value('open/district')).toBe(5)
    expect(bench.value('open.coverage/district')).toBe(2)
    expect(bench.store.appendCount).toBe(before + 1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(bench.store.appendCount).toBe(before + 1)
  })

  it('lose units whose validity ended when the date changes, and inputs that expire', async () => {
    const bench = await siteBench(district)
    await holderOf(bench, district)
    await bench.sample('a', 2)
    await bench.sample('old', 40)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(bench.value('open/district')).toBe(42)
    await vi.advanceTimersByTimeAsync(10 * MINUTE)
    expect(bench.value('open/district')).toBe(2)
    await vi.advanceTimersByTimeAsync(12 * MINUTE)
    expect(bench.value('open/district')).toBeNull()
    expect(bench.value('open.coverage/district')).toBe(0)
  })

  it('are neither repeated nor lost by a node that takes over', async () => {
    const bench = await siteBench(district)
    const first = await holderOf(bench, district)
    await bench.sample('a', 2)
    const behind = await follow(bench.store)
    await behind.readOn()
    await vi.advanceTimersByTimeAsync(1_000)
    await first.stop()
    const before = bench.store.appendCount
    await holderOf(behind, district)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(bench.store.appendCount).toBe(before)
    await bench.sample('b', 3)
    await behind.readOn()
    await vi.advanceTimersByTimeAsync(1_000)
    await bench.readOn()
    expect(bench.value('open/district')).toBe(5)
  })

  it('are not written by a node that has lost the lease, and come when the store does', async () => {
    const bench = await siteBench(district)
    await holderOf(bench, district)
    await bench.sample('a', 2)
    bench.store.fault = 'full'
    await vi.advanceTimersByTimeAsync(3_000)
    expect(bench.value('open/district')).toBeUndefined()
    bench.store.fault = undefined
    await vi.advanceTimersByTimeAsync(1_000)
    expect(bench.value('open/district')).toBe(2)
    await bench.store.takeLease('feed', await bench.store.readLease('feed'), 'another')
    await bench.sample('b', 3)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(bench.value('open/district')).toBe(2)
  })
})

describe('a parent site', () => {
  const city = siteOf('city', [unit('a', 'city'), unit('b', 'city'), unit('z', 'city')])

  it('takes the figures of its child site and aggregates them with its own', async () => {
    const child = await siteBench(district)
    const parent = await siteBench(city)
    await child.sample('a', 2)
    await child.sample('b', 3)
    await parent.sample('z', 10)
    await holderOf(parent, city, [{ site: district, feed: child.feed, clock: clockOf() }])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(parent.value('open/a')).toBe(2)
    expect(parent.value('open/city')).toBe(15)
    expect(parent.value('open.coverage/city')).toBe(3)
    expect(parent.value('open/district')).toBeUndefined()
    await child.sample('a', 7)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(parent.value('open/city')).toBe(20)
  })

  it('keeps its own newer sample', async () => {
    const child = await siteBench(district)
    const parent = await siteBench(city)
    await child.sample('a', 2)
    await vi.advanceTimersByTimeAsync(1_000)
    await parent.sample('a', 99)
    await holderOf(parent, city, [{ site: district, feed: child.feed, clock: clockOf() }])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(parent.value('open/a')).toBe(99)
  })

  it('takes nothing from a drill while its own clock is real', async () => {
    const child = await siteBench(district)
    const parent = await siteBench(city)
    await child.sample('a', 2)
    await holderOf(parent, city, [{ site: district, feed: child.feed, clock: clockOf(true) }])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(parent.value('open/a')).toBeUndefined()
  })
})
