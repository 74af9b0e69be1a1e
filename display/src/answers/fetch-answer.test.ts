import { describe, expect, it } from 'vitest'
import { ageingQuestion, listQuestion, matrixQuestion } from './dossier-question.ts'
import { fetchAnswer } from './fetch-answer.ts'

const list = listQuestion({ class: 'due-soon', limit: 40, field: 'land', metric: 'm' })
const EMPTY = { site: 's', at: '2025-10-27T09:00:00+07:00', total: 0, dossiers: [] }

function server(given: { status?: number; body?: string; tag?: string }) {
  const asked: { readonly address: string; readonly headers: Headers }[] = []
  const request = (address: string, init: RequestInit): Promise<Response> => {
    asked.push({ address, headers: new Headers(init.headers) })
    const { status = 200, body = JSON.stringify(EMPTY), tag } = given
    const hasBody = status !== 304
    return Promise.resolve(
      new Response(hasBody ? body : null, { status, ...(tag && { headers: { ETag: tag } }) }),
    )
  }
  return { asked, request }
}

const access = { site: 'dai-loc', key: undefined }

describe('asking about dossiers', () => {
  it('names site, filters and key, and no unit where all are meant', async () => {
    const { asked, request } = server({ tag: '"1"' })
    const answer = await fetchAnswer(list, undefined, { site: 'dai-loc', key: 'k1' }, request)
    expect(answer).toEqual({ ok: true, value: EMPTY, tag: '"1"' })
    expect(asked[0]?.address).toBe(
      '/api/v1/sites/dai-loc/dossiers?class=due-soon&limit=40&field=land',
    )
    expect(asked[0]?.headers.get('Authorization')).toBe('Bearer k1')
    expect(asked[0]?.headers.has('If-None-Match')).toBe(false)
    expect(ageingQuestion({ unit: 'root', metric: 'm' }).path).toBe('/dossiers/figures?by=field')
    const matrix = { rows: 'unit', columns: 'day', measure: 'overdue', days: 10, ahead: 5 } as const
    expect(matrixQuestion({ ...matrix, metric: 'm' }).path).toBe(
      '/dossiers/heatmap?rows=unit&columns=day&measure=overdue&days=10&ahead=5',
    )
  })

  it('sends the tag of the answer that it has', async () => {
    const { asked, request } = server({ status: 304 })
    expect(await fetchAnswer(list, '"1"', access, request)).toEqual({ ok: true, same: true })
    expect(asked[0]?.headers.get('If-None-Match')).toBe('"1"')
  })

  it.each([
    [{ status: 401 }, 'refused'],
    [{ status: 503 }, 'unreachable'],
    [{ status: 304 }, 'unreachable'],
    [{ body: 'not JSON' }, 'malformed'],
    [{ body: '{"site":"s"}' }, 'malformed'],
    [{ body: JSON.stringify({ ...EMPTY, site: 'x'.repeat(2_000_001) }) }, 'malformed'],
  ])('says what is wrong with %o', async (given, reason) => {
    const { request } = server(given)
    expect(await fetchAnswer(list, undefined, access, request)).toEqual({ ok: false, reason })
  })

  it('says that nobody answered', async () => {
    const request = () => Promise.reject(new TypeError('failed'))
    const answer = await fetchAnswer(list, undefined, access, request)
    expect(answer).toEqual({ ok: false, reason: 'unreachable' })
  })
})
