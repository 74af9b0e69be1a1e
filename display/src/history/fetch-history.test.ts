import { describe, expect, it } from 'vitest'
import { fetchHistory } from './fetch-history.ts'
import { gaugeEvery } from './gauge-metric.ts'
import { windowFor } from './history-window.ts'

const HOUR_MS = 3_600_000
const NOW = Date.parse('2025-10-29T13:00:00Z')
const window = windowFor('river.level/ai-nghia', 24 * HOUR_MS, gaugeEvery(300_000))

const rows = (count: number) =>
  Array.from({ length: count }, (_, row) => [new Date(NOW - row * 1_000).toISOString(), 1, 'good'])

function server(answer: (address: URL) => { status?: number; body?: unknown }) {
  const asked: URL[] = []
  const headers: (HeadersInit | undefined)[] = []
  const request = (address: string, init: RequestInit): Promise<Response> => {
    const url = new URL(address, 'http://wall')
    asked.push(url)
    headers.push(init.headers)
    const { status = 200, body = {} } = answer(url)
    return Promise.resolve(new Response(JSON.stringify(body), { status }))
  }
  return { asked, headers, request }
}

const raw = (count: number, next?: string) => ({
  columns: ['at', 'value', 'quality'],
  points: rows(count),
  next,
})

describe('asking for a window', () => {
  it('names series, span and key', async () => {
    const { asked, headers, request } = server(() => ({ body: raw(3) }))
    const answer = await fetchHistory(window, NOW, { site: 'dai-loc', key: 'k1' }, request)
    expect(answer).toMatchObject({ ok: true, points: { length: 3 } })
    expect(asked[0]?.pathname).toBe('/api/v1/sites/dai-loc/series/river.level/ai-nghia/history')
    expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toEqual({
      from: '2025-10-28T13:00:00.000Z',
      to: '2025-10-29T13:00:00.000Z',
    })
    expect(headers[0]).toEqual({ Authorization: 'Bearer k1' })
  })

  it('asks for steps where more samples came than the cadence promised', async () => {
    const { asked, request } = server((url) => ({
      body: raw(url.searchParams.has('step') ? 2 : 2_000),
    }))
    const answer = await fetchHistory(window, NOW, { site: 'dai-loc', key: undefined }, request)
    expect(answer).toMatchObject({ points: { length: 2 } })
    expect(asked.map((url) => url.searchParams.get('step'))).toEqual([null, '5m'])
  })

  it('follows pages, and not for ever', async () => {
    const { asked, request } = server(() => ({ body: raw(1, 'more') }))
    const answer = await fetchHistory(window, NOW, { site: 's', key: undefined }, request)
    expect(answer.ok).toBe(true)
    expect(asked.length).toBeLessThan(10)
    expect(asked[1]?.searchParams.get('cursor')).toBe('more')
  })

  it.each([
    [404, undefined],
    [401, 'refused'],
    [503, 'unreachable'],
    [200, 'malformed'],
  ])('says what an answer %i means', async (status, reason) => {
    const { request } = server(() => ({ status }))
    const answer = await fetchHistory(window, NOW, { site: 's', key: undefined }, request)
    expect(answer).toMatchObject(reason === undefined ? { ok: true, points: [] } : { reason })
  })

  it('says that nobody answered', async () => {
    const request = () => Promise.reject(new TypeError('failed'))
    const answer = await fetchHistory(window, NOW, { site: 's', key: undefined }, request)
    expect(answer).toEqual({ ok: false, reason: 'unreachable' })
  })
})
