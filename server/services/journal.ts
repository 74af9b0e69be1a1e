import type { Hash } from '../core/journal/chain.ts'
import { assertEntry, bodyOf, type JournalEvent } from '../core/journal/entry.ts'
import { readPage, type JournalPage, type JournalQuery } from './journal-pages.ts'
import { assertBodySize, type JournalHead, type JournalStore } from './journal-store.ts'
import { verifyJournal, type JournalRange, type JournalVerdict } from './journal-verify.ts'
import { createJournalWriter } from './journal-writer.ts'

/** Who did what, in a chain that shows every later change. */
export interface Journal {
  /**
   * Notes an event and answers its place when it is durable. Rejects with `StoreUnavailable` when
   * that cannot be said: then the entry is most likely not there. An event out of form is refused.
   */
  readonly note: (event: JournalEvent) => Promise<JournalHead>
  /** Newest first, by pages. */
  readonly read: (query: JournalQuery) => Promise<JournalPage>
  readonly verify: (range?: JournalRange) => Promise<JournalVerdict>
}

export interface JournalParts {
  readonly store: JournalStore
  /** ms since 1970. */
  readonly now: () => number
  readonly hash: Hash
}

export function createJournal({ store, now, hash }: JournalParts): Journal {
  const writer = createJournalWriter({ store, hash })
  return {
    async note(event) {
      const entry = assertEntry({ ...event, at: Math.floor(now()) })
      // Here, where it concerns this event alone and not those that are appended with it.
      assertBodySize(bodyOf(entry))
      return writer.add(entry)
    },
    read: (query) => readPage(store, query),
    verify: (range = {}) => verifyJournal(store, range, hash),
  }
}
