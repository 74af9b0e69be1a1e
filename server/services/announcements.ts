import type { AnnouncedLevel } from '../../protocol/announced.ts'
import {
  announce,
  parseAnnounced,
  type AnnounceOutcome,
  type Announcement,
} from '../core/hazards/announce.ts'
import type { FeedLog } from './feed-ports.ts'
import { StoreUnavailable } from './store.ts'
import { createTypedDocuments, type Documents } from './typed-document.ts'

/** The levels of disaster risk that authorities have announced for a site, the same on every node. */
export interface Announcements {
  /** As last read; another list only when it has changed. */
  readonly current: () => readonly AnnouncedLevel[]
  /** Enters a bulletin; durable when it is answered. Rejects with `StoreUnavailable`. */
  readonly enter: (announcement: Announcement) => Promise<AnnounceOutcome>
  /** Forgets all: the demo begins anew. */
  readonly clear: () => Promise<void>
  /** Reads what holds, then looks again from time to time. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

export interface AnnouncementsParts {
  readonly site: string
  readonly store: Documents
  /** Site time, ms since 1970. */
  readonly now: () => number
  readonly log: FeedLog
  readonly lookEveryMs?: number
}

const NAME = 'levels'
/** Other nodes enter bulletins too. */
const LOOK_EVERY_MS = 2_000

export function createAnnouncements(parts: AnnouncementsParts): Announcements {
  const { site, store, now, log, lookEveryMs = LOOK_EVERY_MS } = parts
  const documents = createTypedDocuments(store, { prefix: 'announced/', parse: parseAnnounced })
  let current: readonly AnnouncedLevel[] = []
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> = Promise.resolve()
  let isRunning = false

  function take(next: readonly AnnouncedLevel[]): void {
    if (JSON.stringify(next) !== JSON.stringify(current)) current = next
  }

  async function look(): Promise<void> {
    try {
      take((await documents.find(NAME)) ?? [])
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      log.warn({ err: error, site }, 'announced levels not read')
    }
  }

  function lookOn(): void {
    timer = setTimeout(() => {
      looking = look().finally(() => {
        if (isRunning) lookOn()
      })
    }, lookEveryMs)
  }

  return {
    current: () => current,
    async enter(announcement) {
      let outcome: AnnounceOutcome | undefined
      const { value = [] } = await documents.change(NAME, (held = []) => {
        outcome = announce(held, announcement, now())
        return outcome.ok && outcome.announced !== held ? outcome.announced : undefined
      })
      take(value)
      if (outcome === undefined) throw new RangeError('a bulletin was neither taken nor refused')
      return outcome
    },
    async clear() {
      await documents.change(NAME, () => null)
      take([])
    },
    async start() {
      isRunning = true
      await look()
      lookOn()
    },
    async stop() {
      isRunning = false
      clearTimeout(timer)
      await looking
    },
  }
}
