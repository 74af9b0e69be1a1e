import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { feedbackFigures, reportsOf } from '../../core/demo/feedback.ts'
import { planTracks, samplesBefore, samplesBetween } from '../../core/demo/tracks.ts'
import { buildMetric, buildSensor, buildSite, buildUnit } from '../../testing/build-site.ts'
import { readScenario } from './read-scenario.ts'
import { readTable } from './read-table.ts'

const data = await readScenario(
  path.join(import.meta.dirname, '..', '..', '..', 'config', 'packs', 'demo'),
)
const MONDAY = Date.parse('2025-10-27T07:30:00+07:00')
const HOUR = 3_600_000

it('reads quoted cells', () => {
  expect(readTable('a,b,c\n1,"x, ""y""",\n,,3\n')).toEqual([
    { a: '1', b: 'x, "y"', c: '' },
    { a: '', b: '', c: '3' },
  ])
})

it('reads the scenario with its readings, events and dossiers', () => {
  expect(data.levels).toHaveLength(1_216)
  expect(data.briefing).toHaveLength(60)
  expect(data.reservoirs.map((row) => row.reservoir)).not.toContain('basin-total')
  expect(data.reservoirs).toHaveLength(20)
  expect(data.events.filter((event) => event.type === 'sensor')).toHaveLength(1)
})

it('reads of a dossier of the briefing how it was handed in and why its clock stands still', () => {
  const of = (id: string) => data.briefing.find((one) => one.id === id)
  expect(of('DEMO-20542-251024-0003')).toEqual({
    id: 'DEMO-20542-251024-0003',
    unit: '20542',
    field: 'civil-status',
    procedure: 'Đăng ký khai sinh',
    channel: 'online',
    level: 'full',
    received: '2025-10-24',
    due: '2025-10-27',
    limitWorkingDays: 1,
    waitsFor: 'financial-duty',
    hasApology: false,
  })
  expect(of('DEMO-20515-251022-0002')).toMatchObject({ level: 'partial', hasApology: true })
  expect(of('DEMO-20506-251027-0002')).toMatchObject({
    channel: 'in-person',
    waitsFor: 'supplement',
  })
})

describe('the five communes of Đại Lộc', () => {
  it('receive 14 reports within half an hour on Monday at 09:10', () => {
    const at = Date.parse('2025-10-27T09:10:00+07:00')
    const count = (unit: string) =>
      reportsOf(unit, data).filter((one) => one.at >= at && one.at < at + HOUR / 2).length
    const base = (unit: string) =>
      reportsOf(unit, { ...data, events: [] }).filter(
        (one) => one.at >= at && one.at < at + HOUR / 2,
      ).length
    const surge = ['20500', '20539'].map((unit) => count(unit) - base(unit))
    expect(surge).toEqual([7, 7])
  })

  it('answer a report in time within 48 hours', () => {
    const at = MONDAY
    const reports = [{ at, closedAt: at + 60 * HOUR }]
    const before = { resolved: 9, onTime: 8 }
    expect([...feedbackFigures(reports, before, at + 49 * HOUR).values()]).toEqual([
      1, 1, 9, 8, 88.9,
    ])
    expect([...feedbackFigures(reports, before, at + 60 * HOUR).values()]).toEqual([
      0, 0, 10, 8, 80,
    ])
  })
})

const site = buildSite({
  units: [
    buildUnit('root', { kind: 'area' }),
    buildUnit('20500', { parent: 'root' }),
    buildUnit('20333', { parent: 'root' }),
    buildUnit('20779', { parent: 'root' }),
  ],
  sensors: [
    buildSensor('ai-nghia'),
    buildSensor('thanh-my'),
    buildSensor('rain-dai-loc', { kind: 'rain' }),
    buildSensor('song-tranh-2', { kind: 'reservoir' }),
  ],
  metrics: [
    buildMetric('river.level', { subjects: 'sensor', sensorKind: 'river' }),
    buildMetric('rain.1h', { subjects: 'sensor', sensorKind: 'rain' }),
    buildMetric('rain.24h', { subjects: 'sensor', sensorKind: 'rain' }),
    ...['level', 'inflow', 'release', 'spill'].map((one) =>
      buildMetric(`reservoir.${one}`, { subjects: 'sensor', sensorKind: 'reservoir' }),
    ),
    buildMetric('documents.pending'),
    buildMetric('feedback.open'),
  ],
})
const { end } = data.scenarios.flood
/** What is known of the flood begins before its clock does. */
const start = Math.min(...data.levels.map((row) => row.at))
const tracks = planTracks(site, data, '2025-10-27', new Set(['20779']))
const all = samplesBetween(tracks, start, end)
const of = (metric: string, id: string) =>
  all.filter((one) => one.metric === metric && one.subject.id === id)

describe('the samples of the demo', () => {
  it('come in the order of their times, none twice, the same every time', () => {
    const keys = all.map((one) => `${one.metric} ${one.subject.id} ${one.at}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(all.every((one, index) => one.at >= (all[index - 1]?.at ?? 0))).toBe(true)
    const again = planTracks(site, data, '2025-10-27', new Set(['20779']))
    expect(samplesBetween(again, start, end)).toEqual(all)
  })

  it('are the same whether taken at once or in steps', () => {
    const steps: unknown[] = []
    for (let at = start; at < end; at += 7 * 61_000) {
      steps.push(...samplesBetween(tracks, at, Math.min(end, at + 7 * 61_000)))
    }
    expect(steps).toEqual(all)
  })

  it('give river levels each 5 minutes that pass through the hourly rows', () => {
    const levels = new Map(of('river.level', 'ai-nghia').map((one) => [one.at, one.value]))
    const rows = data.levels.filter((row) => row.station === 'ai-nghia' && row.at > start)
    const given = rows.filter((row) => levels.has(row.at))
    expect(given.length).toBe(rows.length - 1)
    expect(given.every((row) => levels.get(row.at) === row.level)).toBe(true)
    expect(levels.size).toBe((end - start) / 300_000 - 8)
  })

  it('lose the signal of Ái Nghĩa for 40 minutes', () => {
    const from = Date.parse('2025-10-29T21:30:00+07:00')
    const times = of('river.level', 'ai-nghia').map((one) => one.at)
    expect(times.filter((at) => at >= from && at < from + 2_400_000)).toEqual([])
    expect(times).toContain(from - 300_000)
    expect(times).toContain(from + 2_400_000)
  })

  it('tell what goes over a spillway as that, and a release only where there is one', () => {
    const valuesOf = (metric: string) =>
      of(metric, 'song-tranh-2').map(({ value, quality }) => [value, quality])
    expect(valuesOf('reservoir.spill')).toEqual([
      [1_177, 'good'],
      [1_745, 'good'],
    ])
    expect(valuesOf('reservoir.release')).toEqual([
      [1_385, 'good'],
      [4_100, 'uncertain'],
      [2_826, 'good'],
    ])
    expect(valuesOf('reservoir.inflow')).toEqual([
      [3_850, 'good'],
      [4_400, 'uncertain'],
    ])
    expect(valuesOf('reservoir.level')).toEqual([[170.06, 'good']])
  })

  it('come only from what the site has, what reports here and what is not silent', () => {
    expect(of('documents.pending', '20500')).not.toEqual([])
    expect(all.filter((one) => ['20333', '20779', 'root'].includes(one.subject.id))).toEqual([])
    expect(of('river.level', 'thanh-my')).toEqual([])
    expect(all.filter((one) => one.metric === 'feedback.overdue')).toEqual([])
  })

  it('let the rain of 24 hours be the sum of its hours, most of it before the peak', () => {
    const at = Date.parse('2025-10-28T03:00:00+07:00')
    const last = (metric: string, until: number) =>
      of(metric, 'rain-dai-loc').findLast((one) => one.at <= until)
    const day = last('rain.24h', at)
    const hours = Array.from({ length: 24 }, (_, back) => last('rain.1h', at - back * HOUR))
    const sum = hours.reduce((mm, one) => mm + (one?.value ?? NaN), 0)
    expect(Math.abs((day?.value ?? NaN) - sum)).toBeLessThan(2)
    expect(day?.value).toBeGreaterThan(last('rain.24h', end)?.value ?? NaN)
    expect(Math.max(...of('rain.1h', 'rain-dai-loc').map((one) => one.value ?? 0))).toBeLessThan(
      150,
    )
  })

  it('begin with a picture that is whole', () => {
    const first = samplesBefore(tracks, start)
    const names = first.map((one) => `${one.metric}/${one.subject.id}`)
    expect(names.toSorted()).toEqual([
      'documents.pending/20500',
      'feedback.open/20500',
      'rain.1h/rain-dai-loc',
      'rain.24h/rain-dai-loc',
      'river.level/ai-nghia',
    ])
    expect(first.every((one) => one.at <= start)).toBe(true)
  })
})
