import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { allocateBatch, packBatch } from '../server/core/feed/batch.ts'
import { siteKeys } from '../server/adapters/store-redis/site-keys.ts'
import type { SiteStore } from '../server/services/store.ts'
import { seriesKey, type SeriesName } from '../protocol/schema.ts'
import { BENCH_SITE } from './bench-site.ts'
import type { BenchServer } from './processes.ts'
import { createWalk, SERIES_COUNT, type Walk } from './workload.ts'

/** What the walk's series are now, as the HTTP API takes them; `at` in ms since 1970. */
export function samplesBody(walk: Walk, numbers: Uint32Array, at: number): string {
  const time = new Date(at).toISOString()
  const samples = Array.from(numbers, (number) => {
    const { metric, subject } = nameOf(walk, number)
    return { metric, [subject.kind]: subject.id, value: walk.value[number], at: time }
  })
  return JSON.stringify({ samples })
}

export function nameOf(walk: Walk, number: number): SeriesName {
  const series = walk.schema.series[number]
  if (!series) throw new RangeError(`the workload has no series ${number}`)
  return series
}

export async function postSamples(
  server: BenchServer,
  body: string,
  site = BENCH_SITE,
): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/sites/${site}/samples`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${server.key}` },
    body,
  })
  const { rejected } = (await answer.json()) as { readonly rejected?: readonly unknown[] }
  if (answer.status !== 202 || rejected?.length !== 0) {
    throw new Error(`samples were refused: ${answer.status} ${JSON.stringify(rejected?.[0])}`)
  }
}

/** Gives every series of the site a value, as a site that has been running has them. */
export async function fillSite(server: BenchServer): Promise<Walk> {
  const walk = createWalk()
  const all = Uint32Array.from({ length: SERIES_COUNT }, (_, number) => number)
  await postSamples(server, samplesBody(walk, all, Date.now()))
  // The sums of the site are worked out once a second: their series come then.
  await pause(2_500)
  return walk
}

/** Calls `send` at a steady pace until the time is over, with how many changes are due. */
export async function atRate(
  changesPerSecond: number,
  seconds: number,
  everyMs: number,
  send: (changes: number) => Promise<void>,
): Promise<void> {
  const startedAt = performance.now()
  let sent = 0
  for (;;) {
    const elapsedMs = performance.now() - startedAt
    if (elapsedMs >= seconds * 1000) return
    const due = Math.floor((elapsedMs / 1000) * changesPerSecond) - sent
    if (due > 0) {
      await send(due)
      sent += due
    }
    await pause(everyMs)
  }
}

/** Changes made before a run, so that making them costs nothing while it is measured. */
export interface Changes {
  readonly count: number
  readonly number: Uint32Array
  readonly value: Float64Array
}

const CHANGES_MADE = 200_000
const CHANGES_A_STEP = 5_000

export function makeChanges(walk: Walk): Changes {
  const number = new Uint32Array(CHANGES_MADE)
  const value = new Float64Array(CHANGES_MADE)
  for (let made = 0; made < CHANGES_MADE; made += CHANGES_A_STEP) {
    const moved = walk.step(CHANGES_A_STEP)
    number.set(moved, made)
    value.set(
      Float64Array.from(moved, (one) => walk.value[one] ?? 0),
      made,
    )
  }
  return { count: CHANGES_MADE, number, value }
}

/** Sends the next so many changes; begins again when all are sent. */
export type Sender = (count: number) => Promise<void>

export interface InputWriter {
  readonly send: Sender
  readonly waitingCount: () => Promise<number>
  readonly close: () => void
}

/** Writes samples into the site's input stream, one XADD each, as any producer may. */
export async function openInput(
  redis: { readonly port: number; readonly command: (...args: string[]) => Promise<unknown> },
  walk: Walk,
  changes: Changes,
): Promise<InputWriter> {
  const { input } = siteKeys(BENCH_SITE)
  const { bytes, ends } = commandsOf(input, walk, changes)
  const socket = connect(redis.port, '127.0.0.1')
  await once(socket, 'connect')
  const replies = countReplies(socket)
  let sent = 0
  const send: Sender = async (count) => {
    const from = sent % changes.count
    const to = Math.min(from + count, changes.count)
    socket.write(bytes.subarray(ends[from - 1] ?? 0, ends[to - 1]))
    sent += to - from
    await replies.until(sent)
    if (to - from < count) await send(count - (to - from))
  }
  return {
    send,
    waitingCount: async () => Number(await redis.command('XLEN', input)),
    close: () => socket.destroy(),
  }
}

/** All commands in the protocol of Redis, one behind the other, and where each ends. */
function commandsOf(
  input: string,
  walk: Walk,
  changes: Changes,
): { readonly bytes: Buffer; readonly ends: Uint32Array } {
  const parts: string[] = []
  const ends = new Uint32Array(changes.count)
  let length = 0
  for (let index = 0; index < changes.count; index++) {
    const { metric, subject } = nameOf(walk, changes.number[index] ?? 0)
    const sample = ['metric', metric, subject.kind, subject.id, 'value', `${changes.value[index]}`]
    const words = ['XADD', input, '*', ...sample]
    const part = words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')
    parts.push(`*${words.length}\r\n${part}`)
    length += parts[index]?.length ?? 0
    ends[index] = length
  }
  return { bytes: Buffer.from(parts.join(''), 'latin1'), ends }
}

const LINE_END = 0x0a
const LINES_A_REPLY = 2

/** Replies are ids: two lines each. */
function countReplies(socket: Socket): { readonly until: (count: number) => Promise<void> } {
  let lines = 0
  let wake = (): void => undefined
  socket.on('data', (chunk: Buffer) => {
    if (chunk[0] === 0x2d) throw new Error(`Redis refuses: ${chunk.toString()}`)
    for (const byte of chunk) if (byte === LINE_END) lines++
    wake()
  })
  return {
    async until(count) {
      while (lines < count * LINES_A_REPLY) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}

/** Appends packed batches to the site's stream, as a node of the system does. */
export async function openAppender(
  store: SiteStore,
  walk: Walk,
  changes: Changes,
): Promise<Sender> {
  const { record } = await store.inspect()
  if (!record) throw new Error('the store has no epoch')
  const { series } = await store.readSchema()
  const stored = new Map(series.map((name, number) => [seriesKey(name), number]))
  const numberOf = walk.schema.series.map((one) => stored.get(seriesKey(one)) ?? -1)
  if (numberOf.includes(-1)) throw new Error('a series of the workload has no number')
  let next = 0
  return async (count) => {
    const receivedAt = Date.now()
    const batch = allocateBatch(count)
    batch.sampledAt.fill(receivedAt)
    for (let row = 0; row < count; row++) {
      batch.series[row] = numberOf[changes.number[next] ?? 0] ?? 0
      batch.value[row] = changes.value[next] ?? 0
      next = (next + 1) % changes.count
    }
    const body = packBatch(batch)
    const { epoch } = record
    const answer = await store.append({ epoch, kind: 'samples', receivedAt, body })
    if (!answer.ok) throw new Error(`the store refused an append: ${answer.reason}`)
  }
}
