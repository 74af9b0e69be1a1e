import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { freshnessOf } from '../protocol/freshness.ts'
import { readScenario } from './adapters/scenario-files/read-scenario.ts'
import { loadSites } from './adapters/site-files/load-sites.ts'
import { formatProblems } from './adapters/site-files/problem.ts'
import { pastDossierFigures } from './core/demo/dossier-figures.ts'
import { dossierEventsOf } from './core/demo/dossiers.ts'
import { FULL_SCORES, type ScenarioData } from './core/demo/scenario-data.ts'
import {
  planTracks,
  samplesBefore,
  samplesBetween,
  samplesOfPast,
  type DemoSample,
} from './core/demo/tracks.ts'
import { ownOfficeDays } from './core/demo/times.ts'
import { reportingUnits } from './core/demo/unit-tracks.ts'
import { countedMetrics } from './core/dossiers/unit-counts.ts'
import { checkSample } from './core/ingest/check-sample.ts'
import { indexSite } from './core/ingest/site-index.ts'
import type { Metric, Site } from './core/sites/site.ts'

const CONFIG = path.join(import.meta.dirname, '..', 'config')
const DATE = '2025-10-27'
const DAY = 24 * 3_600_000
const MONDAY = Date.parse('2025-10-27T07:30:00+07:00')
const DAI_LOC = ['20500', '20506', '20515', '20539', '20542']
const NOWHERE: ReadonlySet<string> = new Set()
/** Parts that may be more than their whole: revenue beyond the estimate, days of a dossier. */
const RATES_ABOVE_100 = ['economy.revenue-rate', 'dossiers.mean-delay']

let sites: ReadonlyMap<string, Site>
let data: ScenarioData

beforeAll(async () => {
  const outcome = await loadSites(CONFIG)
  if (!outcome.ok) throw new Error(formatProblems(outcome.problems))
  sites = outcome.sites
  data = await readScenario(path.join(CONFIG, 'packs', 'demo'))
})

function site(id: string): Site {
  const found = sites.get(id)
  if (!found) throw new Error(`no site ${id}`)
  return found
}

/** What is noted of the past of some units' dossiers. */
function notedOf(id: string): readonly DemoSample[] {
  const { dossiers: rules } = site(id)
  if (!rules) throw new Error(`${id} takes no dossiers`)
  const units = reportingUnits(site(id), data, DATE, NOWHERE).slice(0, 8)
  return units.flatMap((unit) => {
    const events = dossierEventsOf(unit, data, rules)
    return pastDossierFigures(site(id), rules, unit, events)(ownOfficeDays(unit))
  })
}

const tracksOf = (id: string) => planTracks(site(id), data, DATE, NOWHERE)

/** What a site of the demo is told of the past of some of its sources, and its picture each day of the flood. Of dossiers: what is noted of past days. */
function muchOf(id: string): readonly DemoSample[] {
  const tracks = tracksOf(id)
  const { start, end } = data.scenarios.flood
  const days = Array.from({ length: Math.floor((end - start) / DAY) + 1 }, (_, day) => day)
  return [
    ...notedOf(id),
    ...samplesOfPast(tracks.slice(0, 80), start),
    ...days.flatMap((day) => samplesBefore(tracks, start + day * DAY)),
  ]
}

function pictureAt(id: string, at: number): ReadonlyMap<string, DemoSample> {
  const newest = samplesBefore(tracksOf(id), at)
  return new Map(newest.map((one) => [`${one.metric}/${one.subject.id}`, one]))
}

const isFromUnits = (metric: Metric) =>
  metric.subjects === 'unit' && metric.coverageOf === undefined

describe.each(['dai-loc', 'hiep-duc', 'da-nang'])('the figures of the demo in %s', (id) => {
  let told: readonly DemoSample[]
  beforeAll(() => {
    told = muchOf(id)
  })

  it('are all taken as they come: metrics, units, ranges', () => {
    const index = indexSite(site(id))
    const refused = told.flatMap((sample) => {
      const checked = checkSample(index, sample, sample.at, sample.at)
      return checked.ok ? [] : [`${sample.metric} ${sample.subject.id}: ${checked.message}`]
    })
    expect(refused).toEqual([])
  })

  it('leave no metric of units without a figure', () => {
    const metrics = new Set([
      ...[...pictureAt(id, MONDAY).values()].map((sample) => sample.metric),
      ...countedMetrics(site(id).metrics).map((one) => one.id),
    ])
    const silent = site(id).metrics.filter((one) => isFromUnits(one) && !metrics.has(one.id))
    expect(silent).toEqual([])
  })

  it('say rates that are their numerators over their denominators, or no value over nothing', () => {
    const samples = new Map(
      told.map((one) => [`${one.metric} ${one.subject.id} ${one.at}`, one.value]),
    )
    const rates = site(id).metrics.flatMap(({ id: metric, aggregation }) =>
      aggregation.kind === 'ratio' ? [{ metric, ...aggregation }] : [],
    )
    expect(rates.length).toBeGreaterThan(8)
    for (const { metric, numerator, denominator, factor } of rates) {
      const said = [...samples].filter(([key]) => key.startsWith(`${metric} `))
      const wrong = said.filter(([key, rate]) => {
        const part = samples.get(key.replace(metric, numerator)) ?? NaN
        const whole = samples.get(key.replace(metric, denominator)) ?? NaN
        if (whole === 0) return rate !== null
        const isPossible = part <= whole || RATES_ABOVE_100.includes(metric)
        return !isPossible || !(Math.abs((rate ?? NaN) - (factor * part) / whole) <= 0.0501)
      })
      expect(said.length).toBeGreaterThan(5)
      expect(wrong).toEqual([])
    }
  })

  it('count everything once: received = handled + pending, and = resolved + withdrawn + open', () => {
    const values = new Map(
      told.map((one) => [`${one.metric} ${one.subject.id} ${one.at}`, one.value ?? NaN]),
    )
    const parts = new Map([
      ['documents.received', ['documents.handled', 'documents.pending']],
      ['dossiers.received', ['dossiers.resolved', 'dossiers.withdrawn', 'dossiers.open']],
      [
        'dossiers.open',
        ['in-time', 'due-soon', 'overdue', 'paused'].map((one) => `dossiers.${one}`),
      ],
    ])
    let count = 0
    for (const { metric, subject, at, value } of told) {
      const sum = parts
        .get(metric)
        ?.reduce((total, part) => total + (values.get(`${part} ${subject.id} ${at}`) ?? NaN), 0)
      if (sum === undefined) continue
      expect(sum, `${metric} ${subject.id}`).toBe(value)
      count++
    }
    expect(count).toBeGreaterThan(100)
  })

  it('give each of the last thirty working days its own dossiers, once a day', () => {
    const [first] = told.filter((one) => one.metric === 'dossiers.open')
    const open = told.filter(
      ({ metric, subject }) => metric === 'dossiers.open' && subject.id === first?.subject.id,
    )
    expect(open).toHaveLength(30)
    expect(new Set(open.map((one) => Math.floor(one.at / DAY))).size).toBe(30)
    expect(new Set(open.map((one) => one.value)).size).toBeGreaterThan(5)
  })
})

it('dossiers of Đại Lộc were never far from those of the briefing, some of them always overdue', () => {
  const noted = notedOf('dai-loc')
  const days = new Set(noted.map(({ at }) => Math.floor(at / DAY)))
  for (const day of days) {
    const total = (metric: string) =>
      noted
        .filter((one) => one.metric === metric && Math.floor(one.at / DAY) === day)
        .reduce((sum, one) => sum + (one.value ?? NaN), 0)
    expect(total('dossiers.open')).toBeGreaterThan(30)
    expect(total('dossiers.open')).toBeLessThan(140)
    expect(total('dossiers.overdue')).toBeGreaterThan(0)
  }
})

describe('at the Monday briefing', () => {
  it('one commune is stale in money, others have expired where they owe, all the rest is in time', () => {
    const limits = new Map(site('da-nang').metrics.map((one) => [one.id, one.freshness]))
    const late = new Map<string, Set<string>>([
      ['stale', new Set()],
      ['expired', new Set()],
    ])
    for (const { metric, subject, at } of pictureAt('da-nang', MONDAY).values()) {
      if (subject.kind !== 'unit') continue
      const found = limits.get(metric)
      const freshness = found ? freshnessOf(MONDAY - at, found) : 'none'
      late.get(freshness)?.add(`${metric.split('.')[0]} ${subject.id}`)
    }
    expect([...(late.get('stale') ?? [])].toSorted()).toEqual(['economy 20515', 'index-766 20197'])
    expect([...(late.get('expired') ?? [])].toSorted()).toEqual([
      'documents 20770',
      'education 20539',
      'health 20260',
    ])
  })

  it('the communes of Đại Lộc have the scores that the briefing quotes, each its own', () => {
    const picture = pictureAt('dai-loc', MONDAY)
    const totals = DAI_LOC.map((unit) => picture.get(`index-766.total/${unit}`)?.value)
    expect(totals).toEqual([83.9, 75, 83.2, 77.8, 73.6])
    expect(picture.has('index-766.total/dai-loc')).toBe(false)
    expect(pictureAt('da-nang', MONDAY).get('index-766.total/da-nang')?.value).toBeGreaterThan(50)
  })
})

it('the flood closes schools and lets documents wait in the communes that it cuts off', () => {
  const tracks = tracksOf('dai-loc')
  const friday = Date.parse('2025-10-31T17:30:00+07:00')
  const of = (metric: string, at: number) =>
    samplesBefore(tracks, at)
      .filter((one) => one.metric === metric)
      .reduce((sum, one) => sum + (one.value ?? 0), 0)
  expect(of('education.schools-closed', MONDAY - 2 * DAY)).toBe(0)
  expect(of('education.schools-closed', friday)).toBeGreaterThan(10)
  expect(of('documents.pending', friday)).toBeGreaterThan(of('documents.pending', MONDAY))
  const silent = samplesBetween(tracks, data.isolated.from, data.isolated.to - 1)
  expect(silent.filter((one) => one.metric.startsWith('documents.'))).toEqual([])
})

describe('index 766', () => {
  it('has groups whose full scores are the ends of their ranges and add up to 100', () => {
    const ranges = site('da-nang').metrics.flatMap(({ id, hardRange }) =>
      id.startsWith('index-766.') && id !== 'index-766.total'
        ? [[id.replace('index-766.', ''), hardRange.max]]
        : [],
    )
    expect(Object.fromEntries(ranges)).toEqual(FULL_SCORES)
    expect(Object.values(FULL_SCORES).reduce((sum, full) => sum + full, 0)).toBe(100)
  })

  it('has its bands as classes', () => {
    const total = site('da-nang').metrics.find((one) => one.id === 'index-766.total')
    expect(total).toMatchObject({ classes: [50, 70, 80, 90], aggregation: { kind: 'none' } })
  })
})
