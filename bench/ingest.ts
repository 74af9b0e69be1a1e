import { startRedisServer } from '../server/testing/redis-server.ts'
import { fillSite, postSamples, samplesBody } from './load.ts'
import { interleave, resultOf, timeOf, type Effort, type Result } from './measure.ts'
import { startBenchServer, type BenchServer } from './processes.ts'
import type { Walk } from './workload.ts'

const section = 'ingest'
const SAMPLES = 1_000
/** Requests under way at a time, so that the server never waits for the next. */
const AT_A_TIME = 16
const BODIES = 40
const MICROSECONDS = 1_000

/** HTTP JSON in, checked and appended, against bare `JSON.parse` of the same bytes. */
export async function benchIngest(effort: Effort): Promise<readonly Result[]> {
  const embedded = effort.isQuick ? [] : await onServer('embedded store', undefined, effort)
  const redis = await startRedisServer()
  try {
    return [...embedded, ...(await onServer('Redis', redis.url, effort))]
  } finally {
    await redis.stop()
  }
}

async function onServer(
  store: string,
  redisUrl: string | undefined,
  effort: Effort,
): Promise<readonly Result[]> {
  const server = await startBenchServer(redisUrl)
  try {
    const walk = await fillSite(server)
    const requests = effort.pick(300, 40)
    await postAll(server, walk, requests)
    parseAll(makeBodies(walk))
    const cpu: number[] = []
    const rates = await interleave(effort.pick(6, 1), {
      async ours() {
        const posted = await postAll(server, walk, requests)
        cpu.push(posted.cpuMicroseconds)
        return posted.samplesPerSecond
      },
      parse: () => parseAll(makeBodies(walk)),
    })
    return resultsOf(store, rates.ours, rates.parse, cpu)
  } finally {
    await server.stop()
  }
}

function makeBodies(walk: Walk): string[] {
  return Array.from({ length: BODIES }, () => samplesBody(walk, walk.step(SAMPLES), Date.now()))
}

interface Posted {
  readonly samplesPerSecond: number
  /** Of the server's process, a sample. */
  readonly cpuMicroseconds: number
}

async function postAll(server: BenchServer, walk: Walk, requests: number): Promise<Posted> {
  const bodies = makeBodies(walk)
  const cpuBefore = await server.cpuMs()
  const startedAt = performance.now()
  let next = 0
  const poster = async (): Promise<void> => {
    while (next < requests) await postSamples(server, bodies[next++ % BODIES] ?? '')
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, poster))
  const elapsedMs = performance.now() - startedAt
  const cpuMs = (await server.cpuMs()) - cpuBefore
  const samples = requests * SAMPLES
  return {
    samplesPerSecond: (samples * 1000) / elapsedMs,
    cpuMicroseconds: (cpuMs * MICROSECONDS) / samples,
  }
}

/** Samples a second of `JSON.parse` alone, from the bytes as they come. */
function parseAll(bodies: readonly string[]): number {
  const bytes = bodies.map((body) => Buffer.from(body))
  const msEach = timeOf(5, () => {
    for (const body of bytes) JSON.parse(body.toString('utf8'))
  })
  return (SAMPLES * bytes.length * 1000) / msEach
}

function resultsOf(
  store: string,
  ours: readonly number[],
  parse: readonly number[],
  cpu: readonly number[],
): readonly Result[] {
  const what = `HTTP JSON, ${SAMPLES.toLocaleString('en')} samples a request, ${store}`
  const parseMicroseconds = parse.map((rate) => (1000 * MICROSECONDS) / rate)
  return [
    resultOf({
      section,
      what: `${what}: taken in`,
      unit: 'samples/s',
      ours,
      reference: { name: 'JSON.parse', values: parse },
      goal: { of: 'ratio', atLeast: 0.6 },
      note: `the whole way: HTTP, key, parsing, checks, durable append, answer; ${AT_A_TIME} requests under way`,
    }),
    resultOf({
      section,
      what: `${what}: server CPU a sample`,
      unit: 'µs',
      ours: cpu,
      reference: { name: 'JSON.parse', values: parseMicroseconds },
      note: 'all threads of the server, its feed and the walls’ frames included',
    }),
  ]
}
