import { packFlags, SLOT, type Origin } from '../../protocol/sample.ts'
import type { SeriesName } from '../../protocol/schema.ts'
import type { HistoryRetention } from '../core/history/plan.ts'
import { allocateBatch, packBatch } from '../core/feed/batch.ts'
import { createHistoryKeeper, type HistoryKeeper } from '../services/history-keeper.ts'
import { createHistoryReader, type HistoryReader } from '../services/history-reader.ts'
import type { FakeFeed } from './fake-feed.ts'
import { createFakeFeed } from './fake-feed.ts'
import { FakeSiteStore } from './fake-site-store.ts'
import { buildMetric, buildSite } from './build-site.ts'
import { silentMetrics } from './silent-metrics.ts'

export const LEVEL: SeriesName = {
  metric: 'river.level',
  subject: { kind: 'sensor', id: 'ai-nghia' },
}
export const DAILY: SeriesName = { metric: 'census', subject: { kind: 'unit', id: 'new' } }

export interface SampleRow {
  readonly series: SeriesName
  /** ms since 1970. */
  readonly at: number
  readonly value: number | null
  readonly origin?: Origin
}

/** A fake store with a history, its keeper and a reader. The clocks stand still until set. */
export interface HistoryUnderTest {
  readonly store: FakeSiteStore
  readonly feed: FakeFeed
  readonly keeper: HistoryKeeper
  readonly reader: HistoryReader
  readonly clock: { now: number }
  /** Reasons of `historyCut`. */
  readonly cuts: string[]
  retention: HistoryRetention
  /** Whether this node holds the lease. */
  isHolder: boolean
  readonly post: (rows: readonly SampleRow[]) => Promise<void>
  readonly read: (series: SeriesName, from: number, to: number) => Promise<readonly unknown[]>
}

const EPOCH = '00112233aabbccdd'

export async function createHistoryUnderTest(now: number): Promise<HistoryUnderTest> {
  const base = buildSite()
  const site = { ...base, metrics: [...base.metrics, buildMetric('census', { decimals: 1 })] }
  const store = new FakeSiteStore({ site: site.id, epoch: EPOCH })
  const metrics = site.metrics.map(({ id, channel, decimals }) => ({ id, channel, decimals }))
  await store.declareMetrics(metrics, EPOCH, now)
  const taken = await store.takeLease('feed', undefined, 'node')
  const token = taken.taken ? taken.token : undefined
  const feed = await createFakeFeed(store, site)
  const clock = { now }
  const cuts: string[] = []
  const under: HistoryUnderTest = {
    store,
    feed,
    clock,
    cuts,
    retention: { rawDays: 30, rawMaxBytes: 1e9, rollupDays: 730 },
    isHolder: true,
    keeper: createHistoryKeeper({
      store,
      feed: { ...feed, site: site.id, onApplied: () => () => undefined },
      token: () => (under.isHolder ? token : undefined),
      now: () => clock.now,
      monotonicNow: () => 0,
      retention: () => under.retention,
      decimals: (id) => metrics.find((metric) => metric.id === id)?.decimals ?? 0,
      isForEver: (id) => id === 'census',
      breathe: () => Promise.resolve(),
      every: () => () => undefined,
      metrics: { ...silentMetrics, historyCut: (_, reason) => cuts.push(reason) },
      log: { info: () => undefined, warn: () => undefined },
    }),
    reader: createHistoryReader({ store, feed, sleep: () => Promise.resolve() }),
    post: (rows) => post(store, feed, clock.now, rows),
    async read(series, from, to) {
      const { points } = await under.reader.points({ series, from, to }, 1_000_000)
      return Array.from(points.at, (at, row) => {
        const value = points.value[row] ?? NaN
        return [at, Number.isNaN(value) ? null : value]
      })
    },
  }
  return under
}

async function post(
  store: FakeSiteStore,
  feed: FakeFeed,
  receivedAt: number,
  rows: readonly SampleRow[],
): Promise<void> {
  const epoch = feed.epoch()
  const names = rows.map((row) => row.series)
  const numbers = await store.nameSeries(names, epoch, receivedAt)
  const batch = allocateBatch(rows.length)
  for (const [row, one] of rows.entries()) {
    batch.series[row] = numbers[row] ?? 0
    batch.sampledAt[row] = one.at
    batch.slot[row] = one.value === null ? SLOT.empty : SLOT.value
    batch.value[row] = one.value ?? 0
    const origin = one.origin ?? 'real'
    batch.flags[row] = packFlags({ quality: 'good', origin, underReview: false })
  }
  const result = await store.append({ epoch, kind: 'samples', receivedAt, body: packBatch(batch) })
  if (!result.ok) throw new Error(result.reason)
}
