import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  DOSSIER_CLASSES,
  type DossierClass,
  type DossierEvent,
  type DossierFigures,
  type HeatmapHead,
} from '../protocol/dossiers.ts'
import { readScenario } from './adapters/scenario-files/read-scenario.ts'
import { loadSites } from './adapters/site-files/load-sites.ts'
import { formatProblems } from './adapters/site-files/problem.ts'
import { pastDossierFigures } from './core/demo/dossier-figures.ts'
import { dossierEventsOf } from './core/demo/dossiers.ts'
import { seeded } from './core/demo/seeded.ts'
import { groupedFigures } from './core/dossiers/grouped-figures.ts'
import { listDossiers } from './core/dossiers/list.ts'
import { unitFigures } from './core/dossiers/unit-counts.ts'
import type { DossierView } from './core/dossiers/view.ts'
import type { Site } from './core/sites/site.ts'
import { createDossiers } from './services/dossiers.ts'
import { FakeSiteStore } from './testing/fake-site-store.ts'

const CONFIG = path.join(import.meta.dirname, '..', 'config')
const PACK = path.join(CONFIG, 'packs', 'demo')
const DAY = 24 * 3_600_000
const NOW = Date.parse('2025-10-27T07:30:00+07:00')
/** Odd, so that packages begin and end anywhere. */
const AT_ONCE = 487
const COMMUNES = ['20500', '20506', '20515', '20539', '20542']

const CLASSES = {
  'trong-han': 'in-time',
  'sap-den-han': 'due-soon',
  'qua-han-dang': 'overdue',
  'tam-dung': 'paused',
} as const satisfies Record<string, DossierClass>

type Counts = Readonly<Partial<Record<keyof typeof CLASSES, number>>>

interface BriefingFile {
  readonly totals: Counts
  readonly by_unit: Readonly<Record<string, Counts>>
  readonly by_field: Readonly<Record<string, Counts>>
  readonly dossiers: readonly {
    readonly id: string
    readonly class: keyof typeof CLASSES
    readonly due: string
    readonly apology_letter: boolean
  }[]
}

let file: BriefingFile
let site: Site
let told: readonly DossierEvent[]

beforeAll(async () => {
  file = JSON.parse(
    await readFile(path.join(PACK, 'scenario-briefing.json'), 'utf8'),
  ) as BriefingFile
  const outcome = await loadSites(CONFIG)
  if (!outcome.ok) throw new Error(formatProblems(outcome.problems))
  const found = outcome.sites.get('dai-loc')
  if (!found?.dossiers) throw new Error('Đại Lộc takes no dossiers')
  site = found
  const { dossiers } = found
  const data = await readScenario(PACK)
  told = COMMUNES.flatMap((unit) => dossierEventsOf(unit, data, dossiers))
})

/** How they stand at the briefing after such a delivery. */
async function briefingAfter(events: readonly DossierEvent[]) {
  const store = new FakeSiteStore({ site: site.id }).dossiers
  const clock = { now: () => NOW, scenario: () => undefined }
  const machine = { wallNow: () => NOW }
  const log = { warn: () => undefined, info: () => undefined }
  const dossiers = createDossiers({
    site: () => site,
    epoch: () => '',
    store,
    clock,
    machine,
    breathe: async () => undefined,
    log,
  })
  dossiers.start()
  for (let first = 0; first < events.length; first += AT_ONCE) {
    const some = events.slice(first, first + AT_ONCE)
    const taken = await dossiers.take({ events: some, origin: 'simulated' })
    if (!taken.ok) throw new Error(taken.reason)
  }
  await dossiers.stop()
  const answer = await dossiers.view(new Set())
  if (!answer.ok) throw new Error(answer.reason)
  return { dossiers, view: answer.view }
}

function classesOf(view: DossierView): Readonly<Record<string, DossierClass>> {
  const query = { classes: new Set(DOSSIER_CLASSES), filter: {}, after: undefined, limit: 1_000 }
  const { dossiers } = listDossiers([view], query)
  return Object.fromEntries(dossiers.map((one) => [one.code, one.class]))
}

/** By the names that the file uses. */
function countsBy(view: DossierView, by: 'unit' | 'field'): Readonly<Record<string, Counts>> {
  const { groups } = groupedFigures([view], by, {})
  const nameOf = ({ code, name }: HeatmapHead) =>
    by === 'unit' ? `Xã ${name.vi}` : view.book.rules.catalogue.field(code)?.name.vi
  return Object.fromEntries(
    groups
      .filter(({ figures }) => figures.open > 0)
      .map(({ head, figures }) => [nameOf(head), countsOf(figures)]),
  )
}

/** As the file has them: what is not there is not said. */
function countsOf({ inTime, dueSoon, overdue, paused }: DossierFigures): Counts {
  const counts = {
    'trong-han': inTime,
    'sap-den-han': dueSoon,
    'qua-han-dang': overdue,
    'tam-dung': paused,
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}

const twice = (events: readonly DossierEvent[]) => [...events, ...events]

function shuffled(events: readonly DossierEvent[], seed: number): readonly DossierEvent[] {
  return events
    .map((event, index) => ({ event, place: seeded(`${seed} ${index}`) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ event }) => event)
}

describe.each([
  ['in the order of time', (events: readonly DossierEvent[]) => events],
  ['twice and shuffled', (events: readonly DossierEvent[]) => shuffled(twice(events), 1)],
  ['twice and shuffled otherwise', (events: readonly DossierEvent[]) => shuffled(twice(events), 2)],
])('the dossiers of Đại Lộc at the Monday briefing, delivered %s', (_, delivered) => {
  let view: DossierView
  beforeAll(async () => {
    const known = told.filter(({ at }) => at <= NOW)
    view = (await briefingAfter(delivered(known))).view
  })

  it('are those of the briefing and no others, each in its class', () => {
    const expected = file.dossiers.map((one) => [one.id, CLASSES[one.class]])
    expect(expected).toHaveLength(60)
    expect(classesOf(view)).toEqual(Object.fromEntries(expected))
  })

  it('add up to the totals of the briefing, by unit and by field as well', () => {
    const { total } = groupedFigures([view], 'field', {})
    expect(countsOf(total)).toEqual(file.totals)
    expect(total).toMatchObject({ open: 60, inTime: 32, dueSoon: 11, overdue: 11, paused: 6 })
    expect(countsBy(view, 'unit')).toEqual(file.by_unit)
    expect(countsBy(view, 'field')).toEqual(file.by_field)
    expect(countsBy(view, 'field')['Đất đai']).toMatchObject({ 'qua-han-dang': 7 })
  })

  it('keep their due times where the apology came too late', () => {
    const late = file.dossiers.filter((one) => one.apology_letter).map((one) => one.id)
    expect(late).toHaveLength(4)
    expect(late.every((id) => view.book.hasRefusals(id))).toBe(true)
    expect(view.book.refusedEvents).toBe(4)
  })
})

it('the dossiers of the briefing are due when it says', async () => {
  const { view } = await briefingAfter(told.filter(({ at }) => at <= NOW))
  const { book } = view
  for (const { id, due } of file.dossiers) {
    const [first] = book.lives.stretches(book.numberOf(id) ?? -1)
    expect(first?.due, id).toBe(Date.parse(`${due}T17:00:00+07:00`))
  }
})

it('what is noted of past days is what the dossiers say of them now', async () => {
  const { dossiers } = await briefingAfter(told.filter(({ at }) => at <= NOW))
  const { metrics, dossiers: rules } = site
  const moments = [28, 9, 3].map((days) => NOW - days * DAY)
  for (const at of moments) {
    const answer = await dossiers.view(new Set(), at)
    if (!answer.ok || !rules) throw new Error('not loaded')
    const counted = unitFigures(answer.view, metrics, new Set(COMMUNES))
    const noted = COMMUNES.flatMap((unit) => {
      const own = told.filter((event) => event.dossier.includes(unit))
      return pastDossierFigures(site, rules, unit, own)([at])
    })
    expect(noted).toHaveLength(counted.length)
    for (const { metric, unit, value } of counted) {
      const subject = { kind: 'unit', id: unit }
      expect(noted).toContainEqual({ metric, subject, value, at })
    }
  }
})
