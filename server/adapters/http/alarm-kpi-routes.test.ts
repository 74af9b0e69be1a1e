import { beforeEach, describe, expect, it } from 'vitest'
import { AlarmKpisSchema } from '../../../protocol/alarm-kpis.ts'
import { DrillSchema } from '../../../protocol/drill.ts'
import type { AlarmEvent } from '../../core/alarms/events.ts'
import { happening, raise } from '../../testing/alarm-events.ts'
import { startHttp, type RunningHttp } from '../../testing/build-http.ts'

const HOUR = 3_600_000

let running: RunningHttp
beforeEach(async () => {
  running = await startHttp()
  return () => running.stop()
})

async function ask(query = '') {
  const answer = await fetch(`${running.url}/api/v1/sites/test-site/alarm-kpis${query}`)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

function ago(hours: number, change: AlarmEvent['change'], sensor = 'ai-nghia'): AlarmEvent {
  const at = running.intake.clock.siteNow - hours * HOUR
  return happening('river', { kind: 'sensor', id: sensor }, change, { at })
}

describe('GET alarm-kpis', () => {
  it('is of the last day, and of no alarm before it', async () => {
    await running.alarms.node.happen([
      ago(30, raise({ severity: 'critical' })),
      ago(3, raise({ severity: 'low' }), 'rain-1'),
      ago(2.9, { kind: 'acknowledged', occurrence: 1 }, 'rain-1'),
    ])
    const { status, body } = await ask()
    expect(status).toBe(200)
    expect(AlarmKpisSchema.parse(body)).toMatchObject({
      ...{ raised: 1, bySeverity: { low: 1, critical: 0 }, whole: true },
      acknowledgement: { count: 1, medianMs: 0.1 * HOUR },
      mostFrequent: [{ alarm: 'river~rain-1', sensor: 'rain-1', raised: 1, share: 1 }],
      // Active since before, which is why it is not in the counts but stands here.
      stale: { count: 1, alarms: [{ alarm: 'river~ai-nghia' }] },
    })
  })

  it('is of the time that is asked for, and of no impossible one', async () => {
    await running.alarms.node.happen([ago(30, raise())])
    const iso = (hours: number): string =>
      new Date(running.intake.clock.siteNow - hours * HOUR).toISOString()
    const { body } = await ask(`?from=${iso(40)}&to=${iso(20)}`)
    expect(AlarmKpisSchema.parse(body)).toMatchObject({ raised: 1, to: iso(20) })
    expect((await ask(`?from=${iso(1)}&to=${iso(2)}`)).status).toBe(400)
    expect((await ask(`?from=${iso(32 * 24)}`)).status).toBe(400)
    expect((await ask('?hours=3')).status).toBe(400)
  })
})

describe('GET alarm-kpis of a journal younger than a day', () => {
  it('are of its own time alone: before it nobody knows of any alarm, and none was missing', async () => {
    await running.alarms.node.happen([ago(1, raise()), ago(0.9, raise(), 'rain-1')])
    const { body } = await ask()
    const { from, to, whole, perTenMinutes, hourly } = AlarmKpisSchema.parse(body)
    expect(running.intake.clock.siteNow - Date.parse(from)).toBe(HOUR)
    expect(whole).toBe(true)
    const minutes = (Date.parse(to) - Date.parse(from)) / 60_000
    expect(perTenMinutes.mean).toBeCloseTo(20 / minutes)
    expect(hourly.reduce((sum, one) => sum + one, 0)).toBe(2)
  })

  it('are of ten minutes at least, for that is what a rate is of', async () => {
    await running.alarms.node.happen([ago(0.01, raise())])
    const { from, to } = AlarmKpisSchema.parse((await ask()).body)
    expect(Date.parse(to) - Date.parse(from)).toBe(600_000)
  })
})

describe('GET drill', () => {
  it('scores the runs of a scenario, and is nothing where none is played', async () => {
    const path = '/api/v1/sites/test-site/drill'
    const key = { Authorization: `Bearer ${running.keys.officer}` }
    const none = await fetch(running.url + path, { headers: key })
    expect(none.status).toBe(404)
    await running.stop()
    running = await startHttp({ parts: { isDemo: true } })
    await running.alarms.node.happen([ago(1, raise({ severity: 'high' }))])
    const headers = { Authorization: `Bearer ${running.keys.officer}` }
    const played = await fetch(running.url + path, { headers })
    expect(DrillSchema.parse(await played.json())).toMatchObject({
      targetMs: { critical: 60_000 },
      runs: [{ score: 0, raised: 1, bySeverity: { high: { missed: 1 } } }],
    })
  })
})
