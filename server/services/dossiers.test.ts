import { setImmediate as breathe } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { unpackFlags } from '../../protocol/sample.ts'
import { groupedFigures } from '../core/dossiers/grouped-figures.ts'
import type { IncomingEvent } from '../core/dossiers/read-events.ts'
import type { Site } from '../core/sites/site.ts'
import { buildMetric, buildSite } from '../testing/build-site.ts'
import { at, buildDossierSite, received, step } from '../testing/dossier-rules.ts'
import { FakeDossiers } from '../testing/fake-dossiers.ts'
import { createDossiers, type Dossiers } from './dossiers.ts'
import { StoreUnavailable } from './store.ts'

const NOW = at('2025-10-27 07:30')
const NOWHERE: ReadonlySet<string> = new Set()

interface Bench {
  readonly dossiers: Dossiers
  readonly store: FakeDossiers
  now: number
  site: Site
  epoch: string
  isReachable: boolean
}

const running: Dossiers[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
})

function counting(id: string, field?: string) {
  return buildMetric(id, {
    aggregation: { kind: 'sum' },
    counts: { measure: 'overdue', ...(field !== undefined && { field }) },
  })
}

async function started(shared?: FakeDossiers, overrides: Partial<Site> = {}): Promise<Bench> {
  const bench = {
    now: NOW,
    isReachable: true,
    epoch: 'one',
    site: buildDossierSite({
      metrics: [counting('dossiers.overdue'), counting('dossiers.overdue.land', 'land')],
      ...overrides,
    }),
  } as { -readonly [Key in keyof Bench]: Bench[Key] }
  bench.store =
    shared ??
    new FakeDossiers({
      assertReachable: () => {
        if (!bench.isReachable) throw new StoreUnavailable('away')
      },
      refusal: () => undefined,
    })
  bench.dossiers = createDossiers({
    site: () => bench.site,
    epoch: () => bench.epoch,
    store: bench.store,
    clock: { now: () => bench.now, scenario: () => undefined },
    machine: { wallNow: () => bench.now },
    breathe: () => breathe(),
    log: { info: () => undefined, warn: () => undefined },
  })
  running.push(bench.dossiers)
  bench.dossiers.start()
  await until(async () => (await bench.dossiers.view(NOWHERE)).ok || !bench.site.dossiers)
  return bench
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const ends = performance.now() + 3_000
  while (!(await holds())) {
    if (performance.now() > ends) throw new Error('it did not come about')
    await breathe()
  }
}

async function figures({ dossiers }: Bench, moment?: number) {
  const answer = await dossiers.view(NOWHERE, moment)
  if (!answer.ok) throw new Error(answer.reason)
  return groupedFigures([answer.view], 'unit', {}).total
}

const take = ({ dossiers }: Bench, ...events: readonly IncomingEvent[]) =>
  dossiers.take({ events, origin: 'real' })

describe('dossiers', () => {
  it('are counted as soon as they are taken, and again change nothing', async () => {
    const bench = await started()
    const events = [received('2025-10-20 09:00'), received('2025-10-01 09:00', { dossier: 'D2' })]
    expect(await take(bench, ...events)).toMatchObject({ ok: true, accepted: 2, known: 0 })
    expect(await figures(bench)).toMatchObject({ open: 2, inTime: 1, overdue: 1 })
    expect(await take(bench, ...events)).toMatchObject({ ok: true, accepted: 2, known: 2 })
    expect(await figures(bench)).toMatchObject({ open: 2, inTime: 1, overdue: 1 })
  })

  it('take now for an event without a time', async () => {
    const bench = await started()
    await take(bench, { ...received('2025-10-20 09:00'), at: undefined })
    expect(await bench.dossiers.eventsOf('D1')).toMatchObject([{ at: NOW }])
  })

  it('become overdue although nothing comes in', async () => {
    const bench = await started()
    await take(bench, received('2025-10-20 09:00'))
    bench.now = at('2025-11-03 17:00')
    expect(await figures(bench)).toMatchObject({ dueSoon: 1, overdue: 0 })
    bench.now = at('2025-11-04 07:30')
    expect(await figures(bench)).toMatchObject({ dueSoon: 0, overdue: 1 })
  })

  it('are answered as they stood at a moment that has passed', async () => {
    const bench = await started()
    await take(bench, received('2025-10-01 09:00'), step('completed', '2025-10-20 09:00'))
    expect(await figures(bench)).toMatchObject({ open: 0, late: 1 })
    expect(await figures(bench, at('2025-10-17 09:00'))).toMatchObject({ overdue: 1, late: 0 })
    expect(await figures(bench, at('2025-10-02 09:00'))).toMatchObject({ inTime: 1 })
    expect(await figures(bench, at('2025-09-02 09:00'))).toMatchObject({ open: 0, received: 0 })
  })

  it('show on another node what one has taken', async () => {
    const one = await started()
    const other = await started(one.store)
    await take(one, received('2025-10-20 09:00'))
    await until(async () => (await figures(other)).open === 1)
  })

  it('are read anew when the store was emptied', async () => {
    const bench = await started()
    await take(bench, received('2025-10-20 09:00'))
    bench.store.clear()
    await until(async () => (await figures(bench)).open === 0)
    await take(bench, received('2025-10-20 09:00', { dossier: 'D9' }))
    expect(await figures(bench)).toMatchObject({ open: 1 })
  })

  it('are read anew under another epoch, for the last changes may have been lost', async () => {
    const bench = await started()
    await take(bench, received('2025-10-20 09:00'))
    const { scan } = bench.store
    let scans = 0
    bench.store.scan = (...asked) => {
      scans++
      return scan.apply(bench.store, asked)
    }
    bench.epoch = 'two'
    await until(async () => scans > 0)
    expect(await figures(bench)).toMatchObject({ open: 1 })
  })

  it('are counted by the rules of a changed configuration', async () => {
    const bench = await started()
    await take(bench, received('2025-10-20 09:00'))
    const rules = bench.site.dossiers
    if (!rules) throw new Error('no rules')
    const dueSoon = [{ limitFromWorkingDays: 0, hours: 200 }]
    bench.site = { ...bench.site, dossiers: { ...rules, dueSoon } }
    await until(async () => (await figures(bench)).dueSoon === 1)
  })

  it('are not answered while the store cannot be asked, for they may be old', async () => {
    const bench = await started()
    bench.isReachable = false
    await until(async () => !(await bench.dossiers.view(NOWHERE)).ok)
    expect(await bench.dossiers.view(NOWHERE)).toEqual({ ok: false, reason: 'store-unavailable' })
    expect(await take(bench, received('2025-10-20 09:00'))).toEqual({
      ok: false,
      reason: 'store-unavailable',
    })
    bench.isReachable = true
    await until(async () => (await bench.dossiers.view(NOWHERE)).ok)
  })

  it('are not taken by a site that counts none', async () => {
    const bench = await started()
    bench.site = buildSite()
    expect(await take(bench, received('2025-10-20 09:00'))).toEqual({
      ok: false,
      reason: 'no-dossiers',
    })
  })
})

describe('events', () => {
  it.each([
    ['of a unit that is not there', received('2025-10-20 09:00', { unit: 'x' }), 'unknown-unit'],
    [
      'of a unit that was not in force then',
      received('2025-10-20 09:00', { unit: 'c' }),
      'unit-not-in-force',
    ],
    ['of the future', received('2025-10-27 07:36'), 'in-the-future'],
    [
      'due before they came in',
      received('2025-10-20 09:00', { due: at('2025-10-19 09:00') }),
      'due-before-reception',
    ],
    ['that extend by nothing', step('extended', '2025-10-20 09:00'), 'no-new-due'],
  ])('%s are refused and lose nothing else', async (_, event, code) => {
    const bench = await started()
    const good = received('2025-10-20 09:00', { dossier: 'D2' })
    expect(await take(bench, event, good)).toMatchObject({
      accepted: 1,
      rejected: [{ index: 0, code }],
    })
    expect(await figures(bench)).toMatchObject({ open: 1 })
  })

  it('that say something else under the same id are refused, and replace it with a higher revision', async () => {
    const bench = await started()
    await take(bench, received('2025-10-20 09:00'))
    const other = received('2025-10-20 09:00', { unit: 'b' })
    expect(await take(bench, other)).toMatchObject({ rejected: [{ code: 'event-conflict' }] })
    expect(await take(bench, { ...other, revision: 1 })).toMatchObject({ accepted: 1 })
    const answer = await bench.dossiers.view(NOWHERE)
    if (!answer.ok) throw new Error(answer.reason)
    const { groups } = groupedFigures([answer.view], 'unit', {})
    expect(groups.map(({ head, figures: { open } }) => [head.code, open])).toEqual([
      ['b', 1],
      ['a', 0],
    ])
  })

  it('that contradict others are kept and told, and count once the others are known', async () => {
    const bench = await started()
    await take(bench, received('2025-10-13 09:00'))
    const due = at('2025-11-14 17:00')
    const late = step('extended', '2025-10-27 07:00', { due })
    expect(await take(bench, late)).toMatchObject({
      accepted: 0,
      rejected: [{ index: 0, code: 'extension-late' }],
    })
    // It turns out that the limit had begun anew: then it was in time.
    await take(
      bench,
      step('supplement-requested', '2025-10-15 09:00'),
      step('resumed', '2025-10-22 09:00'),
    )
    expect(await take(bench, late)).toMatchObject({ accepted: 1, known: 1, rejected: [] })
    bench.now = at('2025-11-14 09:00')
    expect(await figures(bench)).toMatchObject({ overdue: 0, dueSoon: 1 })
  })

  it('come in by thousands at once', async () => {
    const bench = await started()
    const events = Array.from({ length: 2_500 }, (_, index) =>
      received('2025-10-20 09:00', { dossier: `D${index}` }),
    )
    expect(await take(bench, ...events)).toMatchObject({ accepted: 2_500 })
    expect(bench.store.appendCount).toBe(3)
    expect(await figures(bench)).toMatchObject({ open: 2_500 })
  })
})

describe('what a source has reported', () => {
  it('is known of units whose events came in, and of those it names', async () => {
    const bench = await started()
    await take(bench, received('2025-10-20 09:00'))
    expect([...bench.dossiers.reported()]).toEqual([['a', NOW]])
    bench.now = NOW + 60_000
    const reportedUntil = NOW + 30_000
    await bench.dossiers.take({ events: [], origin: 'real', reportedUntil, units: ['b'] })
    expect(new Map(bench.dossiers.reported())).toEqual(
      new Map([
        ['a', NOW],
        ['b', reportedUntil],
      ]),
    )
  })

  it('is known of every unit in force when it names none, and never of the future', async () => {
    const bench = await started()
    await bench.dossiers.take({ events: [], origin: 'real', reportedUntil: NOW + 1e9 })
    expect(new Map(bench.dossiers.reported())).toEqual(
      new Map([
        ['a', NOW],
        ['b', NOW],
      ]),
    )
  })
})

describe('the rows for the feed', () => {
  const unsaid = () => undefined

  it('give each metric that counts for each reported unit, with the time of the report', async () => {
    const bench = await started()
    await take(
      bench,
      received('2025-10-01 09:00'),
      received('2025-10-01 09:00', { dossier: 'D2', field: 'HT' }),
    )
    await bench.dossiers.take({ events: [], origin: 'real', reportedUntil: NOW, units: ['b'] })
    const rows = bench.dossiers.rows(bench.site, unsaid, NOWHERE)
    expect(rows.map(({ metric, unit, value }) => [metric, unit, value])).toEqual([
      ['dossiers.overdue', 'a', 2],
      ['dossiers.overdue.land', 'a', 1],
      ['dossiers.overdue', 'b', 0],
      ['dossiers.overdue.land', 'b', 0],
    ])
    expect(rows.every(({ sampledAt }) => sampledAt === NOW)).toBe(true)
    expect(rows.map(({ flags }) => unpackFlags(flags).origin)).toEqual(Array(4).fill('derived'))
  })

  it('say of a demo that it is simulated', async () => {
    const bench = await started()
    await bench.dossiers.take({ events: [received('2025-10-20 09:00')], origin: 'simulated' })
    const [row] = bench.dossiers.rows(bench.site, unsaid, NOWHERE)
    expect(unpackFlags(row?.flags ?? 0).origin).toBe('simulated')
  })

  it('leave out units that a child site counts, and what is said already', async () => {
    const bench = await started()
    await take(
      bench,
      received('2025-10-01 09:00'),
      received('2025-10-01 09:00', { dossier: 'D2', unit: 'b' }),
    )
    const rows = bench.dossiers.rows(bench.site, unsaid, new Set(['b']))
    expect(new Set(rows.map(({ unit }) => unit))).toEqual(new Set(['a']))
    const said = new Map(rows.map((row) => [`${row.metric}/${row.unit}`, row]))
    await take(bench, received('2025-10-01 09:00', { dossier: 'D3', field: 'HT' }))
    const again = bench.dossiers.rows(
      bench.site,
      (metric, unit) => {
        const row = said.get(`${metric}/${unit}`)
        if (!row) return undefined
        const { value, flags, sampledAt } = row
        return {
          isEmpty: false,
          value: value ?? 0,
          flags,
          exactAt: sampledAt,
          carriedAt: sampledAt,
        }
      },
      new Set(['b']),
    )
    expect(again.map(({ metric, value }) => [metric, value])).toEqual([['dossiers.overdue', 2]])
  })
})
