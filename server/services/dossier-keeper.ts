import type { DossierBook } from '../core/dossiers/book.ts'
import type { Catalogue } from '../core/dossiers/catalogue.ts'
import { emptyBook } from '../core/dossiers/empty-book.ts'
import { foldDossier } from '../core/dossiers/fold.ts'
import type { DossierRules, Site } from '../core/sites/site.ts'
import type { DossierPosition, DossierStore, StoredDossier } from './dossier-store.ts'
import type { FeedLog } from './feed-ports.ts'
import type { SiteClock } from './site-clock.ts'
import { StoreUnavailable } from './store.ts'

export interface DossierKeeperParts {
  readonly site: () => Site
  /** A store that lost its last changes may have reached the same position again: then the epoch is another. */
  readonly epoch: () => string
  readonly store: DossierStore
  readonly clock: Pick<SiteClock, 'now'>
  /** Lets everything else go on. */
  readonly breathe: () => Promise<void>
  readonly log: FeedLog
  readonly stepEveryMs?: number
}

const STEP_EVERY_MS = 250
const REPORTS_EVERY_TURNS = 4
const PAGE = 1_000
const CHANGES_AT_ONCE = 1_000
/** Dossiers whose time has come, worked through in one go. */
const MOVES_AT_ONCE = 5_000

interface Held {
  readonly site: Site
  readonly epoch: string
  readonly book: DossierBook
  readonly catalogue: Catalogue
  position: DossierPosition
  /** Position of units some of whose events are of a demo. */
  readonly simulatedUnits: Set<number>
  /** By code of the unit. */
  reported: ReadonlyMap<string, number>
}

/** The book of a site as the store tells it: loaded once, then followed; on every node. */
export class DossierKeeper {
  readonly #parts: DossierKeeperParts
  #held: Held | undefined
  #timer: NodeJS.Timeout | undefined
  #isStopped = true
  /** One step at a time, whoever asks for it. */
  #last: Promise<void> = Promise.resolve()
  #isStoreSound = true
  #turns = 0

  constructor(parts: DossierKeeperParts) {
    this.#parts = parts
  }

  start(): void {
    if (!this.#isStopped) return
    this.#isStopped = false
    this.#loop()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#last
  }

  /** Undefined until everything has been read, and for a site without dossiers. */
  held(): Pick<Held, 'book' | 'catalogue' | 'simulatedUnits' | 'reported'> | undefined {
    return this.#held
  }

  /** False while the store cannot be asked: what is held may be old. */
  isStoreSound(): boolean {
    return this.#isStoreSound
  }

  /** Resolves when everything that was in the store at the call is in the book. Throws `StoreUnavailable`. */
  async catchUp(): Promise<void> {
    await this.#enqueue(async () => {
      await this.#step()
      await this.#readReports()
    })
  }

  /** Lets time pass up to now. */
  async passTime(): Promise<void> {
    const held = this.#held
    while (held && !held.book.advance(this.#parts.clock.now(), MOVES_AT_ONCE)) {
      await this.#parts.breathe()
    }
  }

  #loop(): void {
    const isReportTurn = this.#turns++ % REPORTS_EVERY_TURNS === 0
    const turn = async (): Promise<void> => {
      try {
        await this.#enqueue(() => this.#step())
        if (isReportTurn) await this.#enqueue(() => this.#readReports())
        await this.passTime()
        this.#isStoreSound = true
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error
        if (this.#isStoreSound) this.#parts.log.warn({ err: error }, 'dossiers wait for the store')
        this.#isStoreSound = false
      }
    }
    void turn().finally(() => {
      if (this.#isStopped) return
      this.#timer = setTimeout(() => this.#loop(), this.#parts.stepEveryMs ?? STEP_EVERY_MS)
    })
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }

  async #step(): Promise<void> {
    const site = this.#parts.site()
    if (!site.dossiers) {
      this.#held = undefined
      return
    }
    const { store } = this.#parts
    const position = await store.position()
    const held = this.#held
    const isSame =
      held?.site === site &&
      held.epoch === this.#parts.epoch() &&
      held.position.identity === position.identity
    if (!held || !isSame || position.sequence < held.position.sequence) {
      await this.#load(site, site.dossiers, position)
      return
    }
    if (position.sequence > held.position.sequence) await this.#follow(held, site.dossiers)
  }

  async #follow(held: Held, rules: DossierRules): Promise<void> {
    const { store } = this.#parts
    for (;;) {
      const { sequence } = held.position
      const changes = await store.changedAfter(sequence, CHANGES_AT_ONCE)
      if (changes.forgotten) {
        await this.#load(held.site, rules, await store.position())
        return
      }
      for (const dossier of await store.read(changes.codes)) take(held, dossier)
      held.position = { ...held.position, sequence: changes.sequence }
      if (changes.codes.length < CHANGES_AT_ONCE) break
      await this.#parts.breathe()
    }
  }

  async #readReports(): Promise<void> {
    const held = this.#held
    if (held) held.reported = byUnit(await this.#parts.store.reports())
  }

  async #load(site: Site, rules: DossierRules, position: DossierPosition): Promise<void> {
    const { store, clock, breathe } = this.#parts
    // Before anything is read: what changes after this is followed, or read anew.
    const epoch = this.#parts.epoch()
    const book = emptyBook(site, rules, clock.now())
    const { catalogue } = book.rules
    const reported = byUnit(await store.reports())
    const simulatedUnits = new Set<number>()
    const held: Held = { site, epoch, book, catalogue, position, simulatedUnits, reported }
    let cursor: string | undefined = ''
    while (cursor !== undefined) {
      if (this.#isStopped) return
      const page = await store.scan(cursor, PAGE)
      for (const dossier of page.dossiers) take(held, dossier)
      cursor = page.next
      await breathe()
    }
    this.#held = held
    // What changed while all was read.
    await this.#follow(held, rules)
  }
}

function take({ book, catalogue, simulatedUnits }: Held, { code, events }: StoredDossier): void {
  const history = foldDossier(
    events.map(({ event }) => event),
    catalogue,
  )
  book.set(code, history)
  if (!events.some(({ origin }) => origin === 'simulated')) return
  const number = book.numberOf(code)
  const group = number === undefined ? undefined : book.groupOf(number)
  if (group) simulatedUnits.add(group.unit)
}

function byUnit(
  reports: readonly { readonly unit: string; readonly reportedUntil: number }[],
): ReadonlyMap<string, number> {
  return new Map(reports.map(({ unit, reportedUntil }) => [unit, reportedUntil]))
}
