import { beforeEach, describe, expect, it } from 'vitest'
import {
  buildCountingMetric,
  buildCountingSite,
  buildReceived,
  buildStep,
} from '../../testing/build-dossiers.ts'
import { FROM_ELSEWHERE, startHttp, type RunningHttp } from '../../testing/build-http.ts'
import { DossierIntakeAnswerSchema } from './openapi-schemas.ts'
import { ProblemSchema } from './problem.ts'

const DOSSIERS = '/api/v1/sites/test-site/dossiers'
const PASSWORD = 'cầu ái nghĩa lúc sáng'
const A = buildReceived('A', '2025-10-20T08:00:00+07:00')
const B = buildReceived('B', '2025-10-21T08:00:00+07:00', { unit: '20551', field: 'civil-status' })

let running: RunningHttp

beforeEach(async () => {
  running = await startHttp({ siteOf: (id) => buildCountingSite({ id }) })
  return () => running.stop()
})

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: Record<string, unknown>
}

async function post(body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(running.url + DOSSIERS, {
    method: 'POST',
    headers: {
      ...FROM_ELSEWHERE,
      Authorization: `Bearer ${running.keys.ingest}`,
      'Content-Type': 'application/json',
      ...headers,
    },
    body,
  })
  return {
    status: answer.status,
    type: answer.headers.get('Content-Type') ?? '',
    body: (await answer.json()) as Record<string, unknown>,
  }
}

function postEvents(events: readonly unknown[], more: object = {}, headers = {}): Promise<Answer> {
  return post(JSON.stringify({ events, ...more }), headers)
}

async function keyWith(limits: object): Promise<Record<string, string>> {
  const site = running.sites.get('test-site')
  const made = await site?.keys.create({ name: 'limited', scope: 'ingest', limits })
  return { Authorization: `Bearer ${made?.text ?? ''}` }
}

async function total(): Promise<{ readonly open: number }> {
  const answer = await fetch(`${running.url}${DOSSIERS}/figures`)
  return ((await answer.json()) as { readonly total: { readonly open: number } }).total
}

describe('POST dossiers', () => {
  it('keeps events and shows them at once; again they are known and change nothing', async () => {
    const first = await postEvents([A, B])
    expect(first).toMatchObject({ status: 202, body: { accepted: 2, known: 0, rejected: [] } })
    expect(DossierIntakeAnswerSchema.parse(first.body)).toEqual(first.body)
    expect(await total()).toMatchObject({ open: 2 })
    expect((await postEvents([B, A])).body).toEqual({ accepted: 2, known: 2, rejected: [] })
    expect(await total()).toMatchObject({ open: 2 })
  })

  it('refuses bad events one by one, by their position and field', async () => {
    const { status, body } = await postEvents([
      { ...A, colour: 'red' },
      A,
      { ...A, id: 'x', at: 'yesterday' },
      { ...A, id: 'y', unit: 'nowhere' },
      { ...A, id: 'z', limit: { workingDays: 1, calendarDays: 1 } },
      { ...A, type: 'lost' },
      buildStep('A', 'completed', '2031-01-01T00:00:00Z'),
    ])
    expect(status).toBe(202)
    expect(body).toMatchObject({
      accepted: 1,
      rejected: [
        { index: 0, code: 'malformed', message: expect.stringContaining('colour') },
        { index: 2, code: 'malformed', message: 'at: an ISO 8601 time with its offset' },
        { index: 3, code: 'unknown-unit' },
        { index: 4, code: 'malformed', message: expect.stringMatching(/^limit: exactly one of/) },
        { index: 5, code: 'malformed', message: expect.stringMatching(/^type: one of received,/) },
        { index: 6, code: 'in-the-future' },
      ],
    })
  })

  it('takes NDJSON and names the line', async () => {
    const late = buildStep('A', 'completed', '2031-01-01T00:00:00Z')
    const lines = [JSON.stringify(A), '', '{"id":', JSON.stringify(late), '']
    const answer = await post(lines.join('\r\n'), { 'Content-Type': 'application/x-ndjson' })
    expect(answer).toMatchObject({
      status: 202,
      body: {
        accepted: 1,
        rejected: [
          { index: 2, code: 'malformed', message: 'line 3: not valid JSON' },
          { index: 3, code: 'in-the-future', message: expect.stringMatching(/^line 4: /) },
        ],
      },
    })
  })

  it('keeps an event that contradicts the others, and says that it has no effect', async () => {
    const extended = (id: string, at: string) =>
      ({ id, type: 'extended', dossier: 'A', at, limit: { workingDays: 5 } }) as const
    await postEvents([A, extended('1', '2025-10-21T08:00:00+07:00')])
    const second = await postEvents([extended('2', '2025-10-22T08:00:00+07:00'), B])
    expect(second.body).toMatchObject({
      accepted: 1,
      rejected: [{ index: 0, code: 'extension-second', message: expect.stringContaining('kept') }],
    })
    const detail = await fetch(`${running.url}${DOSSIERS}/A`)
    expect(await detail.json()).toMatchObject({
      events: [{ id: 'r' }, { id: '1' }, { id: '2', refusal: 'extension-second' }],
    })
  })

  it('is a problem when nothing of it was taken', async () => {
    const { status, type, body } = await postEvents([{ ...A, unit: 'nowhere' }, 1])
    expect(status).toBe(422)
    expect(type).toContain('application/problem+json')
    expect(ProblemSchema.parse(body)).toMatchObject({
      type: 'urn:ioc-wall:problem:nothing-accepted',
    })
    expect(body).toMatchObject({ accepted: 0, known: 0, rejected: [{ index: 0 }, { index: 1 }] })
  })

  it.each([
    ['truncated JSON', '{"events":[', 400, 'malformed-request'],
    ['a list', '[]', 422, 'wrong-shape'],
    ['a foreign field', '{"events":[],"more":1}', 422, 'wrong-shape'],
    ['a prototype key', '{"__proto__":{"events":[]},"events":[]}', 422, 'wrong-shape'],
    ['a day for a time', '{"events":[],"reportedUntil":"2025-10-27"}', 422, 'wrong-shape'],
    ['a unit of nowhere', '{"events":[],"units":["new","x"]}', 422, 'wrong-shape'],
    ['too many events', `{"events":[${'0,'.repeat(5_000)}0]}`, 413, 'body-too-large'],
    ['too large a body', `{"events":["${'x'.repeat(2 * 1024 * 1024)}"]}`, 413, 'body-too-large'],
  ])('refuses %s', async (_, body, status, name) => {
    const answer = await post(body)
    expect(answer).toMatchObject({ status, body: { type: `urn:ioc-wall:problem:${name}` } })
  })

  it('takes the word of a source that it has reported everything, though there is no event', async () => {
    const units = ['new']
    const answer = await postEvents([], { reportedUntil: '2025-10-27T05:00:00+07:00', units })
    expect(answer).toMatchObject({ status: 202, body: { accepted: 0, rejected: [] } })
    const figures = await fetch(`${running.url}${DOSSIERS}/figures`)
    expect(await figures.json()).toMatchObject({ silentUnits: ['20551'] })
  })

  it('gives the same answer for the same idempotency key, and none for another body', async () => {
    const key = { 'Idempotency-Key': 'night-17' }
    expect((await postEvents([A], {}, key)).body).toMatchObject({ known: 0 })
    expect((await postEvents([A], {}, key)).body).toMatchObject({ known: 0 })
    expect((await postEvents([A])).body).toMatchObject({ known: 1 })
    expect(await postEvents([B], {}, key)).toMatchObject({
      status: 422,
      body: { type: 'urn:ioc-wall:problem:idempotency-key-reused' },
    })
  })

  it('says that the store is away, and that it is full', async () => {
    running.intake.store.fault = 'unavailable'
    expect((await postEvents([A])).status).toBe(503)
    running.intake.store.fault = 'full'
    expect((await postEvents([A])).status).toBe(507)
    running.intake.store.fault = undefined
    expect((await postEvents([A])).status).toBe(202)
  })

  it('takes from a key only dossiers of its units, and leaves those of others alone', async () => {
    await postEvents([B])
    const limited = await keyWith({ units: ['new'] })
    const taken = await postEvents(
      [
        A,
        { ...A, dossier: 'C', unit: '20551' },
        buildStep('B', 'completed', '2025-10-22T08:00:00+07:00'),
        { ...B, unit: 'new', revision: 1 },
      ],
      {},
      limited,
    )
    expect(taken.body).toMatchObject({
      accepted: 1,
      rejected: [1, 2, 3].map((index) => ({ index, code: 'not-allowed' })),
    })
    expect((await postEvents([], { units: ['20551'] }, limited)).status).toBe(403)
    // What it says of everything, it says of its own.
    await postEvents([], { reportedUntil: '2025-10-27T05:00:00+07:00' }, limited)
    expect(running.sites.get('test-site')?.dossiers.reported().has('20551')).toBe(true)
  })

  it('takes none from a key that is limited to figures which count no dossiers', async () => {
    expect((await postEvents([A], {}, await keyWith({ metrics: ['mood'] }))).status).toBe(403)
    const counting = await keyWith({ metrics: ['mood', 'dossiers.overdue'] })
    expect((await postEvents([A], {}, counting)).status).toBe(202)
  })

  it('refuses a figure that counts dossiers as a sample, once they are reported', async () => {
    const sample = async (unit: string) => {
      const answer = await fetch(`${running.url}/api/v1/sites/test-site/samples`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${running.keys.ingest}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify({ samples: [{ metric: 'dossiers.overdue', unit, value: 1 }] }),
      })
      return { status: answer.status, body: await answer.json() }
    }
    expect((await sample('new')).status).toBe(202)
    await postEvents([A])
    expect(await sample('new')).toMatchObject({
      status: 422,
      body: { rejected: [{ code: 'wrong-subject' }] },
    })
    expect((await sample('20551')).status).toBe(202)
  })

  it('knows no dossiers of a site that is not configured for them', async () => {
    await running.stop()
    running = await startHttp()
    expect(await postEvents([A])).toMatchObject({
      status: 404,
      body: { type: 'urn:ioc-wall:problem:no-dossiers' },
    })
  })
})

describe('a reporter', () => {
  async function signedIn(agency: string): Promise<Record<string, string>> {
    const { accounts, ownAccount } = running.people
    const root = { noted: { kind: 'server' }, grants: [{ site: '*', role: 'admin' }] } as const
    const grants = [{ site: 'test-site', role: 'reporter', agency }] as const
    const id = agency.toLowerCase()
    const made = await accounts.create(root, { id, name: id, grants })
    if (!made.ok) throw new Error(made.reason)
    const visitor = { address: '192.0.2.7', agent: '', device: undefined, isLocal: false }
    const opened = await ownAccount.accept(
      { token: made.invitation.token, password: PASSWORD },
      visitor,
    )
    if (!opened.ok) throw new Error(opened.reason)
    return { Cookie: `iocwall=${opened.secret}`, Authorization: '' }
  }

  it('posts dossiers where the own agency answers for a figure that counts them', async () => {
    const office = buildCountingMetric().owner.vi
    const taken = await postEvents([A], {}, await signedIn(office))
    expect(taken).toMatchObject({ status: 202, body: { accepted: 1 } })
    const [stored] = await running.intake.store.dossiers.read(['A'])
    expect(stored?.events).toMatchObject([{ origin: 'manual' }])
    expect(await postEvents([A], {}, await signedIn('Elsewhere'))).toMatchObject({
      status: 403,
      body: { type: 'urn:ioc-wall:problem:not-allowed' },
    })
  })
})
