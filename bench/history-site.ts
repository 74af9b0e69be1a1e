import { SLOT } from '../protocol/sample.ts'
import type { Series, SeriesName } from '../protocol/schema.ts'
import { allocateBatch, packBatch } from '../server/core/feed/batch.ts'
import { schemaOf } from '../server/core/feed/schema-shape.ts'
import { encodeBlock } from '../server/core/history/block.ts'
import { SHARD_COUNT } from '../server/core/history/gather.ts'
import { DAY_MS, dayOf, rowsOf } from '../server/core/history/points.ts'
import { takeSlice } from '../server/services/history-intake.ts'
import { createHistoryReader } from '../server/services/history-reader.ts'
import type { HistoryBlock, HistoryCursor } from '../server/services/history-store.ts'
import { createHistoryUpkeep } from '../server/services/history-upkeep.ts'
import type { SiteStore, StoreProvider } from '../server/services/store.ts'
import { silentMetrics } from '../server/testing/silent-metrics.ts'
import { dayOfWalk, TICK_MS, TICKS_OF_BLOCK, TICKS_OF_DAY } from './history-pack.ts'
import { createWalk, SERIES_COUNT, type Walk } from './workload.ts'

/** Five minutes of one sample each 10 s. */
export const TICKS_OF_SLICE = TICKS_OF_BLOCK
export const WEEK_SERIES = 20
const DAYS_OF_WEEK = 7
const EPOCH = '0123456789abcdef'
const STARTS_AT = Date.parse('2025-10-27T00:00:00Z')
const BLOCKS_TOGETHER = 500

const nothing = (): undefined => undefined
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export interface HistorySite {
  readonly store: SiteStore
  readonly token: number
  readonly walk: Walk
  tick: number
}

async function openSite(provider: StoreProvider, id: string, series: readonly Series[]) {
  const store = await provider.site(id)
  const record = { identity: '', changedAt: STARTS_AT, reason: 'first-start' } as const
  await store.changeEpoch(undefined, { epoch: EPOCH, ...record })
  const decimals = new Map(series.map((one) => [one.metric, one.decimals]))
  const metrics = [...decimals].map(([metric, of]) => ({
    id: metric,
    channel: 'all',
    decimals: of,
  }))
  await store.declareMetrics(metrics, EPOCH, STARTS_AT)
  await store.nameSeries(series, EPOCH, STARTS_AT)
  const taken = await store.takeLease('feed', undefined, 'bench')
  if (!taken.taken) throw new Error('the lease is taken')
  return { store, token: taken.token }
}

/** A site whose stream gets all series of the yardstick. */
export async function openHistorySite(provider: StoreProvider): Promise<HistorySite> {
  const walk = createWalk()
  return { ...(await openSite(provider, 'taking', walk.schema.series)), walk, tick: 0 }
}

export async function postTicks(site: HistorySite): Promise<void> {
  const { store, walk } = site
  for (let tick = 0; tick < TICKS_OF_SLICE; tick++, site.tick++) {
    const numbers = walk.step(SERIES_COUNT)
    const at = STARTS_AT + site.tick * TICK_MS
    const batch = allocateBatch(numbers.length)
    batch.series.set(numbers)
    batch.slot.fill(SLOT.value)
    batch.sampledAt.fill(at)
    for (const [row, number] of numbers.entries()) batch.value[row] = walk.value[number] ?? 0
    const entry = { epoch: EPOCH, kind: 'samples', receivedAt: at, body: packBatch(batch) } as const
    if (!(await store.append(entry)).ok) throw new Error('the append was refused')
  }
}

export async function takeAll({
  store,
  token,
}: HistorySite): Promise<{ readonly samples: number; readonly ms: number }> {
  const startedAt = performance.now()
  let samples = 0
  for (;;) {
    const slice = await takeSlice({ store, now: () => STARTS_AT, breathe }, EPOCH, token)
    if (!slice.ok) throw new Error(slice.reason)
    samples += slice.sampleCount
    if (slice.atEnd) return { samples, ms: performance.now() - startedAt }
  }
}

export interface Week {
  readonly store: SiteStore
  readonly series: readonly SeriesName[]
  readonly samples: number
  readonly closeMs: number
}

/** A week of some series, in blocks of five minutes as they would have come, each day closed when it is over. */
export async function openWeek(provider: StoreProvider): Promise<Week> {
  const series = Array.from({ length: WEEK_SERIES }, (_, number): Series => {
    const subject = { kind: 'sensor', id: `s${number}` } as const
    const { decimals } = dayOfWalk(number)
    return { number, metric: `m${number}`, subject, channel: 0, decimals }
  })
  const { store, token } = await openSite(provider, 'keeping', series)
  let cursor: HistoryCursor | undefined
  let closeMs = 0
  for (let day = 0; day < DAYS_OF_WEEK; day++) {
    const blocks = series.flatMap((one) => blocksOfDay(one, day))
    for (let start = 0; start < blocks.length; start += BLOCKS_TOGETHER) {
      const ms = (cursor?.version.ms ?? 0) + 1
      const next: HistoryCursor = { version: { ms, n: 0 }, receivedAt: STARTS_AT + day * DAY_MS }
      const appended = await store.history.append({
        token,
        epoch: EPOCH,
        shards: Array.from({ length: SHARD_COUNT }, (_, shard) => shard),
        expected: cursor?.version,
        next,
        blocks: blocks.slice(start, start + BLOCKS_TOGETHER),
      })
      if (!appended.ok) throw new Error(appended.reason)
      cursor = next
    }
    const startedAt = performance.now()
    await close(store, token, series, day)
    closeMs += performance.now() - startedAt
  }
  return { store, series, samples: WEEK_SERIES * DAYS_OF_WEEK * TICKS_OF_DAY, closeMs }
}

function blocksOfDay(series: Series, day: number): HistoryBlock[] {
  const { points, decimals } = dayOfWalk(series.number, day)
  const { metric, subject } = series
  return Array.from({ length: TICKS_OF_DAY / TICKS_OF_BLOCK }, (_, block) => {
    const start = block * TICKS_OF_BLOCK
    const body = encodeBlock(rowsOf(points, start, start + TICKS_OF_BLOCK), decimals)
    return { series: { metric, subject }, day: dayOf(STARTS_AT) + day, body }
  })
}

async function close(
  store: SiteStore,
  token: number,
  series: readonly Series[],
  day: number,
): Promise<void> {
  const decimals = new Map(series.map((one) => [one.metric, one.decimals]))
  const upkeep = createHistoryUpkeep({
    site: store.site,
    store,
    token: () => token,
    now: () => STARTS_AT + (day + 2) * DAY_MS,
    retention: () => ({ rawDays: 30, rawMaxBytes: Infinity, rollupDays: 730 }),
    decimals: (metric) => decimals.get(metric) ?? 0,
    isForEver: () => false,
    breathe,
    metrics: silentMetrics,
    log: { info: nothing, warn: nothing },
  })
  await upkeep()
  const { days } = await store.history.facts()
  if (days.some((day) => day.openBytes > 0)) throw new Error('a day is still open')
}

/** How many points there are of a week of one series in so many steps. */
export async function readWeek({ store, series }: Week, points: number): Promise<number> {
  const [first] = series
  if (!first) throw new Error('there is no series')
  const schema = schemaOf(await store.readSchema())
  const feed = { schema: () => schema, epoch: () => EPOCH }
  const reader = createHistoryReader({ store, feed, sleep: () => Promise.resolve() })
  const to = STARTS_AT + DAYS_OF_WEEK * DAY_MS
  const stepMs = (to - STARTS_AT) / points
  const startOf = (at: number): number => Math.floor((at - STARTS_AT) / stepMs) * stepMs
  const { rows } = await reader.steps({ series: first, from: STARTS_AT, to }, startOf)
  return rows.length
}
