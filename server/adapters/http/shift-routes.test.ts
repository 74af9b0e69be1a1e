import { beforeEach, describe, expect, it } from 'vitest'
import {
  ShiftListSchema,
  ShiftReportSchema,
  WatchCommandAnswerSchema,
} from '../../../protocol/shifts.ts'
import type { AlarmEvent } from '../../core/alarms/events.ts'
import { happening, raise } from '../../testing/alarm-events.ts'
import { FROM_ELSEWHERE, startHttp, type RunningHttp } from '../../testing/build-http.ts'

const SITE = '/api/v1/sites/test-site'
const PASSWORD = 'cầu ái nghĩa lúc sáng'
const HOUR = 3_600_000

let running: RunningHttp
let hanh: Record<string, string>
let tuan: Record<string, string>

beforeEach(async () => {
  running = await startHttp()
  hanh = await signedIn('hanh', 'Trần Thị Hạnh')
  tuan = await signedIn('tuan', 'Lê Tuấn')
  return () => running.stop()
})

async function signedIn(id: string, name: string): Promise<Record<string, string>> {
  const { accounts, ownAccount } = running.people
  const root = { noted: { kind: 'server' }, grants: [{ site: '*', role: 'admin' }] } as const
  const grants = [{ site: 'test-site', role: 'officer' as const }]
  const made = await accounts.create(root, { id, name, grants })
  if (!made.ok) throw new Error(made.reason)
  const visitor = { address: '192.0.2.7', agent: '', device: undefined, isLocal: false }
  const opened = await ownAccount.accept(
    { token: made.invitation.token, password: PASSWORD },
    visitor,
  )
  if (!opened.ok) throw new Error(opened.reason)
  return { ...FROM_ELSEWHERE, Cookie: `iocwall=${opened.secret}` }
}

async function post(path: string, body: object, who: Record<string, string>, key?: string) {
  const answer = await fetch(`${running.url}${SITE}/${path}`, {
    method: 'POST',
    headers: { ...who, 'Content-Type': 'application/json', ...(key && { 'Idempotency-Key': key }) },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

async function get(path: string, who = hanh) {
  const answer = await fetch(`${running.url}${SITE}/${path}`, { headers: who })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const at = (change: AlarmEvent['change']): AlarmEvent =>
  happening('river', { kind: 'sensor', id: 'ai-nghia' }, change, {
    at: running.intake.clock.siteNow,
  })

describe('the watch over a site', () => {
  it('is taken, handed over with a note and taken by the next, both by name', async () => {
    const until = new Date(running.intake.clock.siteNow + 8 * HOUR).toISOString()
    const taken = await post('shifts', { seen: '', until }, hanh)
    expect(taken.status).toBe(200)
    const answer = WatchCommandAnswerSchema.parse(taken.body)
    expect(answer).toMatchObject({
      watch: { officer: { id: 'hanh', name: 'Trần Thị Hạnh' }, shift: answer.seq, until },
      repeated: false,
    })
    const offered = await post('shifts/handover', { note: 'Ái Nghĩa đang lên' }, hanh)
    expect(offered.body).toMatchObject({ watch: { handover: { note: 'Ái Nghĩa đang lên' } } })
    const next = await post('shifts', { seen: 'hanh' }, tuan)
    expect(next.body).toMatchObject({ watch: { officer: { id: 'tuan' } } })

    const { shifts, watch } = ShiftListSchema.parse((await get('shifts')).body)
    expect(watch.officer?.id).toBe('tuan')
    expect(shifts).toMatchObject([
      { officer: { name: 'Lê Tuấn' } },
      {
        ...{ shift: answer.seq, officer: { name: 'Trần Thị Hạnh' }, end: 'handed-over' },
        ...{ relievedBy: { name: 'Lê Tuấn' }, note: 'Ái Nghĩa đang lên' },
      },
    ])
    expect(shifts[0]?.to).toBeUndefined()
    expect((await get('alarms')).body).toMatchObject({ watch: { officer: { id: 'tuan' } } })
  })

  it('is not taken from somebody else than was seen, and says who has it', async () => {
    await post('shifts', { seen: '' }, hanh)
    const late = await post('shifts', { seen: '' }, tuan)
    expect(late.status).toBe(409)
    expect(late.body).toMatchObject({ reason: 'moved-on', watch: { officer: { id: 'hanh' } } })
    expect((await post('shifts/end', {}, tuan)).body).toMatchObject({ reason: 'not-yours' })
    expect((await post('shifts/keep', {}, hanh)).body).toMatchObject({ reason: 'already' })
    const over = new Date(running.intake.clock.siteNow + 25 * HOUR).toISOString()
    const bad = await post('shifts', { seen: 'hanh', until: over }, hanh)
    expect([bad.status, bad.body]).toMatchObject([422, { field: 'until' }])
  })

  it('changes once for one key, and refuses the key for something else', async () => {
    const first = await post('shifts', { seen: '' }, hanh, 'k1')
    const again = await post('shifts', { seen: '' }, hanh, 'k1')
    expect(again.body).toMatchObject({ seq: first.body['seq'], repeated: true })
    expect((await post('shifts/end', {}, hanh, 'k1')).status).toBe(422)
    expect((await get('shifts')).body['shifts']).toHaveLength(1)
  })

  it('ends with nobody following, and a note', async () => {
    await post('shifts', { seen: '' }, hanh)
    const ended = await post('shifts/end', { note: 'bàn giao cho phòng bên' }, hanh)
    expect(ended.body).toMatchObject({ watch: {} })
    expect((await get('shifts')).body['shifts']).toMatchObject([
      { end: 'ended', note: 'bàn giao cho phòng bên' },
    ])
  })
})

describe('what happened in a shift', () => {
  it('is what the journal has between its two ends, and nothing before or after', async () => {
    const { node } = running.alarms
    await node.happen([at(raise())])
    const { body } = await post('shifts', { seen: '' }, hanh)
    const id = 'river~ai-nghia'
    await node.happen([at({ kind: 'cleared', occurrence: 1 }), at(raise({ occurrence: 2 }))])
    await post(`alarms/${id}/acknowledge`, { occurrence: 2, comment: 'đã gọi trạm' }, hanh)
    const { seq } = WatchCommandAnswerSchema.parse(
      (await post('shifts', { seen: 'hanh' }, tuan)).body,
    )
    await node.happen([at({ kind: 'cleared', occurrence: 2 })])

    const report = ShiftReportSchema.parse((await get(`shifts/${String(body['seq'])}`)).body)
    expect(report).toMatchObject({
      shift: { officer: { id: 'hanh' }, end: 'taken-over', relievedBy: { id: 'tuan' } },
      counts: { raised: 1, cleared: 1, acknowledged: 1, commented: 0 },
      acknowledgement: { count: 1, withinFiveMinutes: 1 },
      raised: [{ alarm: id, occurrence: 2, acknowledged: { name: 'Trần Thị Hạnh' } }],
      comments: [{ alarm: id, by: { name: 'Trần Thị Hạnh' }, text: 'đã gọi trạm' }],
      whole: true,
    })
    expect(report.raised[0]?.clearedAt).toBeUndefined()
    const now = ShiftReportSchema.parse((await get(`shifts/${seq}`)).body)
    expect(now.counts).toMatchObject({ raised: 0, cleared: 1 })
  })

  it('is of no entry that began none', async () => {
    await post('shifts', { seen: '' }, hanh)
    expect((await get('shifts/999')).status).toBe(404)
    expect((await get('shifts/0')).status).toBe(400)
    expect((await get('shifts/x')).status).toBe(400)
  })
})
