import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openEmbeddedStores } from '../server/adapters/store-embedded/embedded-stores.ts'
import { openRedisStores } from '../server/adapters/store-redis/redis-stores.ts'
import type { StoreProvider } from '../server/services/store.ts'
import { startRedisServer } from '../server/testing/redis-server.ts'
import {
  openHistorySite,
  openWeek,
  postTicks,
  readWeek,
  takeAll,
  TICKS_OF_SLICE,
  WEEK_SERIES,
  type HistorySite,
} from './history-site.ts'
import { decodeAll, packWalk, parseLines } from './history-pack.ts'
import { interleave, resultOf, type Effort, type Result } from './measure.ts'
import { SERIES_COUNT } from './workload.ts'

const section = 'history'
const MICROSECONDS = 1_000
/** 11,640 series, one sample each 10 s, 30 days. */
const PLANNED_SAMPLES = SERIES_COUNT * 6 * 60 * 24 * 30
const WEEK_POINTS = 500
const GB = 1e9

/** What history costs to keep and to read, per sample, and what that means for a month of 11,640 series. */
export async function benchHistory(effort: Effort): Promise<readonly Result[]> {
  return [
    ...(await packing(effort)),
    ...(await onStore('embedded', effort)),
    ...(await onStore('Redis', effort)),
  ]
}

async function packing(effort: Effort): Promise<readonly Result[]> {
  const packed = packWalk()
  for (let warm = 0; warm < effort.pick(10, 2); warm++) {
    decodeAll(packed)
    parseLines(packed)
  }
  const timed = await interleave(effort.pick(9, 2), {
    decode: () => decodeAll(packed),
    parse: () => parseLines(packed),
  })
  const { chunkBytes, blockBytes, lineBytes } = packed
  const reference = { name: 'JSON lines', values: [lineBytes] }
  const planned = (bytes: number): string => `${((bytes * PLANNED_SAMPLES) / GB).toFixed(1)} GB`
  return [
    resultOf({
      section,
      what: 'bytes a sample, a day that is over',
      unit: 'B',
      ours: [chunkBytes],
      reference,
      note: `30 days of 11,640 series at one sample each 10 s (3.0 G samples) are ${planned(chunkBytes)}; over 1 GiB the oldest days become rollups early, which is told`,
    }),
    resultOf({
      section,
      what: 'bytes a sample, today (blocks of 5 minutes)',
      unit: 'B',
      ours: [blockBytes],
      reference,
    }),
    resultOf({
      section,
      what: 'unpack a day of a series, a sample',
      unit: 'ns',
      ours: timed.decode,
      reference: { name: 'JSON.parse', values: timed.parse },
    }),
  ]
}

interface Opened {
  readonly provider: StoreProvider
  /** Bytes the store takes now: of its file, or of Redis' memory. */
  readonly bytes: () => Promise<number>
  readonly close: () => Promise<void>
}

async function openEmbedded(): Promise<Opened> {
  const folder = await mkdtemp(path.join(tmpdir(), 'iocwall-bench-'))
  const provider = await openEmbeddedStores({ folder })
  return {
    provider,
    bytes: async () => (await stat(path.join(folder, 'data.mdb'))).size,
    async close() {
      await provider.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function openRedis(): Promise<Opened> {
  const redis = await startRedisServer({ config: { appendonly: 'yes', appendfsync: 'everysec' } })
  const provider = await openRedisStores({ url: redis.url })
  return {
    provider,
    async bytes() {
      const info = String(await redis.command('INFO', 'memory'))
      return Number(/used_memory:(\d+)/.exec(info)?.[1])
    },
    async close() {
      await provider.close()
      await redis.stop()
    },
  }
}

async function onStore(kind: 'embedded' | 'Redis', effort: Effort): Promise<readonly Result[]> {
  const open = kind === 'embedded' ? openEmbedded : openRedis
  return [
    ...(await using(open, async ({ provider }) =>
      taking(kind, await openHistorySite(provider), effort),
    )),
    // A store of its own: free space that others left would hide what this takes.
    ...(await using(open, (opened) => keeping(kind, opened, effort))),
  ]
}

async function using<T>(open: () => Promise<Opened>, use: (opened: Opened) => Promise<T>) {
  const opened = await open()
  try {
    return await use(opened)
  } finally {
    await opened.close()
  }
}

async function taking(kind: string, site: HistorySite, effort: Effort): Promise<readonly Result[]> {
  const microseconds: number[] = []
  for (let round = 0; round < effort.pick(5, 1); round++) {
    await postTicks(site)
    const { samples, ms } = await takeAll(site)
    microseconds.push((ms * MICROSECONDS) / samples)
  }
  const perSecond = SERIES_COUNT / 10
  const median = microseconds.toSorted((a, b) => a - b)[microseconds.length >> 1] ?? NaN
  const share = ((median * perSecond) / 1e6) * 100
  return [
    resultOf({
      section,
      what: `${kind}: from the stream into the history, a sample`,
      unit: 'µs',
      ours: microseconds,
      note: `five minutes of all series at a time (${(TICKS_OF_SLICE * SERIES_COUNT).toLocaleString('en')} samples), durable; at 1,164 samples/s that keeps ${share.toFixed(2)} % of a core's time`,
    }),
  ]
}

async function keeping(kind: string, opened: Opened, effort: Effort): Promise<readonly Result[]> {
  const before = await opened.bytes()
  const week = await openWeek(opened.provider)
  const bytes = ((await opened.bytes()) - before) / week.samples
  await readWeek(week, WEEK_POINTS)
  const ms: number[] = []
  for (let round = 0; round < effort.pick(15, 3); round++) {
    const startedAt = performance.now()
    const points = await readWeek(week, WEEK_POINTS)
    ms.push(performance.now() - startedAt)
    if (points < WEEK_POINTS - 1) throw new Error(`only ${points} points`)
  }
  const planned = ((bytes * PLANNED_SAMPLES) / GB).toFixed(1)
  return [
    resultOf({
      section,
      what: `${kind}: a sample of days that are over, ${kind === 'Redis' ? 'in memory' : 'on disk'}`,
      unit: 'B',
      ours: [bytes],
      note: `a week of ${WEEK_SERIES} series, with keys, names and free space; 3.0 G samples would take ${planned} GB`,
    }),
    resultOf({
      section,
      what: `${kind}: closing a day, a sample`,
      unit: 'µs',
      ours: [(week.closeMs * MICROSECONDS) / week.samples],
      note: `reading, merging and packing anew; a day of all series has 100.6 M samples`,
    }),
    resultOf({
      section,
      what: `${kind}: a week of one series at ${WEEK_POINTS} points`,
      unit: 'ms',
      ours: ms,
      note: '60,480 samples unpacked, least, greatest, last and count of each step',
    }),
  ]
}
