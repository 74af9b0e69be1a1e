import { beforeEach, describe, expect, it } from 'vitest'
import {
  DossierDetailSchema,
  DossierFiguresAnswerSchema,
  DossierListSchema,
  HeatmapSchema,
} from '../../../protocol/dossiers.ts'
import { buildCountingSite, buildReceived, buildStep } from '../../testing/build-dossiers.ts'
import { FROM_ELSEWHERE, startHttp, type RunningHttp } from '../../testing/build-http.ts'
import { buildUnit } from '../../testing/build-site.ts'
import { SITE_NOW } from '../../testing/intake.ts'

const DOSSIERS = '/api/v1/sites/test-site/dossiers'

/** Monday 27/10/2025, 06:00: overdue since Friday, due in an hour and a half of working time, and far off. */
const LATE = buildReceived('late', '2025-10-13T08:00:00+07:00', { limit: { workingDays: 9 } })
const SOON = buildReceived('soon', '2025-10-20T08:00:00+07:00', {
  unit: '20551',
  field: 'civil-status',
  procedure: 'birth',
  channel: 'online',
  level: 'full',
  due: Date.parse('2025-10-27T09:00:00+07:00'),
})
const FAR = buildReceived('far', '2025-10-24T08:00:00+07:00', { limit: { workingDays: 20 } })
const DONE = [
  buildReceived('done', '2025-10-06T08:00:00+07:00'),
  buildStep('done', 'completed', '2025-10-08T08:00:00+07:00'),
]

let running: RunningHttp

beforeEach(async () => {
  running = await startHttp({ siteOf: (id) => buildCountingSite({ id }) })
  return () => running.stop()
})

async function take(events: readonly object[], site = 'test-site'): Promise<void> {
  const key = await running.sites.get(site)?.keys.create({ name: 'k', scope: 'ingest' })
  const answer = await fetch(`${running.url}/api/v1/sites/${site}/dossiers`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key?.text}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      events: events.map((event) => ('due' in event ? { ...event, due: isoOf(event.due) } : event)),
    }),
  })
  const body: unknown = await answer.json()
  expect(body).toMatchObject({ accepted: events.length })
}

function isoOf(due: unknown): string {
  return new Date(Number(due)).toISOString()
}

async function ask(path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(running.url + path, { headers })
  const text = await answer.text()
  return {
    status: answer.status,
    tag: answer.headers.get('ETag') ?? '',
    retryAfter: answer.headers.get('Retry-After'),
    body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
  }
}

describe('GET dossiers/heatmap', () => {
  it('gives units by fields, worst first and land before the others', async () => {
    await take([LATE, SOON, FAR, ...DONE])
    const { status, body } = await ask(`${DOSSIERS}/heatmap`)
    expect(status).toBe(200)
    expect(HeatmapSchema.parse(body)).toEqual(body)
    expect(body).toMatchObject({
      site: 'test-site',
      at: '2025-10-26T23:00:00.000Z',
      measure: 'overdue',
      rows: [{ code: 'new' }, { code: '20551', name: { vi: '20551 again' } }],
      columns: [{ code: 'land', apart: true }, { code: 'civil-status' }],
      cells: [
        [1, 0],
        [0, 0],
      ],
      rowTotals: [1, 0],
      columnTotals: [1, 0],
      total: 1,
      silentUnits: [],
    })
  })

  it('gives days, and hours by weekdays', async () => {
    await take([LATE, SOON, FAR])
    const days = await ask(`${DOSSIERS}/heatmap?columns=day&days=3&ahead=1&field=land`)
    expect(HeatmapSchema.parse(days.body)).toEqual(days.body)
    expect(days.body).toMatchObject({
      rows: [{ code: 'new' }, { code: '20551' }],
      columns: [{ code: '2025-10-25' }, {}, { code: '2025-10-27' }, { ahead: true }],
      cells: [
        [1, 1, 1, 1],
        [0, 0, 0, 0],
      ],
    })
    const hours = await ask(`${DOSSIERS}/heatmap?rows=hour`)
    expect(hours.body).toMatchObject({ measure: 'received', total: 3 })
    expect((await ask(`${DOSSIERS}/heatmap?columns=weekday`)).body).toEqual(hours.body)
  })

  it('gives the state of a moment of the past by what is known now', async () => {
    await take([LATE, SOON, FAR, ...DONE])
    const at = '2025-10-07T12:00:00%2B07:00'
    const { body } = await ask(`${DOSSIERS}/heatmap?measure=open&at=${at}`)
    expect(body).toMatchObject({ at: '2025-10-07T05:00:00.000Z', total: 1 })
  })

  it.each([
    ['rows', 'rows=commune', 'one of unit, hour'],
    ['columns', 'columns=month', 'one of field, day, weekday'],
    ['columns', 'rows=hour&columns=day', 'with rows=hour: weekday'],
    ['columns', 'rows=unit&columns=weekday', 'with rows=unit: one of field, day'],
    ['measure', 'measure=late', 'one of open, overdue,'],
    ['measure', 'columns=day&measure=mean-delay', 'with columns=day: one of open, overdue,'],
    ['measure', 'columns=weekday&measure=open', 'with columns=weekday: one of received'],
    ['at', `at=${SITE_NOW + 1}`, 'at lies in the future of the site'],
    ['at', 'at=yesterday', 'at is neither'],
    ['days', 'columns=day&days=0', 'days is a whole number from 1 to 366'],
    ['days', 'columns=day&days=1e9', 'days is a whole number'],
    ['ahead', 'columns=day&ahead=1&at=0', 'what is to come is told of now only'],
    ['unit', 'unit=nowhere', 'the site has no unit "nowhere"'],
    ['unit', 'unit=', 'unit is a code'],
    ['field', 'field=a&field=b', 'field is there more than once'],
    ['field', 'field[]=a', 'field is one value'],
    ['channel', 'channel=pigeon', 'one of in-person, online, post'],
    ['colour', 'colour=red', 'one of rows, columns, measure, at,'],
    ['procedure', 'columns=day&procedure=birth', 'one of rows,'],
  ])('refuses a bad %s: %s', async (parameter, query, words) => {
    const { status, body } = await ask(`${DOSSIERS}/heatmap?${query}`)
    expect({ status, ...body }).toMatchObject({
      status: 400,
      type: 'urn:ioc-wall:problem:bad-parameter',
      parameter,
      detail: expect.stringContaining(words),
    })
  })
})

describe('GET dossiers/figures', () => {
  it('gives figures of all and by a grouping, also of those that state nothing', async () => {
    await take([LATE, SOON, FAR, ...DONE])
    const { body } = await ask(`${DOSSIERS}/figures?by=channel`)
    expect(DossierFiguresAnswerSchema.parse(body)).toEqual(body)
    expect(body).toMatchObject({
      total: { open: 3, overdue: 1, dueSoon: 1, inTime: 1, received: 4, resolved: 1 },
      groups: [{ head: { code: '' }, figures: { open: 2 } }, { head: { code: 'online' } }],
    })
    for (const filter of ['channel=', 'procedure=', 'level=', 'unit=new', 'field=land']) {
      expect((await ask(`${DOSSIERS}/figures?${filter}`)).body).toMatchObject({
        total: { open: 2 },
      })
    }
    for (const filter of ['procedure=birth', 'level=full', 'channel=online', 'unit=20551']) {
      expect((await ask(`${DOSSIERS}/figures?${filter}`)).body).toMatchObject({
        total: { open: 1 },
      })
    }
    expect((await ask(`${DOSSIERS}/figures?unit=root`)).body).toMatchObject({ total: { open: 3 } })
  })

  it('counts dossiers whose reception is not known, and events without effect', async () => {
    await take([LATE])
    await take([buildStep('lost', 'completed', '2025-10-20T08:00:00+07:00')])
    const { body } = await ask(`${DOSSIERS}/figures`)
    expect(body).toMatchObject({ withoutReception: 1, refusedEvents: 0, silentUnits: ['20551'] })
  })
})

describe('GET dossiers', () => {
  it('lists open ones, soonest due first, page by page', async () => {
    await take([LATE, SOON, FAR, ...DONE])
    const codes: unknown[] = []
    let cursor: string | undefined = ''
    while (cursor !== undefined) {
      const asked = cursor === '' ? '' : `&cursor=${cursor}`
      const { body } = await ask(`${DOSSIERS}?limit=1${asked}`)
      const page = DossierListSchema.parse(body)
      expect(page).toEqual(body)
      expect(page.total).toBe(3)
      codes.push(...page.dossiers.map((one) => `${one.code} ${one.class}`))
      cursor = page.next
    }
    expect(codes).toEqual(['late overdue', 'soon due-soon', 'far in-time'])
    const some = await ask(`${DOSSIERS}?class=overdue,in-time`)
    expect(some.body).toMatchObject({ total: 2, dossiers: [{ code: 'late' }, { code: 'far' }] })
  })

  it.each([
    ['class', 'class=late'],
    ['class', 'class=overdue,'],
    ['limit', 'limit=0'],
    ['limit', 'limit=201'],
    ['cursor', 'cursor=!'],
    ['cursor', 'cursor=WzEsMl0'],
    ['at', 'at=5'],
  ])('refuses a bad %s: %s', async (parameter, query) => {
    const { status, body } = await ask(`${DOSSIERS}?${query}`)
    expect({ status, ...body }).toMatchObject({ status: 400, parameter })
  })
})

describe('GET one dossier', () => {
  it('tells its events and its clock in words', async () => {
    await take([SOON, LATE])
    const { body } = await ask(`${DOSSIERS}/late`)
    expect(DossierDetailSchema.parse(body)).toEqual(body)
    expect(body).toMatchObject({
      dossier: { code: 'late', class: 'overdue', field: { apart: true } },
      events: [{ id: 'r', type: 'received' }],
      clock: [{ words: { vi: expect.stringMatching(/^nhận 08:00/) } }, {}, {}],
    })
    expect((await ask(`${DOSSIERS}/soon`)).body).toMatchObject({
      dossier: { level: { code: 'full' }, channel: 'online', workingMsLeft: 90 * 60_000 },
    })
  })

  it.each([
    'H17/2025.000-01',
    'hồ sơ 1?a=b&c#d',
    '100% & +',
    '../../healthz',
    '.',
    '..',
    '%2e%2e',
    'heatmap',
    'figures',
    'by-code',
    '__proto__',
    'a\\b',
    '漢'.repeat(64),
  ])('finds the code %s', async (code) => {
    await take([{ ...LATE, dossier: code }])
    const encoded = encodeURIComponent(code)
    expect((await ask(`${DOSSIERS}/by-code?code=${encoded}`)).body).toMatchObject({
      dossier: { code },
    })
    if (['.', '..', 'heatmap', 'figures', 'by-code'].includes(code)) return
    expect((await ask(`${DOSSIERS}/${encoded}`)).body).toMatchObject({ dossier: { code } })
  })

  it('knows no other', async () => {
    await take([buildStep('lost', 'completed', '2025-10-20T08:00:00+07:00')])
    for (const path of ['/nothing', '/by-code?code=', '/lost', '/constructor']) {
      expect(await ask(DOSSIERS + path)).toMatchObject({
        status: 404,
        body: { type: 'urn:ioc-wall:problem:no-such-dossier' },
      })
    }
    expect((await ask(`${DOSSIERS}/by-code`)).status).toBe(400)
    expect((await ask(`${DOSSIERS}/%E0%A4%A`)).status).toBe(400)
  })
})

describe('answers of dossiers', () => {
  const paths = ['/heatmap', '/figures', '?limit=5', `/figures?at=${SITE_NOW - 1}`]

  it.each(paths)('are not sent again to one who has them: %s', async (path) => {
    await take([LATE, SOON])
    const first = await ask(DOSSIERS + path)
    expect(first.tag).toMatch(/^W\/"/)
    running.intake.clock.siteNow += 5_000
    running.intake.clock.monotonic += 5_000
    // As a browser asks that is told to keep nothing.
    const held = { 'If-None-Match': first.tag, 'Cache-Control': 'no-cache' }
    expect(await ask(DOSSIERS + path, held)).toMatchObject({ status: 304, body: {} })
    await take([FAR, { ...LATE, dossier: 'late too' }])
    expect(await ask(DOSSIERS + path, held)).toMatchObject({ status: 200 })
  })

  it('are read by whom the snapshot may be read', async () => {
    for (const path of ['', '/heatmap', '/figures', '/by-code?code=a', '/a']) {
      expect((await ask(DOSSIERS + path, FROM_ELSEWHERE)).status).toBe(401)
      const key = { ...FROM_ELSEWHERE, Authorization: `Bearer ${running.keys.ingest}` }
      expect((await ask(DOSSIERS + path, key)).status).toBe(403)
      const read = { ...FROM_ELSEWHERE, Authorization: `Bearer ${running.keys.read}` }
      expect([200, 404]).toContain((await ask(DOSSIERS + path, read)).status)
    }
  })

  it('say that the store is away rather than what may be old', async () => {
    await take([LATE])
    running.intake.store.fault = 'unavailable'
    await expect.poll(async () => (await ask(`${DOSSIERS}/figures`)).status).toBe(503)
    running.intake.store.fault = undefined
    await expect.poll(async () => (await ask(`${DOSSIERS}/figures`)).status).toBe(200)
  })

  it('are none at a site without dossiers', async () => {
    await running.stop()
    running = await startHttp()
    expect(await ask(`${DOSSIERS}/figures`)).toMatchObject({
      status: 404,
      body: { type: 'urn:ioc-wall:problem:no-dossiers' },
    })
  })
})

describe('a site that others report to', () => {
  const PARENT = 'province'
  const ofParent = `/api/v1/sites/${PARENT}/dossiers`

  beforeEach(async () => {
    await running.stop()
    running = await startHttp({
      siteIds: [PARENT, 'commune'],
      siteOf: (id) =>
        id === PARENT
          ? buildCountingSite({ id, units: [...buildCountingSite().units, buildUnit('far-away')] })
          : buildCountingSite({
              id,
              parents: [{ site: PARENT, validity: {} }],
              units: [buildUnit('commune-root'), buildUnit('new', { parent: 'commune-root' })],
              rootUnit: 'commune-root',
            }),
    })
  })

  it('shows their dossiers beside its own, each unit by the nearest', async () => {
    await take([LATE], 'commune')
    await take(
      [{ ...FAR, unit: 'far-away' }, buildReceived('shadow', '2025-10-13T08:00:00+07:00')],
      PARENT,
    )
    const { body } = await ask(`${ofParent}/heatmap?measure=open`)
    expect(body).toMatchObject({
      total: 2,
      rows: [{ code: 'far-away' }, { code: 'new', name: { vi: 'new' } }],
      silentUnits: ['20551', 'commune-root'],
    })
    expect((await ask(`${ofParent}?unit=new`)).body).toMatchObject({ dossiers: [{ code: 'late' }] })
    expect((await ask(`${ofParent}/late`)).body).toMatchObject({ dossier: { code: 'late' } })
  })

  it('answers when all of them have been read', async () => {
    const commune = running.sites.get('commune')
    if (!commune) throw new Error('no commune')
    const { view } = commune.dossiers
    Object.assign(commune.dossiers, { view: async () => ({ ok: false, reason: 'loading' }) })
    expect(await ask(`${ofParent}/figures`)).toMatchObject({
      status: 503,
      retryAfter: '1',
      body: { type: 'urn:ioc-wall:problem:loading' },
    })
    Object.assign(commune.dossiers, { view })
    expect((await ask(`${ofParent}/figures`)).status).toBe(200)
  })
})
