import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hashState } from '../../../protocol/state-hash.ts'
import {
  FROM_ELSEWHERE,
  startHttp,
  type HttpOptions,
  type RunningHttp,
} from '../../testing/build-http.ts'
import { SITE_NOW, EPOCH } from '../../testing/intake.ts'
import type { HttpParts } from './http-parts.ts'

const GOOD = { metric: 'river.level', sensor: 'ai-nghia', value: 9.01 }
const SAMPLES = '/api/v1/sites/test-site/samples'
const HISTORY = '/api/v1/sites/test-site/series/river.level'
const HISTORY_ROUTE = '/api/v1/sites/{site}/series/{metric}/{subject}/history'
let folder: string
let running: RunningHttp

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ioc-wall-http-'))
  await mkdir(join(folder, 'display', 'assets'), { recursive: true })
  await mkdir(join(folder, 'maps'))
  await writeFile(join(folder, 'display', 'index.html'), '<!doctype html><title>wall</title>')
  await writeFile(join(folder, 'display', 'assets', 'app-1a2b.js'), 'export {}')
  await writeFile(join(folder, 'maps', 'test.geojson'), '{"type":"FeatureCollection"}')
  await writeFile(join(folder, 'secret.txt'), 'secret')
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

const start = (
  overrides: Partial<HttpParts> = {},
  rates?: HttpOptions['rates'],
): Promise<RunningHttp> =>
  startHttp({
    ...(rates && { rates }),
    parts: {
      folders: { display: join(folder, 'display'), maps: join(folder, 'maps'), config: folder },
      ...overrides,
    },
  })

async function withServer<T>(
  overrides: Partial<HttpParts>,
  use: (one: RunningHttp) => Promise<T>,
  rates?: HttpOptions['rates'],
) {
  const one = await start(overrides, rates)
  try {
    return await use(one)
  } finally {
    await one.stop()
  }
}

beforeEach(async () => {
  running = await start()
  return () => running.stop()
})

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

async function call(path: string, init: RequestInit = {}, one = running): Promise<Answer> {
  const response = await fetch(one.url + path, init)
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(text) : text,
  }
}

function post(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  one = running,
): Promise<Answer> {
  const all = {
    'Content-Type': 'application/json',
    Authorization: `Bearer ${one.keys.ingest}`,
    ...headers,
  }
  return call(SAMPLES, { method: 'POST', body, headers: all }, one)
}

function postSamples(samples: readonly unknown[], headers: Record<string, string> = {}) {
  return post(JSON.stringify({ samples }), headers)
}

async function readings(one = running): Promise<Map<string, unknown>> {
  const { body } = await call('/api/v1/sites/test-site/snapshot', {}, one)
  const { series } = body as {
    series: { metric: string; unit?: string; sensor?: string; value: unknown }[]
  }
  return new Map(series.map((row) => [`${row.metric}/${row.unit ?? row.sensor}`, row.value]))
}

const Problem = z.looseObject({
  type: z.string().startsWith('urn:ioc-wall:problem:'),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(1),
  instance: z.string().startsWith('/'),
})

function expectProblem(answer: Answer, status: number, name: string): void {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  const problem = Problem.parse(answer.body)
  expect(problem).toMatchObject({ status, type: `urn:ioc-wall:problem:${name}` })
  expect(answer.status).toBe(status)
}

describe('POST samples', () => {
  it('takes JSON, and the snapshot shows it', async () => {
    const answer = await postSamples([GOOD, { metric: 'mood', unit: 'new', value: null }])
    expect(answer).toMatchObject({ status: 202, body: { accepted: 2, rejected: [] } })
    expect(await readings()).toEqual(
      new Map<string, unknown>([
        ['river.level/ai-nghia', 9.01],
        ['mood/new', null],
      ]),
    )
  })

  it('takes NDJSON and loses nothing but the bad lines', async () => {
    const lines = [JSON.stringify(GOOD), '{"metric":', JSON.stringify({ ...GOOD, sensor: 'x' })]
    const answer = await post(lines.join('\n'), { 'Content-Type': 'application/x-ndjson' })
    expect(answer).toMatchObject({
      status: 202,
      body: {
        accepted: 1,
        rejected: [
          { index: 1, code: 'malformed', message: 'line 2: not valid JSON' },
          { index: 2, code: 'unknown-sensor', message: 'line 3: the site has no sensor "x"' },
        ],
      },
    })
  })

  it('lists every refusal by its place and its code', async () => {
    const answer = await postSamples([
      GOOD,
      'text',
      { ...GOOD, metric: 'x' },
      { metric: 'mood', unit: '99999', value: 1 },
      { metric: 'mood', unit: 'old', value: 1 },
      { metric: 'dossiers.open', unit: 'root', value: 1 },
      { ...GOOD, value: 1e6 },
      { ...GOOD, at: '2025-10-27T06:05:00.001+07:00' },
      { ...GOOD, value: '9' },
    ])
    expect(answer.status).toBe(202)
    const { rejected } = answer.body as { rejected: { index: number; code: string }[] }
    expect(rejected.map(({ index, code }) => `${index} ${code}`)).toEqual([
      '1 malformed',
      '2 unknown-metric',
      '3 unknown-unit',
      '4 unit-not-in-force',
      '5 wrong-subject',
      '6 out-of-range',
      '7 in-the-future',
      '8 malformed',
    ])
  })

  it('answers 422 with the list when nothing was good', async () => {
    const answer = await post(
      '{"samples":[{"metric":"river.level","sensor":"ai-nghia","value":1e999}]}',
    )
    expectProblem(answer, 422, 'nothing-accepted')
    expect(answer.body).toMatchObject({ accepted: 0, rejected: [{ index: 0, code: 'not-finite' }] })
  })

  it('keeps the newest however late, shuffled or repeated samples come', async () => {
    const rows = Array.from({ length: 40 }, (_, age) => ({
      ...GOOD,
      value: age / 10,
      at: new Date(SITE_NOW - age * 60_000).toISOString(),
    }))
    const shuffled = [...rows, ...rows].toSorted(
      (a, b) => Math.sin(a.value * 99) - Math.sin(b.value * 77),
    )
    for (const row of shuffled) expect((await postSamples([row])).status).toBe(202)
    expect((await readings()).get('river.level/ai-nghia')).toBe(0)
  })

  it.each([
    ['truncated JSON', '{"samples":[{"metric":"riv', 400, 'malformed-request'],
    ['an empty body', '', 400, 'malformed-request'],
    [
      'a bare NaN',
      '{"samples":[{"metric":"mood","unit":"new","value":NaN}]}',
      400,
      'malformed-request',
    ],
    ['a list', '[]', 422, 'wrong-shape'],
    ['a text', '"samples"', 422, 'wrong-shape'],
    ['a prototype key', '{"__proto__":{"samples":[]},"samples":[]}', 422, 'wrong-shape'],
    ['a constructor key', '{"constructor":1,"samples":[]}', 422, 'wrong-shape'],
    ['too many samples', `{"samples":[${'0,'.repeat(20_000)}0]}`, 413, 'body-too-large'],
  ])('refuses %s and changes nothing', async (_, body, status, name) => {
    expectProblem(await post(body), status, name)
    expect(running.intake.store.entries).toEqual([])
  })

  it('refuses prototype keys of a sample by name', async () => {
    const body = '{"samples":[{"metric":"mood","unit":"new","value":1,"__proto__":{"value":2}}]}'
    const answer = await post(body)
    expectProblem(answer, 422, 'nothing-accepted')
    expect(answer.body).toMatchObject({ rejected: [{ message: 'unknown field "__proto__"' }] })
  })

  it('refuses bytes that are not UTF-8', async () => {
    expectProblem(await post(new Uint8Array([0x22, 0xff, 0x22])), 400, 'malformed-request')
  })

  it('refuses other content types and charsets', async () => {
    for (const type of ['text/plain', 'application/xml', 'application/json; charset=latin1']) {
      expectProblem(await post('{}', { 'Content-Type': type }), 415, 'wrong-content-type')
    }
    expectProblem(await post('{}', { 'Content-Encoding': 'zstd' }), 415, 'wrong-content-type')
    const charset = { 'Content-Type': 'application/json; charset=UTF-8' }
    expect((await postSamples([GOOD], charset)).status).toBe(202)
  })

  it('refuses 10 MB, announced or not, without keeping it', async () => {
    const before = process.memoryUsage().rss
    expectProblem(await post('x'.repeat(10_000_000)), 413, 'body-too-large')
    for (let turn = 0; turn < 10; turn++) expect(await postChunks(160, 64 * 1024)).toBe(413)
    expect(process.memoryUsage().rss - before).toBeLessThan(96 * 1024 * 1024)
    expect((await postSamples([GOOD])).status).toBe(202)
  })

  it('refuses a small body that unpacks to much', async () => {
    const { gzipSync } = await import('node:zlib')
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(50_000_000, 0x20)))
    expectProblem(await post(bomb, { 'Content-Encoding': 'gzip' }), 413, 'body-too-large')
  })

  it('never answers 5xx and accounts for every item, whatever the JSON', async () => {
    const item = fc.oneof(fc.jsonValue(), fc.constant(GOOD))
    await fc.assert(
      fc.asyncProperty(fc.array(item), async (samples) => {
        const { status, body } = await postSamples(samples)
        expect([202, 422]).toContain(status)
        const { accepted, rejected } = body as { accepted: number; rejected: unknown[] }
        expect(accepted + rejected.length).toBe(samples.length)
      }),
      { numRuns: 40 },
    )
  })

  it.each([
    ['unavailable', 503, 'store-unavailable'],
    ['read-only', 503, 'store-unavailable'],
    ['full', 507, 'store-full'],
  ] as const)('says so when the store is %s', async (fault, status, name) => {
    await postSamples([GOOD])
    running.intake.store.fault = fault
    expectProblem(await postSamples([GOOD]), status, name)
  })
})

/** Sends a body of unknown length and answers the status. */
function postChunks(count: number, size: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${running.keys.ingest}`,
      'Transfer-Encoding': 'chunked',
    }
    const sending = request(running.url + SAMPLES, { method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sending.on('error', reject)
    const chunk = Buffer.alloc(size, 0x20)
    for (let sent = 0; sent < count; sent++) sending.write(chunk)
    sending.end()
  })
}

/** A request as written: fetch would tidy the path and ask caches to keep away. */
function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly etag: string; readonly text: string }> {
  const { port } = running.server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, etag: response.headers.etag ?? '', text })
      })
    })
      .on('error', reject)
      .end()
  })
}

describe('Idempotency-Key', () => {
  it('gives the same answer for the same body, with one effect', async () => {
    const headers = { 'Idempotency-Key': 'batch-1' }
    const first = await postSamples([GOOD, 1], headers)
    const again = await Promise.all([1, 2, 3].map(() => postSamples([GOOD, 1], headers)))
    for (const answer of again) expect([answer.status, answer.body]).toEqual([202, first.body])
    expect(running.intake.store.appendCount).toBe(1)
    await postSamples([GOOD, 1], { 'Idempotency-Key': 'batch-2' })
    expect(running.intake.store.appendCount).toBe(2)
  })

  it('refuses the same key with another body, and a key that is not visible text', async () => {
    const headers = { 'Idempotency-Key': 'batch-1' }
    await postSamples([GOOD], headers)
    expectProblem(await postSamples([GOOD, GOOD], headers), 422, 'idempotency-key-reused')
    const odd = await postSamples([GOOD], { 'Idempotency-Key': 'a b' })
    expectProblem(odd, 400, 'malformed-request')
  })

  it('forgets after 24 h, and at once what failed', async () => {
    const headers = { 'Idempotency-Key': 'batch-1' }
    running.intake.store.fault = 'full'
    expect((await postSamples([GOOD], headers)).status).toBe(507)
    running.intake.store.fault = undefined
    expect((await postSamples([GOOD], headers)).status).toBe(202)
    running.intake.clock.monotonic += 24 * 3_600_000
    expect((await postSamples([GOOD, GOOD], headers)).status).toBe(202)
  })
})

describe('access', () => {
  it('takes samples only with an ingest key of the site', async () => {
    const { keys } = running
    for (const [authorization, status, name] of [
      [undefined, 401, 'key-required'],
      ['Basic YTpi', 401, 'key-required'],
      ['Bearer', 401, 'key-required'],
      ['Bearer iocwall_wrong', 401, 'key-refused'],
      ['Bearer demo', 401, 'key-refused'],
      [`Bearer ${keys.read}`, 403, 'scope-missing'],
      [`Bearer ${keys.officer}`, 403, 'scope-missing'],
    ] as const) {
      const headers = {
        'Content-Type': 'application/json',
        ...(authorization && { authorization }),
      }
      const body = JSON.stringify({ samples: [GOOD] })
      const answer = await call(SAMPLES, { method: 'POST', headers, body })
      expectProblem(answer, status, name)
      if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm=/)
    }
    expect(running.intake.store.entries).toEqual([])
  })

  it('takes the key demo in the demo, from this machine, as simulated', async () => {
    await withServer({ isDemo: true }, async (one) => {
      const demo = { Authorization: 'Bearer demo' }
      const body = JSON.stringify({ samples: [GOOD] })
      expectProblem(await post(body, { ...demo, ...FROM_ELSEWHERE }, one), 403, 'scope-missing')
      expect((await post(body, demo, one)).status).toBe(202)
      const { body: snapshot } = await call('/api/v1/sites/test-site/snapshot', {}, one)
      expect(snapshot).toMatchObject({ series: [{ value: 9.01, origin: 'simulated' }] })
    })
  })

  const readable = ['/api/v1/sites/test-site/snapshot', '/api/v1/sites/test-site/screen']

  it.each(readable)('opens %s on this machine, elsewhere only with a key', async (path) => {
    const { keys } = running
    expect((await call(path)).status).toBe(200)
    expectProblem(await call(path, { headers: FROM_ELSEWHERE }), 401, 'key-required')
    for (const [scope, status] of [
      ['read', 200],
      ['officer', 200],
      ['ingest', 403],
    ] as const) {
      const headers = { ...FROM_ELSEWHERE, Authorization: `Bearer ${keys[scope]}` }
      expect((await call(path, { headers })).status).toBe(status)
    }
  })

  it.each([{ isDemo: true }, { isWallOpen: true }])('opens to all with %o', async (overrides) => {
    await withServer(overrides, async (one) => {
      for (const path of readable) {
        expect((await call(path, { headers: FROM_ELSEWHERE }, one)).status).toBe(200)
      }
    })
  })

  it('believes forwarding headers of trusted proxies only', async () => {
    await withServer({ trustedProxies: 1 }, async (one) => {
      const path = '/api/v1/sites/test-site/snapshot'
      expect((await call(path, { headers: FROM_ELSEWHERE }, one)).status).toBe(401)
      const local = { 'X-Forwarded-For': '127.0.0.1' }
      expect((await call(path, { headers: local }, one)).status).toBe(200)
    })
  })

  it('trusts nobody on this machine who asks for another name: a page may have it point here', async () => {
    const path = '/api/v1/sites/test-site/snapshot'
    const statusFor = (host: string): Promise<number | undefined> => {
      const { port } = running.server.address() as AddressInfo
      return new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
          .on('error', reject)
          .end()
      })
    }
    for (const host of ['localhost', 'LOCALHOST:8080', '127.0.0.1:1', '[::1]:8080']) {
      expect([host, await statusFor(host)]).toEqual([host, 200])
    }
    for (const host of [
      'evil.example',
      'evil.example:8080',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      'localhost:8080@evil.example',
      '127.0.0.1x',
    ]) {
      expect([host, await statusFor(host)]).toEqual([host, 401])
    }
  })

  it('bounds what one address, key or person asks for, but not this machine', async () => {
    const few = { windowMs: 10_000, most: 50 }
    const countOf = async (url: string, headers: Record<string, string>) => {
      const found = new Map<number, number>()
      const asked = Array.from({ length: 60 }, () => fetch(url, { headers }))
      for (const { status } of await Promise.all(asked)) {
        found.set(status, (found.get(status) ?? 0) + 1)
      }
      return Object.fromEntries(found)
    }
    await withServer(
      {},
      async ({ url }) => {
        expect(await countOf(`${url}/api/v1/build`, FROM_ELSEWHERE)).toEqual({ 200: 50, 429: 10 })
        expect(await countOf(`${url}/api/v1/build`, {})).toEqual({ 200: 60 })
        // Who watches the server is always answered.
        expect(await countOf(`${url}/healthz`, FROM_ELSEWHERE)).toEqual({ 200: 60 })
      },
      { address: few },
    )
    await withServer(
      {},
      async ({ url, keys }) => {
        const snapshot = `${url}/api/v1/sites/test-site/snapshot`
        const one = { ...FROM_ELSEWHERE, Authorization: `Bearer ${keys.read}` }
        expect(await countOf(snapshot, one)).toEqual({ 200: 50, 429: 10 })
        const other = { ...FROM_ELSEWHERE, Authorization: `Bearer ${keys.officer}` }
        expect((await fetch(snapshot, { headers: other })).status).toBe(200)
      },
      { key: few },
    )
  })

  it('turns away who guesses, and nobody else of the same address', async () => {
    await withServer(
      {},
      async ({ url, keys }) => {
        const snapshot = `${url}/api/v1/sites/test-site/snapshot`
        const statusFor = async (headers: Record<string, string>): Promise<number> =>
          (await fetch(snapshot, { headers: { ...FROM_ELSEWHERE, ...headers } })).status
        const guesses = []
        for (let at = 0; at < 8; at++) {
          const guess =
            at % 2 === 0 ? { Authorization: `Bearer iocwall_${at}` } : { Cookie: 'iocwall=x' }
          guesses.push(await statusFor(guess))
        }
        expect(guesses).toEqual([401, 401, 401, 401, 401, 429, 429, 429])
        expect(await statusFor({ Authorization: `Bearer ${keys.read}` })).toBe(200)
        expect(await statusFor({})).toBe(401)
      },
      { guess: { windowMs: 10_000, most: 5 } },
    )
  })

  it('takes from a reporter the figures of the own agency, as entered by hand', async () => {
    const { people, intake, url } = running
    const own = 'river.level'
    const agency = intake.parts.site().metrics.find(({ id }) => id === own)?.owner.vi ?? ''
    const root = { noted: { kind: 'server' }, grants: [{ site: '*', role: 'admin' }] } as const
    const grants = [{ site: 'test-site', role: 'reporter', agency }] as const
    const made = await people.accounts.create(root, { id: 'lan', name: 'Lan', grants })
    if (!made.ok) throw new Error(made.reason)
    const { secret } = await people.signIn.open(made.person, 'link', {
      address: '',
      agent: '',
      device: undefined,
      isLocal: false,
    })
    const post = async (): Promise<unknown> => {
      const answer = await fetch(url + SAMPLES, {
        method: 'POST',
        headers: { Cookie: `__Host-iocwall=${secret}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ samples: [GOOD] }),
      })
      return answer.json()
    }
    expect(await post()).toMatchObject({ accepted: 1 })
    const { body } = await call('/api/v1/sites/test-site/snapshot')
    expect(body).toMatchObject({ series: [{ metric: own, origin: 'manual' }] })
    await people.accounts.change(root, 'lan', {
      grants: [{ site: 'test-site', role: 'reporter', agency: 'Sở khác' }],
    })
    expect(await post()).toMatchObject({ accepted: 0, rejected: [{ code: 'not-allowed' }] })
  })

  it('lists the sites that the caller may read', async () => {
    const { body } = await call('/api/v1/sites')
    expect(body).toMatchObject({ sites: [{ id: 'test-site', timeZone: 'Asia/Ho_Chi_Minh' }] })
    const closed = await call('/api/v1/sites', { headers: FROM_ELSEWHERE })
    expect(closed.body).toEqual({ sites: [] })
  })
})

describe('snapshot', () => {
  it('tells age, version and a hash per channel', async () => {
    await postSamples([{ ...GOOD, at: '2025-10-27T05:35:00.100+07:00', quality: 'uncertain' }])
    const { body } = await call('/api/v1/sites/test-site/snapshot')
    expect(body).toMatchObject({
      epoch: EPOCH,
      time: new Date(SITE_NOW).toISOString(),
      series: [
        {
          metric: 'river.level',
          sensor: 'ai-nghia',
          value: 9.01,
          quality: 'uncertain',
          origin: 'real',
          sampledAt: '2025-10-26T22:35:00.000Z',
          freshness: 'stale',
        },
      ],
    })
    const { hashes, version } = body as { hashes: Record<string, string>; version: string }
    expect(version).toMatch(/^\d+-\d+$/)
    expect(Object.keys(hashes)).toEqual(['figures', 'water'])
    const { slot, value, flags, carriedAt: sampledAt } = running.intake.feed.state()
    expect(hashes.water).toBe(hashState({ members: [0], slot, value, flags, sampledAt }))
    await postSamples([{ ...GOOD, value: 9.02 }])
    const { body: later } = await call('/api/v1/sites/test-site/snapshot')
    const changed = (later as { hashes: Record<string, string> }).hashes
    expect(changed.water).not.toBe(hashes.water)
    expect(changed.figures).toBe(hashes.figures)
  })

  it('calls an explicit no-value none and the rest by its age', async () => {
    await postSamples([{ ...GOOD, value: null }])
    const { body } = await call('/api/v1/sites/test-site/snapshot')
    expect(body).toMatchObject({ series: [{ value: null, freshness: 'none' }] })
  })
})

describe('problems', () => {
  it('answers unknown sites, paths and methods as problems', async () => {
    for (const site of ['nowhere', '__proto__', 'constructor']) {
      expectProblem(await call(`/api/v1/sites/${site}/snapshot`), 404, 'no-such-site')
    }
    expectProblem(await call('/api/v1/nothing?key=secret'), 404, 'not-found')
    expectProblem(await call('/api/v1/sites/%/snapshot'), 400, 'malformed-request')
    const wrong = await call(SAMPLES, { method: 'DELETE' })
    expectProblem(wrong, 405, 'method-not-allowed')
    expect(wrong.headers.get('allow')).toBe('POST')
    for (const path of ['/healthz', '/metrics', '/api/v1/openapi.json', '/api/v1/sites']) {
      expectProblem(await call(path, { method: 'POST' }), 405, 'method-not-allowed')
    }
  })

  it('tells nothing of an unexpected failure but logs it', async () => {
    await withServer(
      { metricsText: () => Promise.reject(new Error('secret detail')) },
      async (one) => {
        const answer = await call('/metrics', {}, one)
        expectProblem(answer, 500, 'internal-error')
        expect(JSON.stringify(answer.body)).not.toContain('secret')
        expect(one.log.join('')).toContain('secret detail')
      },
    )
  })

  it('logs paths without their queries, and no keys', async () => {
    await call('/api/v1/sites/test-site/snapshot?token=hush')
    await postSamples([GOOD])
    const log = running.log.join('')
    expect(log).toContain('"path":"/api/v1/sites/test-site/snapshot"')
    expect(log).not.toContain('hush')
    expect(log).not.toContain(running.keys.ingest)
  })
})

describe('operations', () => {
  it('is alive, and ready only with a loaded feed and a store that was read', async () => {
    expect((await call('/healthz')).status).toBe(200)
    expect((await call('/readyz')).status).toBe(200)
    running.intake.feed.soundness = { store: false, ingest: true, clock: true }
    expect(await call('/readyz')).toMatchObject({
      status: 503,
      body: { status: 'not-ready', notReady: [{ site: 'test-site' }] },
    })
    expect((await call('/healthz')).status).toBe(200)
  })

  it('counts what ingest did', async () => {
    await postSamples([GOOD, { ...GOOD, value: 1e6 }])
    const { body, headers } = await call('/metrics')
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0.0.4/)
    for (const line of [
      'ioc_wall_samples_accepted_total{site="test-site",origin="real"} 1',
      'ioc_wall_samples_rejected_total{site="test-site",code="out-of-range"} 1',
      'ioc_wall_append_duration_seconds_count{site="test-site",outcome="ok"} 1',
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
    ]) {
      expect(body).toContain(line)
    }
  })
})

describe('pages', () => {
  it('serves the display for its own paths, never cached unasked', async () => {
    for (const path of [
      '/',
      '/wall',
      '/wall/test-site',
      '/wall/a/extra',
      '/m',
      '/m/a/unit/20500',
    ]) {
      const { status, body, headers } = await call(path)
      expect([status, body]).toEqual([200, '<!doctype html><title>wall</title>'])
      expect(headers.get('cache-control')).toBe('no-cache')
    }
    const asset = await call('/assets/app-1a2b.js')
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expectProblem(await call('/wallpaper'), 404, 'not-found')
  })

  it('answers 304 for a map that has not changed and serves nothing outside its folders', async () => {
    const map = await get('/maps/test.geojson')
    const again = await get('/maps/test.geojson', { 'If-None-Match': map.etag })
    expect([map.status, again.status]).toEqual([200, 304])
    for (const path of [
      '/maps/../secret.txt',
      '/../secret.txt',
      '/maps/..%2fsecret.txt',
      '/maps/%2e%2e/secret.txt',
      '/assets/..%5c..%5csecret.txt',
    ]) {
      const { status, text } = await get(path)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(text).not.toBe('secret')
    }
  })

  it('sends a strict policy that a plain-http room can keep, and no CORS', async () => {
    const { headers } = await call('/', { headers: { Origin: 'http://elsewhere.example' } })
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain(`connect-src 'self' ${running.url.replace('http:', 'ws:')};`)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("img-src 'self' data: blob:")
    expect(policy).not.toContain('upgrade-insecure-requests')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('API description', () => {
  it('reads offline: the page names no other host and has no inline script', async () => {
    const { body } = await call('/api/docs')
    const page = String(body)
    expect(page).not.toMatch(/(https?:)?\/\/[a-z]/i)
    expect(page).not.toMatch(/<script(?![^>]* src="\/)/)
    expect(page).not.toMatch(/ on[a-z]+=| style=/)
    const links = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? '')
    expect(links).toHaveLength(3)
    for (const path of [...links, '/api/v1/openapi.json']) {
      expect((await call(path)).status).toBe(200)
    }
    expectProblem(await call('/api/docs/package.json'), 404, 'not-found')
  })

  it('describes every answer as it is given', async () => {
    await postSamples([GOOD])
    const key = {
      Authorization: `Bearer ${running.keys.ingest}`,
      'Content-Type': 'application/json',
    }
    const posting = (body: string, headers: object = key): RequestInit => ({
      method: 'POST',
      body,
      headers: { ...headers },
    })
    for (const [path, route, init] of [
      ['/api/v1/sites', '/api/v1/sites', {}],
      ['/api/v1/sites/test-site/snapshot', '/api/v1/sites/{site}/snapshot', {}],
      ['/api/v1/sites/nowhere/snapshot', '/api/v1/sites/{site}/snapshot', {}],
      [
        '/api/v1/sites/test-site/snapshot',
        '/api/v1/sites/{site}/snapshot',
        { headers: FROM_ELSEWHERE },
      ],
      ['/api/v1/sites/test-site/screen', '/api/v1/sites/{site}/screen', {}],
      [`${HISTORY}/ai-nghia/history`, HISTORY_ROUTE, {}],
      [`${HISTORY}/ai-nghia/history?step=1h`, HISTORY_ROUTE, {}],
      [`${HISTORY}/ai-nghia/history?step=x`, HISTORY_ROUTE, {}],
      [`${HISTORY}/nowhere/history`, HISTORY_ROUTE, {}],
      [`/api/v1/sites/test-site/replay?at=${SITE_NOW}`, '/api/v1/sites/{site}/replay', {}],
      ['/api/v1/sites/test-site/replay?at=1', '/api/v1/sites/{site}/replay', {}],
      ['/api/v1/build', '/api/v1/build', {}],
      ['/healthz', '/healthz', {}],
      ['/readyz', '/readyz', {}],
      ['/readyz', '/readyz', { method: 'PUT' }],
      [SAMPLES, '/api/v1/sites/{site}/samples', posting(JSON.stringify({ samples: [GOOD, 1] }))],
      [SAMPLES, '/api/v1/sites/{site}/samples', posting('{"samples":[1]}')],
      [SAMPLES, '/api/v1/sites/{site}/samples', posting('{')],
      [
        SAMPLES,
        '/api/v1/sites/{site}/samples',
        posting('{}', { 'Content-Type': 'text/csv', Authorization: key.Authorization }),
      ],
      [SAMPLES, '/api/v1/sites/{site}/samples', posting('{}', {})],
    ] as const) {
      await expectDescribed(await call(path, init), route, 'method' in init ? init.method : 'GET')
    }
  })
})

interface OpenApi {
  readonly paths: Record<
    string,
    Record<string, { responses: Record<string, { content: Record<string, { schema: object }> }> }>
  >
  readonly components: object
}

/** Finds the answer's schema in the served document and checks the answer with it. */
async function expectDescribed(answer: Answer, route: string, method = 'GET'): Promise<void> {
  const openApi = (await call('/api/v1/openapi.json')).body as OpenApi
  const operations = openApi.paths[route] ?? {}
  const operation = operations[method.toLowerCase()] ?? Object.values(operations)[0]
  const content = operation?.responses[String(answer.status)]?.content ?? {}
  const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? ''
  const name = /[^/]+$/.exec(String(Object(content[type]?.schema).$ref))?.[0]
  expect(name, `${method} ${route} ${answer.status} ${type}`).toBeDefined()
  const { schemas } = openApi.components as { schemas: Record<string, object> }
  const schema = z.fromJSONSchema({ ...schemas[name ?? ''] })
  expect(() => schema.parse(answer.body), `${route} ${answer.status}`).not.toThrow()
}
