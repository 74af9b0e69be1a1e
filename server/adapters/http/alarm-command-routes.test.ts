import { beforeEach, describe, expect, it } from 'vitest'
import {
  AlarmCommandAnswerSchema,
  AlarmListSchema,
  AlarmResultsSchema,
  type AlarmResult,
} from '../../../protocol/alarm-answers.ts'
import { ALARM_COMMANDS, MAX_COMMENT } from '../../../protocol/alarms.ts'
import type { Grant } from '../../../protocol/access.ts'
import type { AlarmEvent, AlarmSiteEvent } from '../../core/alarms/events.ts'
import { fromJournal } from '../../core/alarms/journal-entry.ts'
import { readEntry } from '../../core/journal/entry.ts'
import { happening, raise } from '../../testing/alarm-events.ts'
import { FROM_ELSEWHERE, startHttp, type RunningHttp } from '../../testing/build-http.ts'
import { ALARM_SCHEMAS } from './openapi-alarm-schemas.ts'
import { ProblemSchema } from './problem.ts'

const SITE = '/api/v1/sites/test-site'
const RIVER = 'river~ai-nghia'
const RAIN = 'river~rain-1'
const PASSWORD = 'cầu ái nghĩa lúc sáng'
const HOUR = 3_600_000
const SITE_NOW = Date.parse('2025-10-27T06:00:00+07:00')

function at(sensor: string, change: AlarmEvent['change']): AlarmEvent {
  return happening('river', { kind: 'sensor', id: sensor }, change)
}

let running: RunningHttp
let lan: Record<string, string>

beforeEach(async () => {
  running = await startHttp()
  lan = await signedIn('lan', 'Nguyễn Thị Lan')
  await happen([at('ai-nghia', raise()), at('rain-1', raise())])
  return () => running.stop()
})

async function signedIn(
  id: string,
  name: string,
  role: Grant['role'] = 'officer',
): Promise<Record<string, string>> {
  const { accounts, ownAccount } = running.people
  const root = { noted: { kind: 'server' }, grants: [{ site: '*', role: 'admin' }] } as const
  const grants = [{ site: 'test-site', role, agency: 'IOC' }]
  const made = await accounts.create(root, { id, name, grants })
  if (!made.ok) throw new Error(made.reason)
  const visitor = { address: '192.0.2.7', agent: '', device: undefined, isLocal: false }
  const { token } = made.invitation
  const opened = await ownAccount.accept({ token, password: PASSWORD }, visitor)
  if (!opened.ok) throw new Error(opened.reason)
  return { ...FROM_ELSEWHERE, Cookie: `iocwall=${opened.secret}` }
}

function happen(events: readonly AlarmSiteEvent[]): Promise<void> {
  return running.alarms.node.happen(events)
}

async function post(path: string, body: unknown, headers: Record<string, string> = lan) {
  const answer = await fetch(`${running.url}${SITE}/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return {
    status: answer.status,
    retryAfter: answer.headers.get('Retry-After'),
    body: (await answer.json()) as Record<string, unknown>,
  }
}

function give(command: string, body: object = {}, more: Record<string, string> = {}) {
  return post(`alarms/${RIVER}/${command}`, { occurrence: 1, ...body }, { ...lan, ...more })
}

function bulk(body: object, headers: Record<string, string> = {}) {
  return post('alarm-commands', body, { ...lan, ...headers })
}

function resultsIn({ body }: { readonly body: Record<string, unknown> }): readonly AlarmResult[] {
  return body['results'] as readonly AlarmResult[]
}

/** What the store holds, whatever was answered. */
async function commandsKept(): Promise<readonly AlarmEvent[]> {
  const entries = await running.alarms.store.journal.read({ from: 1, limit: 10_000 })
  return entries.flatMap(({ body }) => {
    const entry = readEntry(body)
    const event = entry && fromJournal(entry)
    return event && !('kind' in event) && event.command !== undefined ? [event] : []
  })
}

const keyed = (key: string) => ({ 'Idempotency-Key': key })
const named = (name: string) => `urn:ioc-wall:problem:${name}`

describe('a command to an alarm', () => {
  it('acknowledges in the officer’s name, and answers the alarm as it is then', async () => {
    const { status, body } = await give('acknowledge', { comment: '  đã gọi trạm ' }, keyed('k1'))
    expect(status).toBe(200)
    expect(AlarmCommandAnswerSchema.parse(body)).toEqual(body)
    const who = { id: 'lan', name: 'Nguyễn Thị Lan', at: '2025-10-26T23:00:00.000Z' }
    expect(body).toMatchObject({
      seq: 3,
      repeated: false,
      alarm: {
        id: RIVER,
        state: 'acknowledged',
        open: [{ acknowledgedBy: who, comment: { ...who, text: 'đã gọi trạm' } }],
      },
    })
    expect(await commandsKept()).toMatchObject([
      {
        alarm: RIVER,
        actor: { kind: 'person', id: 'lan', name: 'Nguyễn Thị Lan' },
        change: { kind: 'acknowledged', occurrence: 1, comment: 'đã gọi trạm' },
        command: 'person lan k1',
      },
    ])
  })

  it('is a program’s with an officer key', async () => {
    const key = { Authorization: `Bearer ${running.keys.officer}`, ...FROM_ELSEWHERE }
    const { status } = await post(`alarms/${RIVER}/acknowledge`, { occurrence: 1 }, key)
    expect(status).toBe(200)
    expect(await commandsKept()).toMatchObject([{ actor: { kind: 'key', name: 'officer' } }])
  })

  it('does whatever an officer can do', async () => {
    const until = new Date(SITE_NOW + HOUR).toISOString()
    const given = [
      ['comment', { comment: 'xem lại' }],
      ['assign', { owner: 'Tổ 3' }],
      ['acknowledge', { severity: 'high' }],
      ['unacknowledge', {}],
      ['shelve', { until }],
      ['unshelve', {}],
      ['out-of-service', {}],
      ['return-to-service', {}],
    ] as const
    for (const [command, body] of given) {
      expect([command, (await give(command, body)).status]).toEqual([command, 200])
    }
    await happen([
      at('new-1', raise({ isLatched: true })),
      at('new-1', { kind: 'acknowledged', occurrence: 1 }),
      at('new-1', { kind: 'cleared', occurrence: 1 }),
    ])
    const reset = await post('alarms/river~new-1/reset', { occurrence: 1 })
    expect(reset).toMatchObject({ status: 200, body: { alarm: { state: 'normal', open: [] } } })
    const changes = (await commandsKept()).map(({ change }) => change.kind)
    expect(changes).toEqual([
      'commented',
      'assigned',
      'acknowledged',
      'unacknowledged',
      'shelved',
      'unshelved',
      'taken-out-of-service',
      'returned-to-service',
      'reset',
    ])
    expect(given.length + 1).toBe(ALARM_COMMANDS.length)
  })

  it('shelves until the moment that was given, whatever its zone', async () => {
    const { body } = await give('shelve', { until: '2025-10-27T08:30:00+07:00' })
    expect(body).toMatchObject({
      alarm: { state: 'shelved', open: [{ shelvedUntil: '2025-10-27T01:30:00.000Z' }] },
    })
  })

  it('acts on the occurrence that it names, and on no later one', async () => {
    await happen([
      at('ai-nghia', { kind: 'cleared', occurrence: 1 }),
      at('ai-nghia', raise({ occurrence: 2 })),
    ])
    const { body } = await give('acknowledge')
    expect(body).toMatchObject({ alarm: { open: [{ occurrence: 2, acknowledged: false }] } })
    expect(await give('shelve', { until: new Date(SITE_NOW + HOUR).toISOString() })).toMatchObject({
      status: 409,
      body: { reason: 'newer-occurrence' },
    })
  })
})

describe('the same command again', () => {
  it('has one effect with the same key, and says that it was there', async () => {
    const first = await give('acknowledge', { comment: 'rồi' }, keyed('k1'))
    const again = await give('acknowledge', { comment: ' rồi' }, keyed('k1'))
    expect(first.body).toMatchObject({ seq: 3, repeated: false })
    expect(again).toMatchObject({ status: 200, body: { seq: 3, repeated: true } })
    expect(await commandsKept()).toHaveLength(1)
  })

  it('is one of its own without a key', async () => {
    await give('comment', { comment: 'một' })
    await give('comment', { comment: 'một' })
    expect(await commandsKept()).toHaveLength(2)
  })

  it('is refused where its key stands for something else', async () => {
    await give('comment', { comment: 'một' }, keyed('k1'))
    const others = [
      await give('comment', { comment: 'hai' }, keyed('k1')),
      await give('acknowledge', {}, keyed('k1')),
      await post(
        `alarms/${RAIN}/comment`,
        { occurrence: 1, comment: 'một' },
        { ...lan, ...keyed('k1') },
      ),
    ]
    for (const other of others) {
      expect(other).toMatchObject({ status: 422, body: { type: named('idempotency-key-reused') } })
    }
    expect(await commandsKept()).toHaveLength(1)
  })

  it('of another officer is another one, though the keys be the same', async () => {
    const binh = await signedIn('binh', 'Trần Bình')
    await give('comment', { comment: 'một' }, keyed('k1'))
    const other = await give('comment', { comment: 'một' }, { ...binh, ...keyed('k1') })
    expect(other).toMatchObject({ status: 200, body: { repeated: false } })
    expect((await commandsKept()).map(({ actor }) => actor.id)).toEqual(['lan', 'binh'])
  })

  it.each(['', 'x'.repeat(256), 'hai từ'.replace('ừ', 'u')])(
    'needs a key of the form of keys: "%s"',
    async (key) => {
      expect((await give('acknowledge', {}, keyed(key))).status).toBe(400)
    },
  )

  it('takes keys, names and alarms of any length that is allowed', async () => {
    const other = await signedIn('l'.repeat(63), 'Lan')
    const sensor = 's'.repeat(190)
    await happen([at(sensor, raise())])
    const order = { command: 'acknowledge', items: [{ id: `river~${sensor}`, occurrence: 1 }] }
    const headers = { ...other, ...keyed('k'.repeat(255)) }
    expect(resultsIn(await bulk(order, headers))).toMatchObject([{ ok: true, repeated: false }])
    expect(resultsIn(await bulk(order, headers))).toMatchObject([{ ok: true, repeated: true }])
    expect(resultsIn(await bulk(order, keyed('k'.repeat(255))))).toMatchObject([
      { reason: 'already' },
    ])
  })
})

describe('a command that comes too late', () => {
  it('is told who was first, when, and how the alarm is now', async () => {
    const binh = await signedIn('binh', 'Trần Bình')
    await give('acknowledge', {}, binh)
    const { status, body } = await give('acknowledge')
    expect(status).toBe(409)
    expect(ALARM_SCHEMAS.AlarmProblem.parse(body)).toEqual(body)
    expect(body).toMatchObject({
      type: named('alarm-conflict'),
      instance: `${SITE}/alarms/${RIVER}/acknowledge`,
      reason: 'already',
      by: { id: 'binh', name: 'Trần Bình', at: '2025-10-26T23:00:00.000Z' },
      alarm: { id: RIVER, open: [{ acknowledgedBy: { id: 'binh' } }] },
    })
    expect(await commandsKept()).toHaveLength(1)
  })

  it('does not acknowledge what has become worse than was looked at', async () => {
    await happen([
      at('ai-nghia', { kind: 'severity-changed', occurrence: 1, severity: 'critical' }),
    ])
    expect(await give('acknowledge', { severity: 'high' })).toMatchObject({
      status: 409,
      body: { reason: 'worse-now', alarm: { open: [{ severity: 'critical' }] } },
    })
    expect((await give('acknowledge', { severity: 'critical' })).status).toBe(200)
  })

  it('does not acknowledge what has begun to ask anew, though its severity is the same', async () => {
    const askedAt = async (): Promise<unknown> => {
      const answer = await fetch(`${running.url}${SITE}/alarms?sensor=ai-nghia`, { headers: lan })
      const { alarms } = AlarmListSchema.parse(await answer.json())
      return alarms[0]?.askedAt
    }
    const seen = await askedAt()
    const worse = { kind: 'severity-changed', occurrence: 1, severity: 'high', rank: 1 } as const
    const sensor = { kind: 'sensor', id: 'ai-nghia' } as const
    await happen([happening('river', sensor, worse, { at: SITE_NOW })])
    expect(await give('acknowledge', { severity: 'high', askedAt: seen })).toMatchObject({
      status: 409,
      body: { reason: 'asked-again' },
    })
    expect(await askedAt()).not.toBe(seen)
    expect((await give('acknowledge', { askedAt: await askedAt() })).status).toBe(200)
  })

  it.each([
    ['unshelve', 'not-shelved'],
    ['return-to-service', 'not-out-of-service'],
    ['reset', 'not-latched'],
    ['unacknowledge', 'not-acknowledged'],
  ])('names why %s is not possible: %s', async (command, reason) => {
    expect(await give(command)).toMatchObject({ status: 409, body: { reason } })
  })

  it('finds no alarm that was never raised, and no occurrence that never was', async () => {
    const none = await post('alarms/river~nowhere/acknowledge', { occurrence: 1 })
    expect(none).toMatchObject({ status: 404, body: { type: named('no-such-alarm') } })
    expect(await give('acknowledge', { occurrence: 2 })).toMatchObject({
      status: 404,
      body: { type: named('no-such-alarm'), reason: 'no-such-occurrence', alarm: { id: RIVER } },
    })
    expect(await give('acknowledge', { occurrence: 0 })).toMatchObject({ status: 404 })
  })
})

describe('a body that says too little or too much', () => {
  const later = new Date(SITE_NOW + HOUR).toISOString()

  it.each([
    ['acknowledge', { occurrence: -1 }, 'occurrence'],
    ['acknowledge', { occurrence: 1.5 }, 'occurrence'],
    ['acknowledge', { occurrence: '1' }, 'occurrence'],
    ['acknowledge', { severity: 'deadly' }, 'severity'],
    ['acknowledge', { colour: 'red' }, ''],
    ['acknowledge', { until: later }, 'until'],
    ['acknowledge', { owner: 'Tổ 3' }, 'owner'],
    ['shelve', {}, 'until'],
    ['shelve', { until: 'tomorrow' }, 'until'],
    ['shelve', { until: '2025-10-27T08:30:00' }, 'until'],
    ['shelve', { until: new Date(SITE_NOW - 1).toISOString() }, 'until'],
    ['shelve', { until: new Date(SITE_NOW + 9 * HOUR).toISOString() }, 'until'],
    ['assign', {}, 'owner'],
    ['assign', { owner: ' ' }, 'owner'],
    ['assign', { owner: 'x'.repeat(101) }, 'owner'],
    ['comment', {}, 'comment'],
    ['comment', { comment: '' }, 'comment'],
    ['comment', { comment: 'x'.repeat(MAX_COMMENT + 1) }, 'comment'],
    ['comment', { comment: 'một\u0007hai' }, 'comment'],
    ['comment', { comment: 'một\nhai' }, 'comment'],
    ['comment', { comment: 'nửa \ud83d' }, 'comment'],
  ])('is refused by its field: %s %j', async (command, body, field) => {
    const answer = await give(command, body)
    expect(ProblemSchema.parse(answer.body)).toEqual(answer.body)
    expect(answer).toMatchObject({ status: 422, body: { type: named('wrong-shape'), field } })
    expect(await commandsKept()).toEqual([])
  })

  it('is taken at its longest', async () => {
    const comment = 'ế'.repeat(MAX_COMMENT)
    expect((await give('comment', { comment })).status).toBe(200)
    expect((await give('assign', { owner: '長'.repeat(100) })).status).toBe(200)
  })

  it.each([
    ['no JSON', '{"occurrence":1', 400],
    ['a list', '[]', 422],
    ['too much', `{"occurrence":1,"comment":"${'x'.repeat(20_000)}"}`, 413],
  ])('is no command: %s', async (_, text, status) => {
    expect((await post(`alarms/${RIVER}/acknowledge`, text)).status).toBe(status)
  })
})

describe('a store that is not as it should be', () => {
  it('has one effect of a command whose outcome it could not tell, though it was written', async () => {
    const { store } = running.alarms
    store.failNextCommit = 'after'
    const release = store.holdCommits('after')
    const pending = give('acknowledge', {}, keyed('k1'))
    await expect.poll(() => store.data.head.seq).toBe(3)
    store.fault = 'unavailable'
    release()
    expect(await pending).toMatchObject({ status: 503, body: { idempotencyKey: 'k1' } })
    store.fault = undefined
    const again = await give('acknowledge', {}, keyed('k1'))
    expect(again).toMatchObject({ status: 200, body: { seq: 3, repeated: true } })
    expect(await commandsKept()).toHaveLength(1)
  })

  it('asks to be asked again with the key that it used, and then has had one effect', async () => {
    running.alarms.store.fault = 'unavailable'
    const lost = await give('acknowledge')
    running.alarms.store.fault = undefined
    expect(lost).toMatchObject({
      status: 503,
      retryAfter: '1',
      body: {
        type: named('outcome-unknown'),
        idempotencyKey: expect.stringMatching(/^[\w-]{36}$/),
      },
    })
    expect(lost.body['detail']).toContain('same Idempotency-Key')
    const key = keyed(String(lost.body['idempotencyKey']))
    expect((await give('acknowledge', {}, key)).status).toBe(200)
    expect(await give('acknowledge', {}, key)).toMatchObject({ body: { repeated: true } })
    expect(await commandsKept()).toHaveLength(1)
  })

  it('says that it is full or read-only, and takes nothing', async () => {
    running.alarms.store.fault = 'full'
    expect(await give('acknowledge')).toMatchObject({
      status: 507,
      body: { type: named('store-full') },
    })
    running.alarms.store.fault = 'read-only'
    expect(await give('acknowledge')).toMatchObject({
      status: 503,
      retryAfter: '1',
      body: { type: named('store-unavailable') },
    })
    running.alarms.store.fault = undefined
    expect(await commandsKept()).toEqual([])
  })
})

describe('one command for several alarms', () => {
  const items = [
    { id: RIVER, occurrence: 1 },
    { id: RAIN, occurrence: 1, severity: 'high' },
  ]

  it('is an entry of the journal for each, under an id of each', async () => {
    const order = { command: 'acknowledge', items, comment: 'cả hai' }
    const answer = await bulk(order, keyed('k1'))
    expect(answer.status).toBe(200)
    expect(AlarmResultsSchema.parse(answer.body)).toEqual(answer.body)
    expect(answer.body).toEqual({
      results: [
        { id: RIVER, occurrence: 1, ok: true, seq: 3, repeated: false },
        { id: RAIN, occurrence: 1, ok: true, seq: 4, repeated: false },
      ],
    })
    expect(await commandsKept()).toMatchObject([
      { command: `person lan k1 ${RIVER}#1`, change: { comment: 'cả hai' } },
      { command: `person lan k1 ${RAIN}#1`, change: { comment: 'cả hai' } },
    ])
    expect(resultsIn(await bulk(order, keyed('k1')))).toMatchObject([
      { ok: true, seq: 3, repeated: true },
      { ok: true, seq: 4, repeated: true },
    ])
    expect(await commandsKept()).toHaveLength(2)
  })

  it('does what it can, and says of the others why not and by whom', async () => {
    const binh = await signedIn('binh', 'Trần Bình')
    await give('acknowledge', {}, binh)
    const more = [...items, { id: 'river~nowhere', occurrence: 1 }, { id: RAIN, occurrence: 7 }]
    const answer = await bulk({ command: 'acknowledge', items: more })
    expect(answer.status).toBe(200)
    expect(AlarmResultsSchema.parse(answer.body)).toEqual(answer.body)
    expect(resultsIn(answer)).toEqual([
      {
        id: RIVER,
        occurrence: 1,
        ok: false,
        reason: 'already',
        by: { id: 'binh', name: 'Trần Bình', at: '2025-10-26T23:00:00.000Z' },
      },
      { id: RAIN, occurrence: 1, ok: true, seq: 4, repeated: false },
      { id: 'river~nowhere', occurrence: 1, ok: false, reason: 'no-such-alarm' },
      { id: RAIN, occurrence: 7, ok: false, reason: 'no-such-occurrence' },
    ])
  })

  it('is refused for an alarm of which the key stands for something else', async () => {
    await bulk({ command: 'comment', items, comment: 'một' }, keyed('k1'))
    const [first] = items
    const other = await bulk({ command: 'comment', items: [first], comment: 'hai' }, keyed('k1'))
    expect(resultsIn(other)).toMatchObject([{ ok: false, reason: 'idempotency-key-reused' }])
  })

  it('is a problem with all results where one outcome is not known', async () => {
    running.alarms.store.fault = 'unavailable'
    const lost = await bulk({ command: 'acknowledge', items }, keyed('k1'))
    running.alarms.store.fault = undefined
    expect(ALARM_SCHEMAS.AlarmProblem.parse(lost.body)).toEqual(lost.body)
    expect(lost).toMatchObject({
      status: 503,
      retryAfter: '1',
      body: {
        type: named('outcome-unknown'),
        idempotencyKey: 'k1',
        results: items.map(({ id }) => ({ id, ok: false, reason: 'outcome-unknown' })),
      },
    })
    expect((await bulk({ command: 'acknowledge', items }, keyed('k1'))).status).toBe(200)
  })

  it('is a problem where the store is full', async () => {
    running.alarms.store.fault = 'full'
    expect(await bulk({ command: 'acknowledge', items })).toMatchObject({
      status: 507,
      body: { type: named('store-full'), results: [{ reason: 'store-full' }, {}] },
    })
  })

  it('is for 500 alarms at most, and for one at least', async () => {
    const sensors = Array.from({ length: 500 }, (_, index) => `s${index}`)
    await happen(sensors.map((sensor) => at(sensor, raise())))
    const many = sensors.map((sensor) => ({ id: `river~${sensor}`, occurrence: 1 }))
    const taken = resultsIn(await bulk({ command: 'acknowledge', items: many }))
    expect(taken.filter(({ ok }) => ok)).toHaveLength(500)
    expect(taken.map(({ id }) => id)).toEqual(many.map(({ id }) => id))
    const over = await bulk({ command: 'acknowledge', items: [...many, ...items] })
    expect(over).toMatchObject({ status: 422, body: { field: 'items' } })
    expect((await bulk({ command: 'acknowledge', items: [] })).status).toBe(422)
  })

  it.each([
    [{ command: 'explode', items }, 'command'],
    [{ command: 'shelve', items }, 'until'],
    [{ command: 'acknowledge', items: [{ id: RIVER }] }, 'items.0.occurrence'],
    [{ command: 'acknowledge', items: [{ ...items[0], owner: 'x' }] }, 'items.0'],
    [{ command: 'acknowledge', items: [{ id: '', occurrence: 1 }] }, 'items.0.id'],
  ])('is refused by its field: %j', async (body, field) => {
    expect(await bulk(body)).toMatchObject({ status: 422, body: { field } })
    expect(await commandsKept()).toEqual([])
  })
})

describe('who commands alarms', () => {
  it.each(['viewer', 'reporter', 'editor', 'admin'] as const)('is no %s', async (role) => {
    const other = await signedIn('other', 'Ai đó', role)
    expect((await give('acknowledge', {}, other)).status).toBe(403)
    const items = [{ id: RIVER, occurrence: 1 }]
    expect((await bulk({ command: 'acknowledge', items }, other)).status).toBe(403)
    expect(await commandsKept()).toEqual([])
  })
})
