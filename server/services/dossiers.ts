import type { DossierEvent } from '../../protocol/dossiers.ts'
import { countsAt } from '../core/dossiers/past-counts.ts'
import { viewOf, type DossierView } from '../core/dossiers/view.ts'
import type { Site } from '../core/sites/site.ts'
import { createDossierIntake, type DossierOrder, type DossierTake } from './dossier-intake.ts'
import { DossierKeeper } from './dossier-keeper.ts'
import { createDossierRows, type DossierRows } from './dossier-rows.ts'
import type { DossierStore } from './dossier-store.ts'
import type { FeedLog } from './feed-ports.ts'
import type { MachineClock, SiteClock } from './site-clock.ts'

export type ViewAnswer =
  | { readonly ok: true; readonly view: DossierView }
  | {
      readonly ok: false
      /** `loading`: not everything has been read yet; `store-unavailable`: what is known may be old. */
      readonly reason: 'no-dossiers' | 'loading' | 'store-unavailable'
    }

/** The dossiers of a site. */
export interface Dossiers {
  /** Keeps events; resolves when they are durable and this node's answers show them. */
  readonly take: (order: DossierOrder) => Promise<DossierTake>
  /** Resolves when everything that was in the store at the call is known here. Throws `StoreUnavailable`. */
  readonly catchUp: () => Promise<void>
  /** How they stand now, or stood at a moment (ms since 1970); `elsewhere` are units that other sites answer for. */
  readonly view: (elsewhere: ReadonlySet<string>, at?: number) => Promise<ViewAnswer>
  /** Everything that is known of one; empty = nothing. */
  readonly eventsOf: (code: string) => Promise<readonly DossierEvent[]>
  /** Until when (ms since 1970) each unit was reported that ever was, by its code. */
  readonly reported: () => ReadonlyMap<string, number>
  /** For the holder of the site's feed lease. */
  readonly rows: DossierRows
  readonly start: () => void
  readonly stop: () => Promise<void>
}

export interface DossiersParts {
  readonly site: () => Site
  /** The site's epoch: where it changes, data may have been lost. */
  readonly epoch: () => string
  readonly store: DossierStore
  readonly clock: Pick<SiteClock, 'now' | 'scenario'>
  readonly machine: Pick<MachineClock, 'wallNow'>
  readonly breathe: () => Promise<void>
  readonly log: FeedLog
}

/** Moments of the past whose counts are kept for the next question. */
const KEPT_PASTS = 8

export function createDossiers(parts: DossiersParts): Dossiers {
  const keeper = new DossierKeeper(parts)
  const past = createPasts(parts)
  const take = createDossierIntake({ ...parts, keeper })
  return {
    take,
    catchUp: () => keeper.catchUp(),
    async view(elsewhere, at) {
      if (!parts.site().dossiers) return { ok: false, reason: 'no-dossiers' }
      const held = keeper.held()
      if (!held) return { ok: false, reason: 'loading' }
      if (!keeper.isStoreSound()) return { ok: false, reason: 'store-unavailable' }
      await keeper.passTime()
      const { book } = held
      const known = { elsewhere, reported: new Set(held.reported.keys()) }
      if (at === undefined || at >= book.now) {
        return { ok: true, view: viewOf(book, book.counts, book.now, known) }
      }
      return { ok: true, view: viewOf(book, await past(book, at), at, known) }
    },
    async eventsOf(code) {
      const [dossier] = await parts.store.read([code])
      return (dossier?.events ?? []).map(({ event }) => event)
    },
    reported: () => keeper.held()?.reported ?? new Map(),
    rows: createDossierRows(keeper),
    start: () => keeper.start(),
    stop: () => keeper.stop(),
  }
}

type Book = DossierView['book']

/** Counts of moments that have passed, worked out in slices and kept while nothing changes. */
function createPasts({
  breathe,
}: DossiersParts): (book: Book, at: number) => Promise<DossierView['counts']> {
  let kept = new Map<number, DossierView['counts']>()
  let of: { readonly book: Book; readonly revision: number } | undefined
  return async (book, at) => {
    if (of?.book !== book || of.revision !== book.revision) {
      kept = new Map()
      of = { book, revision: book.revision }
    }
    const known = kept.get(at)
    if (known) return known
    const slices = countsAt(book, at)
    let slice = slices.next()
    while (slice.done !== true) {
      await breathe()
      slice = slices.next()
    }
    const [oldest] = kept.keys()
    if (kept.size >= KEPT_PASTS && oldest !== undefined) kept.delete(oldest)
    kept.set(at, slice.value)
    return slice.value
  }
}
