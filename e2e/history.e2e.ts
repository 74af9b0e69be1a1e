import { describe, expect, it } from 'vitest'
import { realReadings, shuffled, type Reading } from './harness/real-readings.ts'
import { onEither, startStack, type Stack } from './harness/stores.ts'
import { until } from './harness/until.ts'
import type { WallServer } from './harness/wall-server.ts'

const SITE = 'da-nang'
const FLOOD = 'from=2025-10-26T00:00:00%2B07:00&to=2025-11-02T00:00:00%2B07:00'
/** Positive when the lease holder has taken everything into chunks. */
const LAG = 'ioc_wall_history_lag_seconds'
const BYTES = 'ioc_wall_history_bytes'

interface HistoryAnswer {
  readonly points: readonly (readonly (string | number | null)[])[]
  readonly next?: string
  readonly resolution: object
}

async function historyOf(
  server: WallServer,
  sensor: string,
  query: string,
): Promise<HistoryAnswer> {
  const path = `/api/v1/sites/${SITE}/series/river.level/${sensor}/history?${query}`
  const answer = await fetch(server.origin + path)
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as HistoryAnswer
}

/** What history must say of readings: each moment of a station once, in order. */
function wantedOf(rows: readonly Reading[], sensor: string): (readonly [string, number, string])[] {
  return rows
    .filter((row) => row.sensor === sensor)
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map((row) => [new Date(row.at).toISOString(), row.value, 'good'] as const)
}

async function expectAll(server: WallServer, rows: readonly Reading[]): Promise<void> {
  for (const sensor of new Set(rows.map((row) => row.sensor))) {
    const { points, resolution } = await historyOf(server, sensor, FLOOD)
    expect(points).toEqual(wantedOf(rows, sensor))
    expect(resolution).toEqual({})
  }
}

/** Restarted, a node takes everything there is into chunks as soon as it holds the lease. */
async function moveIntoChunks({ server }: Stack): Promise<void> {
  await server.kill('SIGTERM')
  await server.start()
  await until('everything is in chunks', 30_000, async () => {
    const text = await server.metrics()
    const isTaken = (await server.metric(BYTES, `site="${SITE}",kind="raw"`)) > 0
    return isTaken && text.includes(`${LAG}{site="${SITE}"} 0`)
  })
}

describe.concurrent.each(onEither('redis'))('history, %s store', (kind) => {
  it.sequential(
    'gives the real readings of the flood back exactly, posted shuffled, late and twice',
    async () => {
      const rows = realReadings()
      const stack = await startStack(kind, { env: { SITES: SITE } })
      try {
        const twice = [...shuffled(rows, 7), ...shuffled(rows, 11)]
        for (let first = 0; first < twice.length; first += 10) {
          const answer = await stack.server.post(SITE, twice.slice(first, first + 10))
          expect(answer.status).toBe(202)
        }
        await expectAll(stack.server, rows)
        await moveIntoChunks(stack)
        await expectAll(stack.server, rows)
        // And again, now that chunks hold what comes a third time.
        for (let first = 0; first < rows.length; first += 10) {
          await stack.server.post(SITE, shuffled(rows, 3).slice(first, first + 10))
        }
        await expectAll(stack.server, rows)
        await moveIntoChunks(stack)
        await expectAll(stack.server, rows)
      } finally {
        await stack.stop()
      }
    },
  )

  it.sequential('answers in steps that begin at local midnight, and in pages', async () => {
    const rows = realReadings().filter((row) => row.sensor === 'ai-nghia')
    const stack = await startStack(kind, { env: { SITES: SITE } })
    try {
      await stack.server.post(SITE, shuffled(rows, 5))
      const { points } = await historyOf(stack.server, 'ai-nghia', `${FLOOD}&step=1d`)
      const values = rows.map((row) => row.value)
      expect(points.every(([at]) => String(at).endsWith('T17:00:00.000Z'))).toBe(true)
      expect(Math.max(...points.map(([, , max]) => Number(max)))).toBe(Math.max(...values))
      expect(Math.min(...points.map(([, min]) => Number(min)))).toBe(Math.min(...values))
      expect(points.reduce((sum, [, , , , count]) => sum + Number(count), 0)).toBe(rows.length)
    } finally {
      await stack.stop()
    }
  })

  it.sequential(
    'loses and doubles nothing when the server is killed while readings come in',
    async () => {
      const stack = await startStack(kind, { env: { SITES: SITE } })
      const accepted: Reading[] = []
      const startAt = Date.parse('2025-10-27T00:00:00Z')
      let next = 0
      const postSome = async (): Promise<void> => {
        const some = Array.from({ length: 20 }, (_, index): Reading => {
          const at = new Date(startAt + (next + index) * 7_001).toISOString()
          return {
            metric: 'river.level',
            sensor: 'ai-nghia',
            value: ((next + index) % 900) / 100,
            at,
          }
        })
        const answer = await stack.server.post(SITE, some).catch(() => undefined)
        if (answer?.status === 202) accepted.push(...some)
        // What was not answered is posted again, as a source would: it may be there already.
        if (answer?.status === 202) next += 20
      }
      try {
        await stack.server.ingestKey(SITE)
        for (let round = 0; round < 4; round++) {
          let isKilled = false
          const posting = (async () => {
            while (!isKilled) await postSome()
          })()
          await new Promise((resolve) => setTimeout(resolve, 900 + round * 450))
          await stack.server.kill('SIGKILL')
          isKilled = true
          await posting
          await stack.server.start()
        }
        await postSome()
        expect(accepted.length).toBeGreaterThan(500)
        const read = async (): Promise<unknown[]> => {
          const all: unknown[] = []
          let cursor = ''
          for (;;) {
            const answer = await historyOf(stack.server, 'ai-nghia', FLOOD + cursor)
            all.push(...answer.points)
            if (answer.next === undefined) return all
            cursor = `&cursor=${answer.next}`
          }
        }
        expect(await read()).toEqual(wantedOf(accepted, 'ai-nghia'))
        await moveIntoChunks(stack)
        expect(await read()).toEqual(wantedOf(accepted, 'ai-nghia'))
      } finally {
        await stack.stop()
      }
    },
  )
})
