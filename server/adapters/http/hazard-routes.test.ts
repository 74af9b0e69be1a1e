import { beforeEach, describe, expect, it } from 'vitest'
import { AnnouncedAnswerSchema } from '../../../protocol/announced.ts'
import type { Grant } from '../../../protocol/access.ts'
import { EnteredReadingsSchema, GaugeFactsSchema } from '../../../protocol/readings.ts'
import { FROM_ELSEWHERE, startHttp, type RunningHttp } from '../../testing/build-http.ts'

const SITE = '/api/v1/sites/test-site'
const PASSWORD = 'cầu ái nghĩa lúc sáng'
const MINUTE_MS = 60_000

let running: RunningHttp
let officer: Record<string, string>

beforeEach(async () => {
  running = await startHttp()
  officer = await signedIn('hanh', 'Trần Thị Hạnh', { site: 'test-site', role: 'officer' })
  return () => running.stop()
})

async function signedIn(id: string, name: string, grant: Grant): Promise<Record<string, string>> {
  const { accounts, ownAccount } = running.people
  const root = { noted: { kind: 'server' }, grants: [{ site: '*', role: 'admin' }] } as const
  const made = await accounts.create(root, { id, name, grants: [grant] })
  if (!made.ok) throw new Error(made.reason)
  const visitor = { address: '192.0.2.7', agent: '', device: undefined, isLocal: false }
  const opened = await ownAccount.accept(
    { token: made.invitation.token, password: PASSWORD },
    visitor,
  )
  if (!opened.ok) throw new Error(opened.reason)
  return { ...FROM_ELSEWHERE, Cookie: `iocwall=${opened.secret}` }
}

async function ask(path: string, who: Record<string, string>, body?: object) {
  const answer = await fetch(`${running.url}${SITE}/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...who, ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const noted = (action: string) => running.noted.filter((one) => one.action === action)
const minutesAgo = (minutes: number) =>
  new Date(running.intake.clock.siteNow - minutes * MINUTE_MS).toISOString()

describe('announced levels of disaster risk', () => {
  it('are entered by an officer, told the highest first, and noted with who and when', async () => {
    const flood = { hazard: 'flood', level: 3, bulletinAt: minutesAgo(60), source: 'Đài KTTV' }
    const rain = { hazard: 'heavy-rain', level: 2, bulletinAt: minutesAgo(30) }
    expect((await ask('announced', officer, rain)).status).toBe(200)
    const entered = await ask('announced', officer, flood)
    const { announced } = AnnouncedAnswerSchema.parse(entered.body)
    expect(announced).toEqual([flood, rain])
    expect((await ask('announced', {})).body['announced']).toEqual([flood, rain])
    expect(noted('announced.entered')).toMatchObject([
      { subject: 'heavy-rain', actor: { id: 'hanh', name: 'Trần Thị Hạnh' } },
      { subject: 'flood', detail: { level: 3, source: 'Đài KTTV' }, address: '127.0.0.1' },
    ])
  })

  it('are part of what a screen shows, under another revision', async () => {
    const before = await ask('screen', {})
    await ask('announced', officer, { hazard: 'storm', level: 4, bulletinAt: minutesAgo(5) })
    const after = await ask('screen', {})
    expect(after.body['announced']).toMatchObject([{ hazard: 'storm', level: 4 }])
    expect(after.body['revision']).not.toBe(before.body['revision'])
  })

  it('give way to a later bulletin and not to an earlier one, and end with level 0', async () => {
    const bulletin = (level: number, minutes: number) =>
      ask('announced', officer, { hazard: 'flood', level, bulletinAt: minutesAgo(minutes) })
    await bulletin(2, 60)
    expect((await bulletin(3, 30)).body['announced']).toMatchObject([{ level: 3 }])
    const late = await bulletin(1, 45)
    expect(late).toMatchObject({ status: 409, body: { bulletinAt: minutesAgo(30) } })
    expect(late.body['type']).toBe('urn:ioc-wall:problem:older-bulletin')
    expect((await bulletin(3, 30)).status).toBe(200)
    expect(noted('announced.entered')).toHaveLength(2)
    expect((await bulletin(0, 0)).body['announced']).toEqual([])
    expect(noted('announced.entered').at(-1)).toMatchObject({ detail: { level: 0 } })
  })

  it('are not of a time to come, nor of a level or a hazard that there is not', async () => {
    const good = { hazard: 'flood', level: 3, bulletinAt: minutesAgo(0) }
    for (const wrong of [
      { bulletinAt: minutesAgo(-6) },
      { level: 6 },
      { level: -1 },
      { level: 2.5 },
      { hazard: 'war' },
      { bulletinAt: '27/10/2025' },
      { source: 'a\nb' },
    ]) {
      expect([wrong, (await ask('announced', officer, { ...good, ...wrong })).status]).toEqual([
        wrong,
        422,
      ])
    }
    expect(noted('announced.entered')).toEqual([])
  })

  it('are entered by officers only', async () => {
    const reporter = await signedIn('thu', 'Thu', {
      site: 'test-site',
      role: 'reporter',
      agency: 'Office',
    })
    const body = { hazard: 'flood', level: 3, bulletinAt: minutesAgo(0) }
    expect((await ask('announced', reporter, body)).status).toBe(403)
    const key = { ...FROM_ELSEWHERE, Authorization: `Bearer ${running.keys.officer}` }
    expect((await ask('announced', key, body)).status).toBe(403)
    expect((await ask('announced', FROM_ELSEWHERE, body)).status).toBe(401)
  })
})

describe('readings of gauges by hand', () => {
  const reading = (value: number, minutes = 0, sensor = 'ai-nghia') => ({
    ...{ metric: 'river.level', sensor, value, at: minutesAgo(minutes) },
  })

  async function told(values: readonly number[]): Promise<void> {
    for (const [index, value] of values.entries()) {
      const minutes = (values.length - index) * 10
      expect((await ask('readings', officer, reading(value, minutes))).status).toBe(200)
    }
  }

  it('are taken as entered by hand, and listed with who entered them', async () => {
    const answer = await ask('readings', officer, reading(6.52, 3))
    expect(answer).toMatchObject({ status: 200, body: { quality: 'good' } })
    const { series } = (await ask('snapshot', {})).body as { series: readonly object[] }
    expect(series).toMatchObject([{ sensor: 'ai-nghia', value: 6.52, origin: 'manual' }])
    const { entered } = EnteredReadingsSchema.parse((await ask('readings', officer)).body)
    expect(entered).toMatchObject([
      { sensor: 'ai-nghia', value: 6.52, at: minutesAgo(3), by: 'Trần Thị Hạnh' },
    ])
    expect(noted('reading.entered')).toMatchObject([
      { subject: 'river.level/ai-nghia', detail: { value: 6.52, quality: 'good' } },
    ])
  })

  it('are taken as uncertain where they leap from those before', async () => {
    await told([6.5, 6.52, 6.55, 6.56, 6.6])
    const facts = GaugeFactsSchema.parse((await ask('readings/river.level/ai-nghia', officer)).body)
    expect(facts).toMatchObject({
      range: { min: -5, max: 50 },
      last: { value: 6.6, at: minutesAgo(10) },
      faults: [],
    })
    expect(facts.usual?.high).toBeGreaterThan(6.7)
    expect(facts.usual?.high).toBeLessThan(8)
    expect((await ask('readings', officer, reading(6.63))).body['quality']).toBe('good')
    expect((await ask('readings', officer, reading(9.63))).body['quality']).toBe('uncertain')
    const { series } = (await ask('snapshot', {})).body as { series: readonly object[] }
    expect(series).toMatchObject([{ value: 9.63, quality: 'uncertain' }])
  })

  it('say that an instrument went silent', async () => {
    await ask('readings', officer, reading(6.5, 30))
    const { body } = await ask('readings/river.level/ai-nghia', officer)
    expect(body['faults']).toEqual([{ kind: 'silent', since: minutesAgo(30) }])
  })

  it('are refused where they cannot be, and nothing is noted', async () => {
    const wrong = await ask('readings', officer, reading(51))
    expect(wrong).toMatchObject({ status: 422, body: { reason: 'out-of-range' } })
    const early = await ask('readings', officer, reading(6, -6))
    expect(early).toMatchObject({ status: 422, body: { reason: 'in-the-future' } })
    const nowhere = await ask('readings', officer, reading(6, 0, 'nowhere'))
    expect(nowhere).toMatchObject({ status: 422, body: { reason: 'unknown-sensor' } })
    expect((await ask('readings/river.level/rain-1', officer)).status).toBe(404)
    expect((await ask('readings/mood/new', officer)).status).toBe(404)
    expect((await ask('readings', officer, { ...reading(6), value: 'x' })).status).toBe(422)
    expect(noted('reading.entered')).toEqual([])
  })

  it('are of the own agency for reporters, and of nobody else', async () => {
    const own = { site: 'test-site', role: 'reporter', agency: 'Office' } as const
    const theirs = await signedIn('thu', 'Thu', own)
    expect((await ask('readings', theirs, reading(6))).status).toBe(200)
    const others = await signedIn('nga', 'Nga', { ...own, agency: 'Sở Y tế' })
    expect((await ask('readings', others, reading(6))).status).toBe(403)
    const viewer = await signedIn('yen', 'Yến', { site: 'test-site', role: 'viewer' })
    expect((await ask('readings', viewer)).status).toBe(403)
    expect((await ask('readings', viewer, reading(6))).status).toBe(403)
    expect((await ask('readings', FROM_ELSEWHERE)).status).toBe(401)
  })
})
