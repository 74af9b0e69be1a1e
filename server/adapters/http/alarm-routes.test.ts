import { beforeEach, describe, expect, it } from 'vitest'
import { AlarmAnswerSchema, AlarmListSchema } from '../../../protocol/alarm-answers.ts'
import type { AlarmEvent, AlarmSiteEvent } from '../../core/alarms/events.ts'
import { buildAlarmRule, happening, raise } from '../../testing/alarm-events.ts'
import { LAN } from '../../testing/alarm-moves.ts'
import { startHttp, type RunningHttp } from '../../testing/build-http.ts'
import { buildSite } from '../../testing/build-site.ts'
import type { JournalRecord } from '../../services/journal-pages.ts'

const SITE = '/api/v1/sites/test-site'
const RIVER = { kind: 'sensor', id: 'ai-nghia' } as const
const RAIN = { kind: 'sensor', id: 'rain-1' } as const
const UNIT = { kind: 'unit', id: 'new' } as const
const AT = Date.parse('2025-10-26T20:00:00Z')

const REACHED = { severity: 'critical', level: 'BĐ3', rank: 2, value: 9.6, limit: 9 } as const
const EVENTS: readonly AlarmEvent[] = [
  happening('river', RIVER, raise(REACHED), { at: AT }),
  happening('rain', RAIN, raise(), { at: AT + 1_000 }),
  happening('mood', UNIT, raise({ severity: 'low', isSimulated: true }), { at: AT + 2_000 }),
  happening(
    'rain',
    RAIN,
    { kind: 'acknowledged', occurrence: 1, comment: 'đã gọi trạm' },
    {
      at: AT + 3_000,
      actor: LAN,
    },
  ),
  happening(
    'rain',
    RAIN,
    { kind: 'assigned', occurrence: 1, owner: 'Tổ 3' },
    {
      at: AT + 4_000,
      actor: LAN,
    },
  ),
  happening(
    'mood',
    UNIT,
    { kind: 'shelved', until: AT + 3_600_000 },
    {
      at: AT + 5_000,
      actor: LAN,
    },
  ),
]

let running: RunningHttp

beforeEach(async () => {
  const alarms = { rules: [buildAlarmRule('river'), buildAlarmRule('unused')], maintenance: [] }
  running = await startHttp({ siteOf: (id) => buildSite({ id, alarms }) })
  return () => running.stop()
})

function happen(events: readonly AlarmSiteEvent[] = EVENTS): Promise<void> {
  return running.alarms.node.happen(events)
}

async function ask(path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${running.url}${SITE}/${path}`, { headers })
  const text = await answer.text()
  const isJson = answer.headers.get('Content-Type')?.includes('json') ?? false
  return {
    status: answer.status,
    tag: answer.headers.get('ETag') ?? '',
    retryAfter: answer.headers.get('Retry-After'),
    text,
    body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown>,
  }
}

async function idsOf(query: string): Promise<readonly string[]> {
  const { body } = await ask(`alarms?${query}`)
  return AlarmListSchema.parse(body).alarms.map(({ id }) => id)
}

const officer = () => ({ Authorization: `Bearer ${running.keys.officer}` })

describe('GET alarms', () => {
  it('tells every open alarm with all that is known of it, worst first', async () => {
    await happen()
    const { status, body } = await ask('alarms')
    expect(status).toBe(200)
    expect(AlarmListSchema.parse(body)).toEqual(body)
    const lan = { id: 'lan', name: 'Nguyễn Thị Lan' }
    expect(body).toEqual({
      watch: {},
      epoch: '00112233aabbccdd',
      version: '6-0',
      time: '2025-10-26T23:00:00.000Z',
      flood: { raises: 0 },
      counts: {
        byState: {
          unacknowledged: 1,
          acknowledged: 1,
          'returned-unacknowledged': 0,
          'latched-unacknowledged': 0,
          'latched-acknowledged': 0,
          shelved: 1,
          suppressed: 0,
          'out-of-service': 0,
        },
        bySeverity: { low: 1, medium: 0, high: 1, critical: 1 },
        unacknowledged: 1,
      },
      total: 3,
      alarms: [
        {
          id: 'river~ai-nghia',
          occurrence: 1,
          rule: 'river',
          name: { vi: 'Luật river', en: 'Rule river' },
          sensor: 'ai-nghia',
          state: 'unacknowledged',
          severity: 'critical',
          level: 'BĐ3',
          active: true,
          acknowledged: false,
          raisedAt: '2025-10-26T20:00:00.000Z',
          askedAt: '2025-10-26T20:00:00.000Z',
          value: 9.6,
          limit: 9,
        },
        {
          id: 'rain~rain-1',
          occurrence: 1,
          rule: 'rain',
          name: { vi: 'rain', en: 'rain' },
          sensor: 'rain-1',
          state: 'acknowledged',
          severity: 'high',
          active: true,
          acknowledged: true,
          raisedAt: '2025-10-26T20:00:01.000Z',
          askedAt: '2025-10-26T20:00:01.000Z',
          acknowledgedBy: { ...lan, at: '2025-10-26T20:00:03.000Z' },
          comment: { ...lan, at: '2025-10-26T20:00:03.000Z', text: 'đã gọi trạm' },
          owner: 'Tổ 3',
        },
        {
          id: 'mood~new',
          occurrence: 1,
          rule: 'mood',
          name: { vi: 'mood', en: 'mood' },
          unit: 'new',
          state: 'shelved',
          severity: 'low',
          active: true,
          acknowledged: false,
          raisedAt: '2025-10-26T20:00:02.000Z',
          askedAt: '2025-10-26T20:00:02.000Z',
          shelvedUntil: '2025-10-26T21:00:00.000Z',
          shelvedBy: { ...lan, at: '2025-10-26T20:00:05.000Z' },
          simulated: true,
        },
      ],
    })
  })

  it('tells what hides an alarm without an occurrence, and marks', async () => {
    await happen([
      happening('river', RIVER, { kind: 'suppressed', by: 'maintenance:pump' }),
      happening('river', RIVER, { kind: 'went-blind' }),
      happening('river', RIVER, { kind: 'chattering-began' }),
      happening('rain', RAIN, { kind: 'taken-out-of-service' }, { actor: LAN }),
    ])
    const { body } = await ask('alarms')
    expect(AlarmListSchema.parse(body).alarms).toMatchObject([
      { id: 'rain~rain-1', occurrence: 0, state: 'out-of-service', outOfServiceBy: { id: 'lan' } },
      {
        id: 'river~ai-nghia',
        occurrence: 0,
        state: 'suppressed',
        suppressedBy: ['maintenance:pump'],
        blind: true,
        chattering: true,
      },
    ])
  })

  it.each([
    ['state=unacknowledged', ['river~ai-nghia']],
    ['state=shelved,acknowledged', ['rain~rain-1', 'mood~new']],
    ['severity=low', ['mood~new']],
    ['severity=critical,high', ['river~ai-nghia', 'rain~rain-1']],
    ['unit=new', ['mood~new']],
    ['unit=root', []],
    ['sensor=ai-nghia', ['river~ai-nghia']],
    ['rule=river', ['river~ai-nghia']],
    ['rule=mood', ['mood~new']],
    ['rule=unused', []],
  ])('lists only what was asked for with %s', async (query, ids) => {
    await happen()
    expect(await idsOf(query)).toEqual(ids)
  })

  it('comes in pages, and counts the whole site on each', async () => {
    await happen()
    const first = AlarmListSchema.parse((await ask('alarms?limit=2')).body)
    expect(first).toMatchObject({ total: 3, counts: { unacknowledged: 1 } })
    const next = encodeURIComponent(first.next ?? '')
    const second = AlarmListSchema.parse((await ask(`alarms?limit=2&cursor=${next}`)).body)
    expect([...first.alarms, ...second.alarms].map(({ id }) => id)).toEqual([
      'river~ai-nghia',
      'rain~rain-1',
      'mood~new',
    ])
    expect(second.next).toBeUndefined()
  })

  it.each([
    ['state', 'state=asleep'],
    ['state', 'state=shelved,'],
    ['state', 'state=shelved&state=normal'],
    ['severity', 'severity=deadly'],
    ['unit', 'unit=nowhere'],
    ['sensor', 'sensor=nothing'],
    ['rule', 'rule=none'],
    ['limit', 'limit=501'],
    ['limit', 'limit=0'],
    ['cursor', 'cursor=x'],
    ['cursor', `cursor=${Buffer.from('[1,2]').toString('base64url')}`],
    ['colour', 'colour=red'],
  ])('names the parameter %s that it does not understand: %s', async (parameter, query) => {
    const { status, body } = await ask(`alarms?${query}`)
    expect({ status, body }).toMatchObject({ status: 400, body: { parameter } })
  })

  it('tells a flood and since when', async () => {
    await happen([{ kind: 'flood-began', at: AT, raises: 11 }])
    const { body } = await ask('alarms')
    expect(body).toMatchObject({ flood: { since: '2025-10-26T20:00:00.000Z' } })
  })

  it('says "the same" while nothing but the time is otherwise, and not after a command', async () => {
    await happen()
    const { tag } = await ask('alarms')
    running.intake.clock.siteNow += 5_000
    running.intake.clock.monotonic += 5_000
    expect((await ask('alarms', { 'If-None-Match': tag })).status).toBe(304)
    await happen([
      happening('river', RIVER, { kind: 'acknowledged', occurrence: 1 }, { actor: LAN }),
    ])
    const { status, body } = await ask('alarms', { 'If-None-Match': tag })
    expect({ status, body }).toMatchObject({ status: 200, body: { counts: { unacknowledged: 0 } } })
  })

  it('says that the store is away rather than what may be old', async () => {
    await happen()
    running.alarms.store.fault = 'unavailable'
    const isAway = async () => (await ask('alarms')).status === 503
    await expect.poll(isAway, { timeout: 5_000 }).toBe(true)
    const list = await ask('alarms')
    expect(list).toMatchObject({ retryAfter: '1', body: { type: /:store-unavailable$/ } })
    expect((await ask('alarms/river~ai-nghia')).status).toBe(503)
  })
})

describe('GET alarms/{id}', () => {
  it('tells everything that is open of an alarm, and who closed the last one', async () => {
    await happen([
      happening('river', RIVER, raise()),
      happening('river', RIVER, { kind: 'acknowledged', occurrence: 1 }, { at: AT, actor: LAN }),
      happening('river', RIVER, { kind: 'cleared', occurrence: 1 }),
      happening('river', RIVER, raise({ occurrence: 2 })),
      happening('river', RIVER, { kind: 'cleared', occurrence: 2 }),
      happening('river', RIVER, raise({ occurrence: 3, severity: 'low' })),
    ])
    const { status, body } = await ask('alarms/river~ai-nghia')
    expect(status).toBe(200)
    expect(AlarmAnswerSchema.parse(body)).toEqual(body)
    expect(body).toMatchObject({
      version: '6-0',
      alarm: {
        id: 'river~ai-nghia',
        sensor: 'ai-nghia',
        state: 'unacknowledged',
        lastOccurrence: 3,
        lastClosed: {
          occurrence: 1,
          acknowledgedBy: { id: 'lan', name: 'Nguyễn Thị Lan', at: '2025-10-26T20:00:00.000Z' },
        },
        open: [
          { occurrence: 2, state: 'returned-unacknowledged', active: false },
          { occurrence: 3, state: 'unacknowledged', severity: 'low' },
        ],
      },
    })
  })

  it('knows none that was never raised', async () => {
    const { status, body } = await ask('alarms/river~nowhere')
    expect({ status, type: body['type'] }).toEqual({
      status: 404,
      type: 'urn:ioc-wall:problem:no-such-alarm',
    })
  })
})

describe('the journal of alarms', () => {
  const entriesIn = ({ body }: { readonly body: Record<string, unknown> }) =>
    (body['entries'] as readonly JournalRecord[]).map(({ action, subject }) => [action, subject])

  it('tells what happened, newest first, of one alarm or of all', async () => {
    await happen()
    const one = await ask('alarms/rain~rain-1/journal', officer())
    expect(entriesIn(one)).toEqual([
      ['alarm.assigned', 'rain~rain-1'],
      ['alarm.acknowledged', 'rain~rain-1'],
      ['alarm.raised', 'rain~rain-1'],
    ])
    const all = await ask('alarm-journal', officer())
    expect(entriesIn(all)).toHaveLength(EVENTS.length)
    expect(all.body['actions']).toContain('alarm.acknowledged')
    expect(all.body['actions']).toContain('alarms.flood-began')
  })

  it.each([
    ['action=alarm.shelved', ['mood~new']],
    ['actor=lan&limit=2', ['mood~new', 'rain~rain-1']],
    ['alarm=river~ai-nghia', ['river~ai-nghia']],
    ['alarm=river~nowhere', []],
  ])('finds by %s', async (query, alarms) => {
    await happen()
    const found = await ask(`alarm-journal?${query}`, officer())
    expect(entriesIn(found).map(([, subject]) => subject)).toEqual(alarms)
  })

  it('is a table on demand', async () => {
    await happen()
    const { text } = await ask('alarms/rain~rain-1/journal?format=csv', officer())
    expect(text.trim().split('\r\n')).toHaveLength(4)
    expect(text).toContain('comment=đã gọi trạm')
  })

  it('has nothing of an alarm that was never raised, and refuses what it does not understand', async () => {
    expect((await ask('alarms/river~nowhere/journal', officer())).status).toBe(404)
    expect((await ask('alarm-journal?limit=x', officer())).status).toBe(400)
  })

  it('is not for whoever only looks at walls', async () => {
    await happen()
    const read = { Authorization: `Bearer ${running.keys.read}` }
    expect((await ask('alarm-journal', read)).status).toBe(403)
    expect((await ask('alarms/rain~rain-1/journal')).status).toBe(401)
  })
})
