import { EMPTY_CHAIN } from '../../core/journal/chain.ts'
import {
  assertAppendable,
  type JournalHead,
  type JournalStore,
  type StoredJournalEntry,
} from '../../services/journal-store.ts'
import type { CommonRows } from './site-rows.ts'
import type { SiteWrite } from './site-write.ts'

export function createEmbeddedJournal(rows: CommonRows, write: SiteWrite): JournalStore {
  const { environment } = rows
  return {
    async head() {
      environment.refresh()
      return readHead(rows)
    },
    async append(expected, entries) {
      assertAppendable(expected, entries)
      return write(() => {
        const head = readHead(rows)
        if (head.seq !== expected.seq || head.hash !== expected.hash) {
          return { ok: false, head } as const
        }
        appendLinks(rows, entries)
        return { ok: true } as const
      })
    },
    async read({ from, limit }) {
      environment.refresh()
      return readLinks(rows, from, limit)
    },
  }
}

export function readLinks(
  { site, environment }: CommonRows,
  from: number,
  limit: number,
): readonly StoredJournalEntry[] {
  const range = { start: [site, from], end: [site, Infinity], limit }
  return [...environment.journal.getRange(range)].map(({ key, value }) => ({
    seq: Number(key[1]),
    ...value,
  }))
}

/** In a write transaction, where the head is what the entries continue. */
export function appendLinks(
  { site, environment }: CommonRows,
  entries: readonly StoredJournalEntry[],
): void {
  for (const { seq, at, hash, body } of entries) {
    environment.journal.putSync([site, seq], { at, hash, body })
    environment.journalHeads.putSync([site], { seq, at, hash })
  }
}

/** What was noted as the head, or a later entry: nothing that is there is ever written over. */
export function readHead({ site, environment }: CommonRows): JournalHead {
  const noted = environment.journalHeads.get([site]) ?? EMPTY_CHAIN
  const range = { start: [site, Infinity], end: [site], reverse: true, limit: 1 }
  for (const { key, value } of environment.journal.getRange(range)) {
    const seq = Number(key[1])
    if (seq > noted.seq) return headIn(seq, value)
  }
  return noted
}

function headIn(seq: number, { at, hash }: Omit<StoredJournalEntry, 'seq'>): JournalHead {
  return { seq, at, hash }
}
