import type { ListedAlarm } from '../protocol/alarm-answers.ts'
import { startRedisServer } from '../server/testing/redis-server.ts'
import { ALARMING, BENCH_SITE, CONDITION_COUNT, writeWatchedSite } from './bench-site.ts'
import { atRate, fillSite, makeChanges, openInput, type Sender } from './load.ts'
import { interleave, quantile, resultOf, type Effort, type Result } from './measure.ts'
import { startBenchServer, type BenchServer } from './processes.ts'
import type { Walk } from './workload.ts'

const section = 'alarms'
const CHANGES_A_SECOND = 10_000
const SEND_EVERY_MS = 5
const ROUNDS = 5
const PAGE = 500
const RAISED_WITHIN_MS = 30_000

interface Rig {
  readonly server: BenchServer
  readonly walk: Walk
  readonly send: Sender
  readonly stop: () => Promise<void>
}

/** What watching costs beside the feed, and what the feed costs whoever acknowledges. */
export async function benchAlarms(effort: Effort): Promise<readonly Result[]> {
  const rigs: Rig[] = []
  try {
    const watched = await startRig(true)
    rigs.push(watched)
    const bare = await startRig(false)
    rigs.push(bare)
    return [await costOfWatching(watched, bare, effort), ...(await costOfLoad(watched, effort))]
  } finally {
    for (const rig of rigs) await rig.stop()
  }
}

async function startRig(isWatched: boolean): Promise<Rig> {
  const redis = await startRedisServer()
  const site = isWatched ? { id: BENCH_SITE, write: writeWatchedSite } : undefined
  const server = await startBenchServer(redis.url, site)
  const walk = await fillSite(server)
  const input = await openInput(redis, walk, makeChanges(walk))
  const stop = async (): Promise<void> => {
    input.close()
    await server.stop()
    await redis.stop()
  }
  return { server, walk, send: input.send, stop }
}

async function costOfWatching(watched: Rig, bare: Rig, effort: Effort): Promise<Result> {
  const seconds = effort.pick(6, 2)
  const share = async ({ server, send }: Rig): Promise<number> => {
    const cpuBefore = await server.cpuMs()
    const startedAt = performance.now()
    await atRate(CHANGES_A_SECOND, seconds, SEND_EVERY_MS, send)
    const cpuMs = (await server.cpuMs()) - cpuBefore
    return (cpuMs / (performance.now() - startedAt)) * 100
  }
  const { ours, reference } = await interleave(effort.pick(ROUNDS, 1), {
    ours: () => share(watched),
    reference: () => share(bare),
  })
  return resultOf({
    section,
    what: `10,000/s in, ${CONDITION_COUNT.toLocaleString('en')} conditions watched: server CPU`,
    unit: '% of a core',
    ours,
    reference: { name: 'without rules', values: reference },
    note: 'levels, rise and silence of each of 2,000 sensors; Redis; no walls',
  })
}

async function costOfLoad(rig: Rig, effort: Effort): Promise<readonly Result[]> {
  const rounds = effort.pick(ROUNDS, 1)
  const count = effort.pick(200, 40)
  const waiting = await raise(rig, rounds * count * 2)
  const key = await rig.server.newKey('officer')
  const quiet: (readonly number[])[] = []
  const loaded: (readonly number[])[] = []
  for (let round = 0; round < rounds; round++) {
    quiet.push(await acknowledgeAll(rig, key, waiting.splice(0, count)))
    const end = new AbortController()
    const load = sendUntil(rig.send, end.signal)
    loaded.push(await acknowledgeAll(rig, key, waiting.splice(0, count)))
    end.abort()
    await load
  }
  return [0.5, 0.99].map((part) =>
    resultOf({
      section,
      what: `an acknowledgement amid 10,000 changes/s, from request to answer: p${part * 100}`,
      unit: 'ms',
      ours: loaded.map((times) => quantile(times, part)),
      reference: { name: 'no changes', values: quiet.map((times) => quantile(times, part)) },
      note: 'one after the other over HTTP, each durable in Redis before it is answered',
    }),
  )
}

async function sendUntil(send: Sender, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await atRate(CHANGES_A_SECOND, 0.2, SEND_EVERY_MS, send)
}

/** So many alarms that nobody has acknowledged. */
async function raise({ server }: Rig, count: number): Promise<ListedAlarm[]> {
  const at = new Date().toISOString()
  const samples = Array.from({ length: count }, (_, index) => ({
    metric: 'level',
    sensor: `s${index}`,
    value: ALARMING,
    at,
  }))
  await ask(server, server.key, 'samples', { samples })
  const key = await server.newKey('officer')
  const giveUpAt = performance.now() + RAISED_WITHIN_MS
  for (;;) {
    const alarms = await listed(server, key)
    if (alarms.length >= count) return alarms
    if (performance.now() > giveUpAt) throw new Error(`only ${alarms.length} alarms of ${count}`)
  }
}

async function listed(server: BenchServer, key: string): Promise<ListedAlarm[]> {
  const alarms: ListedAlarm[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const from = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const answer = await ask(server, key, `alarms?limit=${PAGE}${from}`)
    const page = answer as { readonly alarms: ListedAlarm[]; readonly next?: string }
    alarms.push(...page.alarms)
    cursor = page.next
  }
  return alarms
}

/** Milliseconds of each. */
async function acknowledgeAll(
  { server }: Rig,
  key: string,
  alarms: readonly ListedAlarm[],
): Promise<readonly number[]> {
  const times: number[] = []
  for (const { id, occurrence } of alarms) {
    const startedAt = performance.now()
    await ask(server, key, `alarms/${encodeURIComponent(id)}/acknowledge`, { occurrence })
    times.push(performance.now() - startedAt)
  }
  return times
}

async function ask(server: BenchServer, key: string, place: string, body?: object) {
  const answer = await fetch(`${server.url}/api/v1/sites/${BENCH_SITE}/${place}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${key}`,
      'idempotency-key': crypto.randomUUID(),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${place}: ${answer.status} ${text}`)
  return JSON.parse(text) as unknown
}
