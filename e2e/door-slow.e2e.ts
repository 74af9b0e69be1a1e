import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './harness/ask.ts'
import { BODIED } from './harness/door-routes.ts'
import * as people from './harness/people.ts'
import { endlessly, headOf, speak, type Spoken } from './harness/raw-http.ts'
import { report } from './harness/report.ts'
import { sleep } from './harness/until.ts'
import { startWallServer, type WallServer } from './harness/wall-server.ts'

/** What a request may take (10 s its head, 15 s all of it), how late that is looked at, and a busy machine. */
const IN_TIME_MS = { head: 10_000 + 6_000, whole: 15_000 + 6_000 } as const
const GIVE_UP_MS = 25_000
const CROWD = 200

describe('requests that never end', () => {
  let server: WallServer
  let admin: people.SignedIn
  let before: string

  beforeAll(async () => {
    server = await startWallServer()
    admin = await people.setUp(server, 'here')
    before = await everything()
  })
  afterAll(() => server.stop())

  async function everything(): Promise<string> {
    const paths = ['people', 'journal', 'account/sessions', 'sites/dai-loc/keys']
    const answers = await Promise.all(
      paths.map((path) => ask(server.origin, { path: `/api/v1/${path}`, headers: admin.headers })),
    )
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200))
    return answers.map(({ text }) => text).join('\n')
  }

  /** One part, and then another for ever. */
  const drip = (first: string, then: string, everyMs: number): Promise<Spoken> =>
    speak(server.origin, { parts: firstOf(first, then), everyMs, giveUpMs: GIVE_UP_MS })
  const routes = (): readonly string[] => BODIED.map(([route]) => route)
  const typed = (type = 'application/json'): Record<string, string> => ({
    ...admin.headers,
    'Content-Type': type,
  })

  it.concurrent('end in time when the head drips', async () => {
    const heads = routes().flatMap((route) => {
      const head = headOf(route, typed()).slice(0, -2)
      return [
        drip(head, 'X-Slow: 1\r\n', 1_000),
        drip(head, 'a', 500),
        drip(`${route} HT`, 'T', 900),
      ]
    })
    heads.push(drip('', '\r\n', 500), drip('GET / HTTP/1.1\r\nHost: ', 'a', 500))
    judge('head', await Promise.all(heads))
  })

  it.concurrent('end in time when the body drips', async () => {
    const bodies = routes().flatMap((route) => {
      const length = { ...typed(), 'Content-Length': '10000' }
      const chunked = { ...typed(), 'Transfer-Encoding': 'chunked' }
      return [
        drip(headOf(route, length), '{', 700),
        drip(`${headOf(route, length)}{"`, '', 1_000),
        drip(headOf(route, chunked), '1\r\n \r\n', 700),
        drip(`${headOf(route, chunked)}5;`, 'x', 700),
      ]
    })
    judge('whole', await Promise.all(bodies))
  })

  it.concurrent('end in time when the body pours without an end', async () => {
    const chunk = `400\r\n${' '.repeat(1_024)}\r\n`
    const poured = routes().flatMap((route) =>
      ['application/json', 'text/plain'].map((type) =>
        drip(headOf(route, { ...typed(type), 'Transfer-Encoding': 'chunked' }), chunk, 5),
      ),
    )
    judge('whole', await Promise.all(poured))
  })

  it.concurrent('end in time where no body is read', async () => {
    const places = ['DELETE /api/v1/account/sessions/none', 'GET /api/v1/people', 'GET /session']
    const chunked = { ...admin.headers, 'Transfer-Encoding': 'chunked' }
    const dripped = places.map((line) => drip(headOf(line, chunked), '1\r\n \r\n', 700))
    const all = await Promise.all(dripped)
    expect(all.map(({ isClosed }) => isClosed)).toEqual(places.map(() => true))
    for (const { closedAfterMs } of all) expect(closedAfterMs).toBeLessThan(IN_TIME_MS.whole)
  })

  it.concurrent('leave the server quick for others', async () => {
    const crowd = Array.from({ length: CROWD }, () =>
      drip(headOf('POST /session', { ...typed(), 'Content-Length': '900' }), ' ', 1_000),
    )
    const waits: number[] = []
    for (let time = 0; time < 20; time++) {
      const startedAt = performance.now()
      expect(
        (await ask(server.origin, { path: '/api/v1/people', headers: admin.headers })).status,
      ).toBe(200)
      waits.push(performance.now() - startedAt)
      await sleep(500)
    }
    report(`answer beside ${CROWD} slow requests`, waits)
    expect(waits.toSorted((a, b) => a - b)[10]).toBeLessThan(1_000)
    judge('whole', await Promise.all(crowd))
  })

  function judge(part: keyof typeof IN_TIME_MS, spoken: readonly Spoken[]): void {
    const wrong = spoken.filter(({ isClosed, status, closedAfterMs }) => {
      // Who goes on sending when the server has hung up may lose what it said.
      const isRefused = status === 0 || (status >= 400 && status < 500)
      return !isClosed || !isRefused || closedAfterMs > IN_TIME_MS[part]
    })
    expect(wrong).toEqual([])
  }

  it('change nothing', async () => {
    expect(await everything()).toBe(before)
    expect(server.log()).not.toMatch(/"level":50|request failed/)
  })
})

function* firstOf(first: string, then: string): Generator<string> {
  yield first
  yield* endlessly(then)
}
