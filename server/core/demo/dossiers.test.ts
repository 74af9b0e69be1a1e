import { describe, expect, it } from 'vitest'
import type { DossierEvent, DossierReceived } from '../../../protocol/dossiers.ts'
import { buildDossierRules } from '../../testing/dossier-rules.ts'
import { createCatalogue } from '../dossiers/catalogue.ts'
import { foldDossier } from '../dossiers/fold.ts'
import { dossierEventsOf } from './dossiers.ts'
import type { BriefingDossier, ScenarioData } from './scenario-data.ts'

const HOUR = 3_600_000
const BRIEFING_AT = Date.parse('2025-10-27T07:30:00+07:00')
const quoted: BriefingDossier = {
  id: 'DEMO-q-251021-0001',
  unit: 'q',
  field: 'land',
  procedure: 'Biến động',
  channel: 'in-person',
  received: '2025-10-21',
  due: '2025-11-04',
  limitWorkingDays: 10,
  hasApology: false,
}
const isolated = {
  units: ['cut'],
  from: Date.parse('2025-10-28T00:00:00+07:00'),
  to: Date.parse('2025-10-31T00:00:00+07:00'),
}
const data: Pick<ScenarioData, 'briefing' | 'isolated'> = { briefing: [quoted], isolated }
const rules = buildDossierRules()
const catalogue = createCatalogue(rules)
const { calendar } = rules

const UNITS = ['one', 'two', 'three', 'four', 'five', 'cut', 'q']
const told = new Map(UNITS.map((unit) => [unit, dossierEventsOf(unit, data, rules)]))
const all = [...told.values()].flat()
const received = all.filter((event) => event.type === 'received')

function byDossier(events: readonly DossierEvent[]): readonly (readonly DossierEvent[])[] {
  const dossiers = new Map<string, DossierEvent[]>()
  for (const event of events) {
    dossiers.set(event.dossier, [...(dossiers.get(event.dossier) ?? []), event])
  }
  return [...dossiers.values()]
}

const shareOf = (isMeant: (one: DossierReceived) => boolean) =>
  received.filter(isMeant).length / received.length

describe('the dossiers that the demo invents', () => {
  it('are the same every time, in the order of time, no event twice', () => {
    for (const [unit, events] of told) {
      expect(dossierEventsOf(unit, data, rules)).toEqual(events)
      expect(events.every((one, index) => one.at >= (events[index - 1]?.at ?? 0))).toBe(true)
    }
    expect(new Set(all.map(({ dossier, id }) => `${dossier} ${id}`)).size).toBe(all.length)
    expect(all.every(({ at }) => Number.isInteger(at))).toBe(true)
  })

  it('have no event without effect, so that what is refused is what the scenario means', () => {
    const refused = byDossier(all).flatMap(
      (events) => foldDossier(events, catalogue)?.refused ?? [],
    )
    expect(refused).toEqual([])
  })

  it('take every turn that a dossier can take', () => {
    expect(new Set(all.map(({ type }) => type))).toEqual(
      new Set([
        'received',
        'supplement-requested',
        'financial-duty-requested',
        'resumed',
        'extended',
        'completed',
        'returned',
        'withdrawn',
      ]),
    )
  })

  it('come in at counters in office hours, by the portal at any time, most of them in the morning', () => {
    const counter = received.filter((one) => one.channel !== 'online')
    const isOffice = ({ at }: DossierReceived) =>
      calendar.workingTimeBetween(at - 1_000, at + 1_000) > 0
    expect(counter.every(isOffice)).toBe(true)
    expect(shareOf((one) => calendar.hourOf(one.at) < 12)).toBeGreaterThan(0.5)
    expect(shareOf((one) => calendar.hourOf(one.at) >= 18)).toBeGreaterThan(0.05)
    expect(shareOf((one) => calendar.hourOf(one.at) >= 18)).toBeLessThan(0.2)
  })

  it('come by every channel and level; only those that come online have a level', () => {
    for (const channel of ['online', 'in-person', 'post']) {
      expect(shareOf((one) => one.channel === channel)).toBeGreaterThan(0.01)
    }
    for (const level of ['full', 'partial']) {
      expect(shareOf((one) => one.level === level)).toBeGreaterThan(0.2)
    }
    expect(received.every((one) => (one.channel === 'online') === (one.level !== undefined))).toBe(
      true,
    )
  })

  it('are of procedures of the catalogue, or of a field that has none with a limit of its own', () => {
    const known = rules.procedures.map(({ code, field, limit }) => [code, field, limit?.count])
    for (const { procedure, field, limit, dossier } of received) {
      if (dossier === quoted.id) continue
      if (procedure === undefined) expect(limit).toEqual({ workingDays: 15 })
      else expect(known).toContainEqual([procedure, field, limit?.workingDays])
    }
  })

  it('stand still in a unit that is cut off, and are made up for afterwards', () => {
    const events = told.get('cut') ?? []
    expect(events.filter(({ at }) => at >= isolated.from && at < isolated.to)).toEqual([])
    const done = events.filter(({ type, at }) => type === 'completed' && at >= isolated.to)
    expect(done.some(({ at }) => at < isolated.to + 10 * HOUR)).toBe(true)
  })

  it('are closed by the briefing where that tells of others', () => {
    const open = byDossier(told.get('q') ?? []).filter((events) => {
      const history = foldDossier(
        events.filter(({ at }) => at <= BRIEFING_AT),
        catalogue,
      )
      const last = history?.stretches.at(-1)
      return last?.phase === 'running' || last?.phase === 'paused'
    })
    expect(open.map(([first]) => first?.dossier)).toEqual([quoted.id])
    expect((told.get('one') ?? []).length).toBeGreaterThan(100)
  })
})
