import type { DossierEvent } from '../../protocol/dossiers.ts'
import { emptyBook } from '../core/dossiers/empty-book.ts'
import { foldDossier } from '../core/dossiers/fold.ts'
import { classOf } from '../core/dossiers/list.ts'
import { viewOf } from '../core/dossiers/view.ts'
import type { Judgement } from '../core/register/tally.ts'
import type { DossierRules, Site } from '../core/sites/site.ts'
import type { DossierOrder, DossierTake } from './dossier-intake.ts'
import type { DossierStore } from './dossier-store.ts'
import type { RegisterDossiers } from './register-intake.ts'
import type { SiteClock } from './site-clock.ts'
import { StoreUnavailable } from './store.ts'

export interface DossierRegisterParts {
  readonly site: () => Site
  readonly store: Pick<DossierStore, 'read'>
  readonly clock: Pick<SiteClock, 'now'>
  readonly take: (order: DossierOrder) => Promise<DossierTake>
}

/** The dossiers of a site as a register brings them: entered by hand. Throws `StoreUnavailable`. */
export function createDossierRegister(parts: DossierRegisterParts): RegisterDossiers {
  return {
    read: (codes) => parts.store.read(codes),
    async takeEvents(events) {
      const taken = await parts.take({ events, origin: 'manual' })
      if (taken.ok) return taken
      throw new StoreUnavailable(`events of dossiers are not taken: ${taken.reason}`)
    },
    async judge(codes, beside) {
      const site = parts.site()
      if (!site.dossiers) return new Map()
      const known = new Map<string, readonly DossierEvent[]>()
      for (const { code, events } of await parts.store.read(codes)) {
        known.set(
          code,
          events.map(({ event }) => event),
        )
      }
      const all = codes.map((code) => ({
        code,
        events: withNewest(
          known.get(code) ?? [],
          beside.filter((event) => event.dossier === code),
        ),
      }))
      return judgements(site, site.dossiers, all, parts.clock.now())
    },
  }
}

/** Of each id the event with the highest revision. */
function withNewest(
  kept: readonly DossierEvent[],
  added: readonly DossierEvent[],
): readonly DossierEvent[] {
  const byId = new Map(kept.map((event) => [event.id, event]))
  for (const event of added) {
    if ((event.revision ?? 0) >= (byId.get(event.id)?.revision ?? 0)) byId.set(event.id, event)
  }
  return [...byId.values()]
}

function judgements(
  site: Site,
  rules: DossierRules,
  dossiers: readonly { readonly code: string; readonly events: readonly DossierEvent[] }[],
  now: number,
): ReadonlyMap<string, Judgement> {
  const book = emptyBook(site, rules, now)
  for (const { code, events } of dossiers) {
    book.set(code, foldDossier(events, book.rules.catalogue))
  }
  const view = viewOf(book, book.counts, now)
  const found = new Map<string, Judgement>()
  for (let number = 0; number < book.size; number++) {
    const group = book.groupOf(number)
    const slot = book.slotOf(number)
    const phase = book.lives.phaseOf(number, Math.max(0, book.lives.indexAt(number, now)))
    if (!group) continue
    const isOpen = phase === 'running' || phase === 'paused'
    found.set(book.codeOf(number), isOpen ? classOf(view, group, slot) : phase)
  }
  return found
}
