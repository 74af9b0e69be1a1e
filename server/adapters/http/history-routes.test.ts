import { beforeEach, describe, expect, it } from 'vitest'
import { createIngest } from '../../services/ingest.ts'
import type { IncomingSample } from '../../core/ingest/incoming-sample.ts'
import { FROM_ELSEWHERE, startHttp, type RunningHttp } from '../../testing/build-http.ts'
import { SITE_NOW, type Intake } from '../../testing/intake.ts'
import { HistorySchema } from './history-routes.ts'
import { ProblemSchema } from './problem.ts'
import { ReplaySchema } from './snapshot.ts'

const LEVEL = '/api/v1/sites/test-site/series/river.level/ai-nghia/history'

let running: RunningHttp
let intake: Intake
let readKey: string

beforeEach(async () => {
  running = await startHttp()
  intake = running.intake
  readKey = running.keys.read
  return () => running.stop()
})

async function get(path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${running.url}${path}`, { headers })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

async function post(samples: readonly IncomingSample[]): Promise<void> {
  const result = await createIngest(intake.parts).take(samples, 'real')
  if (!result.ok || result.rejected.length > 0) throw new Error(JSON.stringify(result))
}

const level = (at: number, value: number | null, quality?: 'bad'): IncomingSample => ({
  metric: 'river.level',
  subject: { kind: 'sensor', id: 'ai-nghia' },
  value,
  at,
  ...(quality && { quality }),
})

const iso = (ms: number): string => new Date(ms).toISOString()

describe('GET history', () => {
  it('gives samples exactly as they came, in order, by default those of the last day', async () => {
    await post([level(SITE_NOW - 1_000, null, 'bad'), level(SITE_NOW - 1_500, 9.123456789)])
    await post([level(SITE_NOW - 90_000_000, 1)])
    const { status, body } = await get(LEVEL)
    expect(status).toBe(200)
    expect(HistorySchema.parse(body)).toEqual(body)
    expect(body).toEqual({
      series: { metric: 'river.level', sensor: 'ai-nghia' },
      from: iso(SITE_NOW - 86_400_000),
      to: iso(SITE_NOW),
      columns: ['at', 'value', 'quality'],
      points: [
        [iso(SITE_NOW - 1_500), 9.123456789, 'good'],
        [iso(SITE_NOW - 1_000), null, 'bad'],
      ],
      resolution: {},
    })
  })

  it('takes instants with an offset, its + written either way, and ms', async () => {
    await post([level(SITE_NOW - 3_600_000, 5), level(SITE_NOW - 1, 6)])
    for (const [from, to] of [
      ['2025-10-27T05:00:00%2B07:00', '2025-10-27T05:00:01%2B07:00'],
      ['2025-10-27T05:00:00+07:00', '2025-10-26T22:00:01Z'],
      [SITE_NOW - 3_600_000, SITE_NOW - 1],
    ]) {
      const { body } = await get(`${LEVEL}?from=${from}&to=${to}`)
      expect(body['points']).toEqual([[iso(SITE_NOW - 3_600_000), 5, 'good']])
    }
  })

  it('gives least, greatest, last and count in steps of the site’s day', async () => {
    await post([level(SITE_NOW - 10, 5), level(SITE_NOW - 9, 7), level(SITE_NOW - 8, 6)])
    const { body } = await get(`${LEVEL}?step=P1D`)
    expect(HistorySchema.parse(body)).toEqual(body)
    expect(body).toMatchObject({
      step: 'PT86400S',
      columns: ['at', 'min', 'max', 'last', 'count'],
      points: [['2025-10-26T17:00:00.000Z', 5, 7, 6, 3]],
    })
  })

  it('pages what is more than 10,000 samples', async () => {
    const samples = Array.from({ length: 12_000 }, (_, row) => level(SITE_NOW - 20_000 + row, row))
    await post(samples.map((one) => ({ ...one, value: 1 })))
    const first = await get(LEVEL)
    expect(first.body['points']).toHaveLength(10_000)
    const next = String(first.body['next'])
    const second = await get(`${LEVEL}?cursor=${next}`)
    expect(second.body['points']).toHaveLength(2_000)
    expect(second.body['next']).toBeUndefined()
    expect((second.body['points'] as unknown[][])[0]?.[0]).toBe(iso(SITE_NOW - 10_000))
  })

  it('addresses units by code, and the whole site as root', async () => {
    await post([{ metric: 'mood', subject: { kind: 'unit', id: 'new' }, value: 4 }])
    const unit = await get('/api/v1/sites/test-site/series/mood/new/history?to=1790000000000')
    expect(unit.body).toMatchObject({ series: { metric: 'mood', unit: 'new' } })
    const root = await get('/api/v1/sites/test-site/series/dossiers.open/root/history')
    expect(root).toMatchObject({ status: 200, body: { series: { unit: 'root' }, points: [] } })
  })

  it('gives the steps of a total that was never worked out from its parts, but no samples', async () => {
    const open = (id: string, value: number, at: number): IncomingSample => ({
      metric: 'dossiers.open',
      subject: { kind: 'unit', id },
      value,
      at,
    })
    await post([open('new', 4, SITE_NOW - 7_200_000), open('20551', 3, SITE_NOW - 3_600_000)])
    const path = '/api/v1/sites/test-site/series/dossiers.open/root/history'
    const { body } = await get(`${path}?step=1h`)
    expect(HistorySchema.parse(body)).toEqual(body)
    expect(body['points']).toEqual([[iso(SITE_NOW - 3_600_000), 7, 7, 7, 1]])
    expect((await get(path)).body['points']).toEqual([])
  })

  it.each([
    ['/api/v1/sites/test-site/series/nothing/ai-nghia/history', 404, 'no-such-series'],
    ['/api/v1/sites/test-site/series/river.level/nowhere/history', 404, 'no-such-series'],
    ['/api/v1/sites/test-site/series/mood/ai-nghia/history', 404, 'no-such-series'],
    ['/api/v1/sites/nowhere/series/mood/new/history', 404, 'no-such-site'],
  ])('knows no %s', async (path, status, name) => {
    const { status: got, body } = await get(path)
    expect(got).toBe(status)
    expect(ProblemSchema.parse(body).type).toBe(`urn:ioc-wall:problem:${name}`)
  })

  it.each([
    ['from', 'from=yesterday'],
    ['from', 'from=2025-10-27T00:00:00'],
    ['from', 'from=5&to=5'],
    ['from', 'from=0'],
    ['to', 'to=1e3'],
    ['to', 'to=1&to=2'],
    ['step', 'step=fast'],
    ['step', 'step=1s&from=0&to=99999999'],
    ['cursor', 'cursor=!'],
    ['cursor', 'cursor=zz'],
  ])('refuses a bad %s by its name: %s', async (parameter, query) => {
    const { status, body } = await get(`${LEVEL}?${query}`)
    expect(status).toBe(400)
    expect(body).toMatchObject({ type: 'urn:ioc-wall:problem:bad-parameter', parameter })
  })

  it('says that the store is away', async () => {
    await post([level(SITE_NOW - 1, 1)])
    intake.store.fault = 'unavailable'
    expect((await get(LEVEL)).status).toBe(503)
  })

  it('is read by whom the snapshot may be read', async () => {
    for (const path of [LEVEL, '/api/v1/sites/test-site/replay?at=1790000000000']) {
      expect((await get(path, FROM_ELSEWHERE)).status).toBe(401)
      const key = { ...FROM_ELSEWHERE, Authorization: `Bearer ${readKey}` }
      expect([200, 400]).toContain((await get(path, key)).status)
    }
  })
})

describe('GET replay', () => {
  const path = (at: unknown) => `/api/v1/sites/test-site/replay?at=${String(at)}`

  it('gives the state as it was known, with the freshness of then', async () => {
    await post([level(SITE_NOW - 1_000, 5)])
    intake.clock.siteNow = SITE_NOW + 3_600_000
    await post([level(SITE_NOW + 3_600_000, 8)])
    const { status, body } = await get(path(SITE_NOW + 60_000))
    expect(status).toBe(200)
    expect(ReplaySchema.parse(body)).toEqual(body)
    expect(body).toMatchObject({
      time: iso(SITE_NOW + 60_000),
      knownAt: iso(SITE_NOW + 60_000),
      series: [{ metric: 'river.level', sensor: 'ai-nghia', value: 5, freshness: 'fresh' }],
    })
  })

  it('is gone where nothing is kept, and refuses what is no moment of the past', async () => {
    await post([level(SITE_NOW - 1_000, 5)])
    expect(await get(path(SITE_NOW - 60_000_000))).toMatchObject({
      status: 410,
      body: { type: 'urn:ioc-wall:problem:not-kept' },
    })
    for (const at of ['', 'now', SITE_NOW + 1]) {
      expect(await get(path(at))).toMatchObject({ status: 400, body: { parameter: 'at' } })
    }
    expect(await get('/api/v1/sites/test-site/replay')).toMatchObject({ status: 400 })
  })
})
