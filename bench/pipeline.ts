import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { compareVersions, VERSION_ZERO, type Version } from '../protocol/version.ts'
import { openRedisStores } from '../server/adapters/store-redis/redis-stores.ts'
import { unpackBatch } from '../server/core/feed/batch.ts'
import type { SiteStore } from '../server/services/store.ts'
import { startRedisServer } from '../server/testing/redis-server.ts'
import { BENCH_SITE } from './bench-site.ts'
import {
  atRate,
  fillSite,
  makeChanges,
  openAppender,
  openInput,
  type InputWriter,
  type Sender,
} from './load.ts'
import { resultOf, type Effort, type Result } from './measure.ts'
import { endOf, messageFrom, runScript, startBenchServer, type BenchServer } from './processes.ts'
import type { AppliedFrame, WallsReport } from './wall-clients.ts'

const section = 'pipeline'
const WALLS = 50
const TICK_MS = 250
const LAG_GOAL_MS = TICK_MS + 50
/** What is still on its way when the load ends must arrive within this time. */
const DRAIN_MS = 15_000
const LOOK_MS = 500
const READ_LIMIT = 200
const WARM_SECONDS = 4

interface Load {
  readonly changesPerSecond: number
  readonly way: string
  readonly everyMs: number
}

const INPUT = 'one XADD each'
const PACKED = 'packed appends'
const LOADS: readonly Load[] = [
  { changesPerSecond: 1_000, way: INPUT, everyMs: 5 },
  { changesPerSecond: 10_000, way: INPUT, everyMs: 5 },
  { changesPerSecond: 50_000, way: INPUT, everyMs: 5 },
  { changesPerSecond: 1_000_000, way: PACKED, everyMs: 10 },
]

interface Measured {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cameIn: number
  readonly delivered: number
  readonly cpuShare: number
}

interface Rig {
  readonly server: BenchServer
  readonly walls: ChildProcess
  readonly store: SiteStore
  /** Entries of the input that the server has not moved. */
  readonly waitingCount: () => Promise<number>
  readonly send: Readonly<Record<string, Sender>>
}

/** Changes into Redis, the built server, deltas out to walls: lag of every change, at every wall. */
export async function benchPipeline(effort: Effort): Promise<readonly Result[]> {
  const redis = await startRedisServer()
  const server = await startBenchServer(redis.url)
  const stores = await openRedisStores({ url: redis.url })
  const walls = runScript('wall-clients.ts', [server.port, WALLS])
  let input: InputWriter | undefined
  try {
    await messageFrom<WallsReport>(walls)
    const walk = await fillSite(server)
    const store = await stores.site(BENCH_SITE)
    const changes = makeChanges(walk)
    input = await openInput(redis, walk, changes)
    const append = await openAppender(store, walk, changes)
    walls.send('open')
    await messageFrom<WallsReport>(walls)
    const rig: Rig = {
      server,
      walls,
      store,
      waitingCount: input.waitingCount,
      send: { [INPUT]: input.send, [PACKED]: append },
    }
    return await measureAll(rig, effort)
  } finally {
    await endOf(walls)
    input?.close()
    await stores.close()
    await server.stop()
    await redis.stop()
  }
}

async function measureAll(rig: Rig, effort: Effort): Promise<readonly Result[]> {
  const rounds: Measured[][] = LOADS.map(() => [])
  const seconds = effort.pick(6, 2)
  const [warm] = LOADS
  if (warm && !effort.isQuick)
    await runLoad(rig, { ...warm, changesPerSecond: 20_000 }, WARM_SECONDS)
  for (let round = 0; round < effort.pick(3, 1); round++) {
    for (const [index, load] of LOADS.entries()) {
      rounds[index]?.push(await runLoad(rig, load, seconds))
    }
  }
  return LOADS.flatMap((load, index) => resultsOf(load, rounds[index] ?? []))
}

async function runLoad(rig: Rig, load: Load, seconds: number): Promise<Measured> {
  const { server, walls, store } = rig
  const { tail } = await store.inspect()
  const send = rig.send[load.way]
  if (!send) throw new Error(`no way ${load.way}`)
  walls.send('record')
  const cpuBefore = await server.cpuMs()
  const startedAt = Date.now()
  await atRate(load.changesPerSecond, seconds, load.everyMs, send)
  const elapsedMs = Date.now() - startedAt
  const cpuMs = (await server.cpuMs()) - cpuBefore
  const entries = await readEntries(rig, tail)
  const frames = await framesUpTo(rig, entries.at(-1)?.version ?? tail)
  const lags = lagsOf(entries, frames)
  const inTime = frames.filter((frame) => frame.at <= startedAt + elapsedMs)
  const second = elapsedMs / 1000
  return {
    p50Ms: weightedQuantile(lags, 0.5),
    p99Ms: weightedQuantile(lags, 0.99),
    cameIn: entries.reduce((sum, entry) => sum + entry.count, 0) / second,
    delivered: inTime.reduce((sum, frame) => sum + frame.rows, 0) / second,
    cpuShare: (cpuMs / elapsedMs) * 100,
  }
}

interface Entry {
  readonly version: Version
  /** Changes of one moment within the entry. */
  readonly moments: readonly { readonly at: number; readonly count: number }[]
  readonly count: number
}

/** Every frame applied since the record began, once each wall holds a version. */
async function framesUpTo({ walls }: Rig, version: Version): Promise<readonly AppliedFrame[]> {
  const until = performance.now() + DRAIN_MS
  for (;;) {
    walls.send('report')
    const { frames } = await messageFrom<WallsReport>(walls)
    const reached = frames.filter(({ to }) => compareVersions(to, version) >= 0)
    if (new Set(reached.map(({ wall }) => wall)).size === WALLS) return frames
    if (performance.now() > until) throw new Error('the walls did not get all that came in')
    await pause(LOOK_MS)
  }
}

/** What the stream took in after a position, without what the server worked out itself. */
async function readEntries(rig: Rig, after: Version): Promise<readonly Entry[]> {
  const until = performance.now() + DRAIN_MS
  while ((await rig.waitingCount()) > 0) {
    if (performance.now() > until) throw new Error('the server did not move all of its input')
    await pause(LOOK_MS)
  }
  const found: Entry[] = []
  let position = after
  for (;;) {
    const { entries, atEnd } = await rig.store.read(position, { limit: READ_LIMIT, waitMs: 0 })
    for (const { version, kind, body } of entries) {
      position = version
      const read = kind === 'samples' ? unpackBatch(body) : undefined
      if (!read?.ok || isDerived(read.batch.flags[0] ?? 0)) continue
      const moments = momentsOf(read.batch.sampledAt)
      found.push({ version, moments, count: read.batch.count })
    }
    if (atEnd) return found
  }
}

function isDerived(flags: number): boolean {
  return ((flags >> 2) & 0b11) === 3
}

function momentsOf(sampledAt: Float64Array): { at: number; count: number }[] {
  const moments: { at: number; count: number }[] = []
  for (const at of sampledAt) {
    const last = moments.at(-1)
    if (last?.at === at) last.count++
    else moments.push({ at, count: 1 })
  }
  return moments
}

interface Lag {
  readonly ms: number
  readonly count: number
}

/** For every change and wall: until the first frame was applied that holds it or a newer value. */
function lagsOf(entries: readonly Entry[], frames: readonly AppliedFrame[]): readonly Lag[] {
  const lags: Lag[] = []
  for (let wall = 0; wall < WALLS; wall++) {
    const applied = frames.filter((frame) => frame.wall === wall)
    let next = 0
    for (const { version, moments } of entries) {
      while (compareVersions(applied[next]?.to ?? LAST, version) < 0) next++
      const frame = applied[next]
      if (!frame) throw new Error('a change did not reach a wall')
      for (const { at, count } of moments) lags.push({ ms: frame.at - at, count })
    }
  }
  return lags
}

const LAST: Version = { ...VERSION_ZERO, ms: Infinity }

function weightedQuantile(lags: readonly Lag[], share: number): number {
  const sorted = lags.toSorted((a, b) => a.ms - b.ms)
  const total = sorted.reduce((sum, lag) => sum + lag.count, 0)
  let seen = 0
  for (const { ms, count } of sorted) {
    seen += count
    if (seen >= share * total) return ms
  }
  throw new RangeError('nothing came in')
}

function resultsOf(load: Load, rounds: readonly Measured[]): readonly Result[] {
  const name = `${load.changesPerSecond.toLocaleString('en')}/s in (${load.way}), ${WALLS} walls`
  const of = (pick: (one: Measured) => number): readonly number[] => rounds.map(pick)
  const came = Math.round(Math.min(...of((one) => one.cameIn))).toLocaleString('en')
  return [
    resultOf({ section, what: `${name}: lag p50`, unit: 'ms', ours: of((one) => one.p50Ms) }),
    resultOf({
      section,
      what: `${name}: lag p99`,
      unit: 'ms',
      ours: of((one) => one.p99Ms),
      goal: { of: 'ours', atMost: LAG_GOAL_MS },
      note: `from the append to the frame that was applied, every change at every wall; at least ${came} changes/s came in`,
    }),
    resultOf({
      section,
      what: `${name}: updates delivered`,
      unit: '/s',
      ours: of((one) => one.delivered),
    }),
    resultOf({
      section,
      what: `${name}: server CPU`,
      unit: '% of a core',
      ours: of((one) => one.cpuShare),
    }),
  ]
}
