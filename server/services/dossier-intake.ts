import type { DossierEvent } from '../../protocol/dossiers.ts'
import type { Origin } from '../../protocol/sample.ts'
import type { DossierBook } from '../core/dossiers/book.ts'
import { createCatalogue } from '../core/dossiers/catalogue.ts'
import { foldDossier } from '../core/dossiers/fold.ts'
import { faultOf, type EventCode, type IncomingEvent } from '../core/dossiers/read-events.ts'
import { createUnitFinder, unitsAnswering } from '../core/dossiers/unit-finder.ts'
import { sampleTime } from '../core/ingest/check-sample.ts'
import { civilDate } from '../core/sites/civil-date.ts'
import type { DossierRules, Site } from '../core/sites/site.ts'
import type { DossierKeeper } from './dossier-keeper.ts'
import type { DossierReport, DossierStore, StoredDossierEvent } from './dossier-store.ts'
import type { MachineClock, SiteClock } from './site-clock.ts'
import { StoreUnavailable } from './store.ts'

export interface EventRejection {
  /** Position among the events given. */
  readonly index: number
  /** What is wrong with the event, or why it has no effect beside the others of its dossier. */
  readonly code: string
  readonly message: string
}

export type DossierTake =
  | {
      readonly ok: true
      /** Events that are kept and count, those that were there already among them. */
      readonly accepted: number
      readonly known: number
      readonly rejected: readonly EventRejection[]
    }
  | {
      readonly ok: false
      readonly reason: 'no-dossiers' | 'store-unavailable' | 'store-read-only' | 'store-full'
    }

export interface DossierOrder {
  readonly events: readonly IncomingEvent[]
  readonly origin: Origin
  /** The source has reported everything up to then (ms since 1970), of these units or of all. */
  readonly reportedUntil?: number | undefined
  readonly units?: readonly string[] | undefined
  /** Codes of the units whose dossiers may be brought; absent = all. */
  readonly limit?: ReadonlySet<string> | undefined
}

export interface DossierIntakeParts {
  readonly site: () => Site
  readonly store: DossierStore
  /** What is known here already, and must be before an answer; absent where nobody follows the store. */
  readonly keeper?: Pick<DossierKeeper, 'held' | 'catchUp'>
  readonly clock: Pick<SiteClock, 'now' | 'scenario'>
  readonly machine: Pick<MachineClock, 'wallNow'>
}

/** Events of one write to the store. */
const EVENTS_AT_ONCE = 1_000

interface Checked {
  readonly index: number
  readonly event: DossierEvent
}

/** The way in for dossier events: checked, kept whole and durable, then told whether they count. */
export function createDossierIntake(
  parts: DossierIntakeParts,
): (order: DossierOrder) => Promise<DossierTake> {
  return async (order) => {
    const site = parts.site()
    if (!site.dossiers) return { ok: false, reason: 'no-dossiers' }
    const { checked, rejected } = check(parts, site, order)
    let known = 0
    try {
      const batches = inBatches(checked)
      for (const [place, batch] of batches.entries()) {
        const isLast = place === batches.length - 1
        const reports = reportsOf(parts, site, batch, isLast ? order : undefined)
        const kept = await parts.store.append(
          stored(batch, order.origin, parts.clock.now()),
          reports,
        )
        if (!kept.ok) return { ok: false, reason: `store-${kept.reason}` }
        for (const [at, outcome] of kept.outcomes.entries()) {
          const one = batch[at]
          if (outcome === 'known') known++
          if (!one || outcome === 'new' || outcome === 'known') continue
          rejected.push({ index: one.index, ...REFUSED[outcome] })
        }
      }
      await parts.keeper?.catchUp()
      rejected.push(...(await withoutEffect(parts, site.dossiers, checked)))
    } catch (error) {
      if (error instanceof StoreUnavailable) return { ok: false, reason: 'store-unavailable' }
      throw error
    }
    const refused = new Set(rejected.map(({ index }) => index))
    return {
      ok: true,
      accepted: order.events.length - refused.size,
      known,
      rejected: rejected.toSorted((a, b) => a.index - b.index),
    }
  }
}

const REFUSED: Readonly<
  Record<'conflict' | 'too-many', { readonly code: EventCode; readonly message: string }>
> = {
  conflict: {
    code: 'event-conflict',
    message: 'the dossier has an event of this id that says something else; send a higher revision',
  },
  'too-many': { code: 'too-many-events', message: 'the dossier has too many events' },
}

function check(
  { clock, machine, keeper }: DossierIntakeParts,
  site: Site,
  { events, limit }: DossierOrder,
): { readonly checked: readonly Checked[]; readonly rejected: EventRejection[] } {
  const now = clock.now()
  const time = {
    siteNow: now,
    realNow: machine.wallNow(),
    isScenario: clock.scenario() !== undefined,
  }
  const find = createUnitFinder(site.units)
  const codes = new Set(site.units.map((unit) => unit.code))
  const checked: Checked[] = []
  const rejected: EventRejection[] = []
  for (const [index, incoming] of events.entries()) {
    const event = { ...incoming, at: sampleTime(incoming.at, time) } as DossierEvent
    const fault = faultOf(event, now, (code, at) => {
      if (!codes.has(code)) return 'unknown'
      return find(code, civilDate(at, site.timeZone)) < 0 ? 'not-in-force' : 'in-force'
    })
    const book = keeper?.held()?.book
    const refusal = fault ?? (limit && beyond(limit, event, book && unitOf(book, event.dossier)))
    if (refusal) rejected.push({ index, ...refusal })
    else checked.push({ index, event })
  }
  return { checked, rejected }
}

const NOT_YOURS = {
  code: 'not-allowed',
  message: 'this key may not report dossiers of that unit',
} as const satisfies { readonly code: EventCode; readonly message: string }

/** A dossier is of the unit that received it: nobody else takes it over or goes on with it. */
function beyond(
  limit: ReadonlySet<string>,
  event: DossierEvent,
  holder: string | undefined,
): typeof NOT_YOURS | undefined {
  const isOwn = event.type !== 'received' || limit.has(event.unit)
  return isOwn && (holder === undefined || limit.has(holder)) ? undefined : NOT_YOURS
}

/** Code of the unit that a dossier is of, where its reception is known. */
function unitOf(book: DossierBook, dossier: string): string | undefined {
  const number = book.numberOf(dossier)
  const group = number === undefined ? undefined : book.groupOf(number)
  return group && book.rules.units[group.unit]?.code
}

function inBatches(checked: readonly Checked[]): readonly (readonly Checked[])[] {
  const count = Math.max(1, Math.ceil(checked.length / EVENTS_AT_ONCE))
  return Array.from({ length: count }, (_, index) =>
    checked.slice(index * EVENTS_AT_ONCE, (index + 1) * EVENTS_AT_ONCE),
  )
}

function stored(
  batch: readonly Checked[],
  origin: Origin,
  receivedAt: number,
): readonly StoredDossierEvent[] {
  return batch.map(({ event }) => ({ event, receivedAt: Math.floor(receivedAt), origin }))
}

/** A unit whose events come in is heard of now; beyond that what the source says of itself. */
function reportsOf(
  { clock, keeper }: DossierIntakeParts,
  site: Site,
  batch: readonly Checked[],
  order: DossierOrder | undefined,
): readonly DossierReport[] {
  const now = Math.floor(clock.now())
  const date = civilDate(now, site.timeZone)
  const find = createUnitFinder(site.units)
  const answering = unitsAnswering(site.units, date)
  const answers = (position: number) => site.units[answering[position] ?? -1]?.code
  const book = keeper?.held()?.book
  const reports = new Map<string, number>()
  const note = (unit: string | undefined, at: number) => {
    if (unit !== undefined) reports.set(unit, Math.max(at, reports.get(unit) ?? 0))
  }
  for (const { event } of batch) {
    if (event.type === 'received') {
      note(answers(find(event.unit, civilDate(event.at, site.timeZone))), now)
      continue
    }
    const number = book?.numberOf(event.dossier)
    const group = number === undefined ? undefined : book?.groupOf(number)
    if (group) note(answers(group.unit), now)
  }
  if (order?.reportedUntil !== undefined) {
    const until = Math.min(order.reportedUntil, now)
    const units = order.units ?? leavesOn(site, date)
    for (const unit of units) note(answers(find(unit, date)), until)
  }
  return [...reports].map(([unit, reportedUntil]) => ({ unit, reportedUntil }))
}

/** Units in force that no other is part of. */
function leavesOn(site: Site, date: string): readonly string[] {
  const find = createUnitFinder(site.units)
  const parents = new Set(site.units.map((unit) => unit.parent))
  return site.units
    .filter((unit, position) => find(unit.code, date) === position && !parents.has(unit.code))
    .map((unit) => unit.code)
}

/** Events that are kept, but contradict the others of their dossier. */
async function withoutEffect(
  { keeper, store }: DossierIntakeParts,
  rules: DossierRules,
  checked: readonly Checked[],
): Promise<readonly EventRejection[]> {
  const held = keeper?.held()
  const catalogue = held?.catalogue ?? createCatalogue(rules)
  const codes = new Set(checked.map(({ event }) => event.dossier))
  const doubtful = [...codes].filter((code) => held?.book.hasRefusals(code) ?? true)
  if (doubtful.length === 0) return []
  const refusals = new Map<string, string>()
  for (const { code, events } of await store.read(doubtful)) {
    const history = foldDossier(
      events.map(({ event }) => event),
      catalogue,
    )
    for (const { event, reason } of history?.refused ?? []) {
      refusals.set(`${code}\n${event.id}`, reason)
    }
  }
  return checked.flatMap(({ index, event }) => {
    const reason = refusals.get(`${event.dossier}\n${event.id}`)
    if (reason === undefined) return []
    return [{ index, code: reason, message: `kept, but without effect: ${reason}` }]
  })
}
