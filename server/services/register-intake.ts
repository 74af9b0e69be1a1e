import type { DossierEvent } from '../../protocol/dossiers.ts'
import { createCatalogue, type Catalogue } from '../core/dossiers/catalogue.ts'
import { judgeDossier } from '../core/dossiers/judge.ts'
import { faultOf } from '../core/dossiers/read-events.ts'
import { againstKept, type Differences } from '../core/register/against-kept.ts'
import type { Site } from '../core/sites/site.ts'
import type { DossierTake } from './dossier-intake.ts'
import type { DossierStore } from './dossier-store.ts'
import type { Dossiers } from './dossiers.ts'
import type { DossierOutcome } from './register-import.ts'

/** The dossiers of a site, as far as a register needs them. */
export interface RegisterDossiers extends Pick<DossierStore, 'read'>, Pick<Dossiers, 'take'> {
  readonly site: () => Site
  /** Site time, ms since 1970. */
  readonly now: () => number
}

export type RegisterTake =
  | { readonly ok: true; readonly outcomes: readonly DossierOutcome[] }
  | {
      readonly ok: false
      readonly reason: (DossierTake & { readonly ok: false })['reason']
    }

interface Refusal {
  readonly code: string
  readonly message: string
}

interface Compared extends Differences {
  readonly code: string
  readonly told: readonly DossierEvent[]
  /** All events that are kept, or would be. */
  readonly standing: readonly DossierEvent[]
}

/**
 * Takes what a register tells of some dossiers: only what it says otherwise than before is sent on. A
 * trial changes nothing and answers what would become of them.
 */
export async function takeFromRegister(
  dossiers: RegisterDossiers,
  told: readonly (readonly DossierEvent[])[],
  isTrial: boolean,
): Promise<RegisterTake> {
  const rules = dossiers.site().dossiers
  if (!rules) return { ok: false, reason: 'no-dossiers' }
  const compared = await compare(dossiers, told)
  const sent = compared.flatMap(({ events }) => events)
  const taken = isTrial ? tried(sent, dossiers.now()) : await send(dossiers, sent)
  if (!taken.ok) return taken
  const catalogue = createCatalogue(rules)
  const now = dossiers.now()
  return {
    ok: true,
    outcomes: compared.map((one) => outcomeOf(one, taken.refusals, catalogue, now)),
  }
}

async function compare(
  { read }: RegisterDossiers,
  told: readonly (readonly DossierEvent[])[],
): Promise<readonly Compared[]> {
  const codes = told.flatMap(([first]) => first?.dossier ?? [])
  const stored = await read(codes)
  const kept = new Map(
    stored.map(({ code, events }) => [code, events.map(({ event }) => event)] as const),
  )
  return told.map((events) => {
    const code = events[0]?.dossier ?? ''
    const before = kept.get(code) ?? []
    const differences = againstKept(events, before)
    const replaced = new Set(differences.events.map(({ id }) => id))
    const others = before.filter(({ id }) => !replaced.has(id))
    return { ...differences, code, told: events, standing: [...others, ...differences.events] }
  })
}

type Taken =
  | { readonly ok: true; readonly refusals: ReadonlyMap<DossierEvent, Refusal> }
  | (RegisterTake & { readonly ok: false })

async function send({ take }: RegisterDossiers, sent: readonly DossierEvent[]): Promise<Taken> {
  if (sent.length === 0) return { ok: true, refusals: new Map() }
  const taken = await take({ events: sent, origin: 'manual' })
  if (!taken.ok) return taken
  const refusals = taken.rejected.flatMap(({ index, code, message }) => {
    const event = sent[index]
    return event ? [[event, { code, message }] as const] : []
  })
  return { ok: true, refusals: new Map(refusals) }
}

/** What would be refused; the units of a register were looked at when it was read. */
function tried(sent: readonly DossierEvent[], now: number): Taken {
  const refusals = sent.flatMap((event) => {
    const fault = faultOf(event, now, () => 'in-force')
    return fault ? [[event, fault] as const] : []
  })
  return { ok: true, refusals: new Map(refusals) }
}

/** Events without an effect are told whether they came just now or before, so that the same file always gets the same answer. */
function outcomeOf(
  { change, events, told, standing }: Compared,
  refusals: ReadonlyMap<DossierEvent, Refusal>,
  catalogue: Catalogue,
  now: number,
): DossierOutcome {
  for (const event of events) {
    const refusal = refusals.get(event)
    if (refusal) return { outcome: 'rejected', type: event.type, ...refusal }
  }
  const judged = judgeDossier(standing, catalogue, now)
  if (!judged) throw new Error('a dossier that a register tells of has no reception')
  const ids = new Set(told.map(({ id }) => id))
  const contradiction = judged.refused.find(({ event }) => ids.has(event.id))
  if (contradiction) {
    const { event, reason } = contradiction
    const message = `kept, but without effect: ${reason}`
    return { outcome: 'rejected', type: event.type, code: reason, message }
  }
  return { outcome: change, is: judged.is }
}
