import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DossierEvent } from '../../protocol/dossiers.ts'
import { packFlags, SLOT, type Origin } from '../../protocol/sample.ts'
import { indexSchema } from '../../protocol/schema.ts'
import { dossierEventsOf } from '../core/demo/dossiers.ts'
import type { ScenarioData } from '../core/demo/scenario-data.ts'
import { emptyState } from '../core/feed/state.ts'
import type { IncomingSample } from '../core/ingest/incoming-sample.ts'
import { buildDossierRules } from '../testing/dossier-rules.ts'
import { buildMetric, buildSite, buildUnit } from '../testing/build-site.ts'
import { FakeSiteStore } from '../testing/fake-site-store.ts'
import { createDemo, type DemoService, type DemoSite } from './demo.ts'
import type { FeedView } from './feed-view.ts'
import { settleScenarioAnchor } from './site-clock-anchor.ts'
import { createScenarioClock } from './site-clock-scenario.ts'

const REAL_START = Date.parse('2026-01-05T08:00:00+07:00')
const START = Date.parse('2025-10-27T00:00:00+07:00')
const END = Date.parse('2025-10-27T12:00:00+07:00')
const HOUR = 3_600_000
const title = { vi: 'Thử', en: 'Try' }
const machine = { wallNow: () => Date.now(), monotonicNow: () => Date.now() }
const log = { warn: () => undefined, info: () => undefined }

const data: ScenarioData = {
  scenarios: {
    flood: { title, start: START, end: END },
    briefing: { title, start: START + 7.5 * HOUR, end: END },
  },
  levels: Array.from({ length: 13 }, (_, hour) => ({
    at: START + hour * HOUR,
    station: 'ai-nghia',
    level: 5 + hour / 10,
  })),
  reservoirs: [],
  events: [],
  briefing: [],
  signalLossMs: 1,
  feedbackSurge: { count: 1, durationMs: 1, units: ['u'] },
  isolated: { units: [], from: 0, to: 0 },
  silentUnits: [],
  owed: [],
  scores: [],
}

interface Held {
  readonly value: number
  readonly at: number
  readonly origin: Origin
}

/** A site that holds in memory what ingest and dossiers took. */
class MemorySite implements DemoSite {
  readonly store: FakeSiteStore
  readonly taken: { readonly key: string; readonly at: number }[] = []
  readonly held = new Map<string, Held>()
  readonly events: DossierEvent[] = []
  /** What came in, in order: past counts of a unit, its events. */
  readonly arrivals: string[] = []
  readonly reported = new Map<string, number>()
  isRefusing = false
  isRefusingDossiers = false
  readonly #units: readonly string[]
  readonly #parent: string | undefined
  readonly site: DemoSite['site']

  constructor(id: string, units: readonly string[], parent?: string) {
    this.#units = units
    this.#parent = parent
    this.store = new FakeSiteStore({ site: id })
    const site = buildSite({
      id,
      units: [
        { code: id, name: title, kind: 'area', validity: {} },
        ...this.#units.map((code) => buildUnit(code, { parent: id })),
      ],
      metrics: [
        buildMetric('documents.pending'),
        buildMetric('dossiers.open', { counts: { measure: 'open' } }),
        buildMetric('river.level', { subjects: 'sensor', sensorKind: 'river' }),
      ],
      dossiers: buildDossierRules(),
      parents: this.#parent === undefined ? [] : [{ site: this.#parent, validity: {} }],
    })
    this.site = () => site
  }

  put(sample: IncomingSample, origin: Origin): void {
    const key = `${sample.metric}/${sample.subject.id}`
    if ((this.held.get(key)?.at ?? -Infinity) > (sample.at ?? NaN)) return
    this.held.set(key, { value: sample.value ?? 0, at: sample.at ?? NaN, origin })
  }

  readonly ingest: DemoSite['ingest'] = {
    isSound: () => !this.isRefusing,
    probe: async () => undefined,
    take: async (samples, origin) => {
      if (this.isRefusing) return { ok: false, reason: 'store-full', rejected: [] }
      for (const sample of samples) {
        this.taken.push({ key: `${sample.metric}/${sample.subject.id}`, at: sample.at ?? NaN })
        if (sample.metric === 'dossiers.open') this.arrivals.push(`past of ${sample.subject.id}`)
        this.put(sample, origin)
      }
      return { ok: true, accepted: samples.length, rejected: [] }
    },
  }

  readonly dossiers: DemoSite['dossiers'] = {
    take: async ({ events, units = [], reportedUntil = NaN }) => {
      if (this.isRefusingDossiers) return { ok: false, reason: 'store-full' }
      for (const event of events as readonly DossierEvent[]) {
        this.events.push(event)
        if (event.type === 'received') this.arrivals.push(`events of ${event.unit}`)
      }
      for (const unit of units) this.reported.set(unit, reportedUntil)
      return { ok: true, accepted: events.length, known: 0, rejected: [] }
    },
    reported: () => this.reported,
    catchUp: async () => undefined,
  }

  clear(): void {
    this.held.clear()
    this.events.length = 0
    this.arrivals.length = 0
    this.reported.clear()
  }

  get feed(): FeedView {
    const rows = [...this.held]
    const series = rows.map(([key], number) => {
      const [metric = '', id = ''] = key.split('/')
      return { number, metric, subject: { kind: 'unit' as const, id }, channel: 0, decimals: 0 }
    })
    const flagsOf = (origin: Origin) => packFlags({ quality: 'good', origin, underReview: false })
    const state = {
      ...emptyState('e', { channelOf: new Uint8Array(0), channelCount: 0, gridMs: [] }),
      slot: new Uint8Array(rows.length).fill(SLOT.value),
      flags: Uint8Array.from(rows, ([, held]) => flagsOf(held.origin)),
      exactAt: Float64Array.from(rows, ([, held]) => held.at),
    }
    return {
      site: this.store.site,
      state: () => state,
      schema: () => indexSchema(1, ['c'], series),
      epoch: () => 'e',
      health: () => ({ store: true, ingest: true, clock: true }),
      onApplied: () => () => undefined,
      waitFor: async () => true,
    }
  }
}

const running: DemoService[] = []
const resets: string[] = []

beforeEach(() => {
  resets.length = 0
  vi.useFakeTimers({ now: REAL_START })
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((demo) => demo.stop()))
  vi.useRealTimers()
})

async function play(
  sites: readonly MemorySite[],
  name: 'flood' | 'briefing' = 'flood',
  rate = 60,
  played: ScenarioData = data,
) {
  const { start } = played.scenarios[name]
  const stores = sites.map((one) => one.store)
  const anchor = await settleScenarioAnchor({
    stores,
    scenario: name,
    start,
    rate,
    wallNow: machine.wallNow,
  })
  const clock = createScenarioClock({ machine, anchor, title })
  const resetSite = async (id: string) => {
    resets.push(id)
    sites.find((one) => one.store.site === id)?.clear()
  }
  const breathe = async () => undefined
  const demo = createDemo({ name, data: played, sites, clock, machine, resetSite, breathe, log })
  running.push(demo)
  const started = demo.start()
  await vi.advanceTimersByTimeAsync(1)
  return { clock, demo, started }
}

const eventNames = (site: MemorySite) => site.events.map(({ dossier, id }) => `${dossier} ${id}`)

/** Each of them once, however often they came. */
const eventsUntil = (site: MemorySite, unit: string, at: number) =>
  dossierEventsOf(unit, data, site.site().dossiers ?? buildDossierRules())
    .filter((event) => event.at <= at)
    .map(({ dossier, id }) => `${dossier} ${id}`)

const timesOf = (site: MemorySite, key: string) =>
  site.taken.filter((one) => one.key === key).map((one) => one.at)

describe('the demo', () => {
  it('begins with a whole picture and goes on in the order of time', async () => {
    const site = new MemorySite('s', ['u'])
    const { clock } = await play([site])
    expect(timesOf(site, 'river.level/ai-nghia')).toEqual([START])
    const [last = NaN, ...past] = timesOf(site, 'documents.pending/u')
    expect(last).toBeLessThan(START)
    expect(past).toEqual(past.toSorted((a, b) => a - b))
    expect(past.at(-1)).toBeLessThan(last)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(clock.now()).toBe(START + HOUR + 60)
    const levels = timesOf(site, 'river.level/ai-nghia')
    expect(levels).toEqual(Array.from({ length: 13 }, (_, five) => START + five * 300_000))
  })

  it('posts nothing twice and loses nothing over a restart', async () => {
    const site = new MemorySite('s', ['u'])
    const { demo } = await play([site])
    await vi.advanceTimersByTimeAsync(30_000)
    await demo.stop()
    await vi.advanceTimersByTimeAsync(30_000)
    await play([site])
    await vi.advanceTimersByTimeAsync(60_000)
    const levels = timesOf(site, 'river.level/ai-nghia')
    expect(levels).toEqual(Array.from({ length: 25 }, (_, five) => START + five * 300_000))
    expect(resets).toEqual([])
  })

  it('keeps the moment when it is restarted at another speed', async () => {
    const site = new MemorySite('s', ['u'])
    const { demo, clock } = await play([site])
    await vi.advanceTimersByTimeAsync(60_000)
    await demo.stop()
    const at = clock.now()
    const again = await play([site], 'flood', 10)
    expect(again.clock.now()).toBeCloseTo(at + 10, -2)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(again.clock.now() - at).toBeLessThan(11_000)
  })

  it('posts again what was refused', async () => {
    const site = new MemorySite('s', ['u'])
    await play([site])
    site.isRefusing = true
    await vi.advanceTimersByTimeAsync(20_000)
    site.isRefusing = false
    await vi.advanceTimersByTimeAsync(1_000)
    expect(timesOf(site, 'river.level/ai-nghia')).toHaveLength(5)
  })

  it('empties all sites, children first, and begins again at the end', async () => {
    const child = new MemorySite('child', ['u'], 'city')
    const city = new MemorySite('city', ['u', 'z'])
    const { clock } = await play([city, child])
    await vi.advanceTimersByTimeAsync(12 * 60_000 + 1_000)
    expect(resets).toEqual(['child', 'city'])
    expect(clock.now()).toBeLessThan(START + HOUR)
    expect(timesOf(city, 'river.level/ai-nghia').filter((at) => at === START)).toHaveLength(2)
    expect([...city.held.values()].every((held) => held.at <= clock.now())).toBe(true)
  })

  it('leaves units of a child site to the child site', async () => {
    const child = new MemorySite('child', ['u'], 'city')
    const city = new MemorySite('city', ['u', 'z'])
    await play([city, child])
    expect(timesOf(child, 'documents.pending/u')).not.toEqual([])
    expect(timesOf(city, 'documents.pending/u')).toEqual([])
    expect(timesOf(city, 'documents.pending/z')).not.toEqual([])
    expect(new Set(child.arrivals)).toEqual(new Set(['past of u', 'events of u']))
    expect(new Set(city.arrivals)).toEqual(new Set(['past of z', 'events of z']))
  })

  it('empties a site that a loop cut short has left in the future of the scenario', async () => {
    const site = new MemorySite('s', ['u'])
    const river = { metric: 'river.level', subject: { kind: 'sensor', id: 'ai-nghia' } } as const
    site.put({ ...river, value: 9, at: END }, 'simulated')
    await play([site])
    expect(resets).toEqual(['s'])
    expect(site.held.get('river.level/ai-nghia')).toMatchObject({ at: START, value: 5 })
  })

  it('does not start over data that it cannot have made', async () => {
    const site = new MemorySite('s', ['u'])
    const river = { metric: 'river.level', subject: { kind: 'sensor', id: 'ai-nghia' } } as const
    site.put({ ...river, value: 9, at: REAL_START }, 'real')
    const { started } = await play([site])
    expect(started).toEqual({ ok: false, reason: 'foreign-data', site: 's' })
    expect(resets).toEqual([])
    expect(site.taken).toEqual([])
  })

  it('begins the briefing on Monday at 07:30, also after the flood was played', async () => {
    const site = new MemorySite('s', ['u'])
    const { demo } = await play([site])
    await vi.advanceTimersByTimeAsync(11 * 60_000)
    await demo.stop()
    const { clock } = await play([site], 'briefing')
    expect(clock.now()).toBeLessThan(START + 7.6 * HOUR)
    expect(resets).toEqual(['s'])
    expect(site.held.get('river.level/ai-nghia')?.at).toBe(START + 7.5 * HOUR)
  })
})

describe('the dossiers of the demo', () => {
  it('begin with the counts of past days, then come as events, none of the future', async () => {
    const site = new MemorySite('s', ['u', 'v', 'w'])
    await play([site])
    for (const unit of ['u', 'v', 'w']) {
      const own = site.arrivals.filter((one) => one.endsWith(` ${unit}`))
      expect(own.lastIndexOf(`past of ${unit}`)).toBe(29)
      expect(own.indexOf(`events of ${unit}`)).toBe(30)
    }
    const [last = NaN, ...past] = timesOf(site, 'dossiers.open/u')
    expect(last).toBeLessThan(START)
    expect(past).toEqual(past.toSorted((a, b) => a - b))
    expect(past.at(-1)).toBeLessThan(last)
    expect(new Set(site.arrivals.slice(0, 3))).toEqual(
      new Set(['u', 'v', 'w'].map((unit) => `past of ${unit}`)),
    )
    expect(Math.max(...site.events.map(({ at }) => at))).toBeLessThanOrEqual(START)
    expect(site.reported).toEqual(new Map(['u', 'v', 'w'].map((unit) => [unit, START])))
  })

  it('go on in the order of time, each told once, while units report each half hour', async () => {
    const site = new MemorySite('s', ['u'])
    const { clock } = await play([site])
    await vi.advanceTimersByTimeAsync(10 * 60_000)
    const names = eventNames(site)
    expect(new Set(names).size).toBe(names.length)
    expect(new Set(names)).toEqual(new Set(eventsUntil(site, 'u', clock.now())))
    expect(names.length).toBeGreaterThan(eventsUntil(site, 'u', START).length)
    expect(clock.now() - (site.reported.get('u') ?? 0)).toBeLessThanOrEqual(HOUR / 2 + 30_000)
  })

  it('lose nothing over a restart, and do not come again from the beginning', async () => {
    const site = new MemorySite('s', ['u'])
    const { demo } = await play([site])
    await vi.advanceTimersByTimeAsync(8 * 60_000)
    await demo.stop()
    const before = site.events.length
    site.arrivals.length = 0
    await vi.advanceTimersByTimeAsync(60_000)
    const { clock } = await play([site])
    await vi.advanceTimersByTimeAsync(120_000)
    expect(new Set(eventNames(site))).toEqual(new Set(eventsUntil(site, 'u', clock.now())))
    expect(site.events.length - before).toBeLessThan(20)
    expect(site.arrivals).not.toContain('past of u')
  })

  it('begin again after a restart that came before the beginning was told, with no past of units that were told', async () => {
    const site = new MemorySite('s', ['u', 'v'])
    const count = { metric: 'dossiers.open', subject: { kind: 'unit', id: 'u' } } as const
    site.put({ ...count, value: 3, at: START + 1_000 }, 'simulated')
    site.reported.set('u', START)
    await play([site])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(timesOf(site, 'river.level/ai-nghia')).toContain(START)
    expect(new Set(site.arrivals)).toEqual(new Set(['past of v', 'events of u', 'events of v']))
    expect(new Set(eventNames(site))).toEqual(
      new Set([...eventsUntil(site, 'u', START), ...eventsUntil(site, 'v', START)]),
    )
    expect(resets).toEqual([])
  })

  it('are told again when the store refused them', async () => {
    const site = new MemorySite('s', ['u'])
    await play([site])
    site.isRefusingDossiers = true
    await vi.advanceTimersByTimeAsync(11 * 60_000)
    site.isRefusingDossiers = false
    const { length } = site.events
    await vi.advanceTimersByTimeAsync(1_000)
    expect(site.events.length).toBeGreaterThan(length)
    const until = START + 11 * HOUR
    expect(eventNames(site)).toEqual(expect.arrayContaining([...eventsUntil(site, 'u', until)]))
  })

  it('come anew when the site was emptied for the next loop', async () => {
    const site = new MemorySite('s', ['u'])
    const { clock } = await play([site])
    await vi.advanceTimersByTimeAsync(12 * 60_000 + 1_000)
    expect(resets).toEqual(['s'])
    expect(new Set(eventNames(site))).toEqual(new Set(eventsUntil(site, 'u', clock.now())))
    expect(site.arrivals[0]).toBe('past of u')
  })

  it('do not come from a unit that is cut off, nor does it report', async () => {
    const from = START + 2 * HOUR
    const isolated = { units: ['cut'], from, to: END }
    const site = new MemorySite('s', ['cut', 'u'])
    await play([site], 'flood', 60, { ...data, isolated })
    await vi.advanceTimersByTimeAsync(11 * 60_000)
    expect(site.reported.get('cut')).toBeLessThan(from)
    expect(site.reported.get('u')).toBeGreaterThan(START + 10 * HOUR)
    const receivedIn = (unit: string) =>
      site.events.filter((one) => one.type === 'received' && one.unit === unit && one.at > from)
    expect(receivedIn('cut')).toEqual([])
    expect(receivedIn('u')).not.toEqual([])
  })

  it('are not played over dossiers that it cannot have made', async () => {
    const site = new MemorySite('s', ['u'])
    const count = { metric: 'dossiers.open', subject: { kind: 'unit', id: 'u' } } as const
    site.put({ ...count, value: 3, at: REAL_START }, 'derived')
    const { started } = await play([site])
    expect(started).toEqual({ ok: false, reason: 'foreign-data', site: 's' })
    expect(site.events).toEqual([])
  })
})
