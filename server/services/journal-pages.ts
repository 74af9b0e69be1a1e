import { setImmediate as nextTurn } from 'node:timers/promises'
import { readEntry, type JournalEntry } from '../core/journal/entry.ts'
import { endBetween, firstSince } from './journal-search.ts'
import type { JournalStore, StoredJournalEntry } from './journal-store.ts'

export interface JournalQuery {
  /** ms since 1970, both inclusive. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly actions?: readonly string[] | undefined
  /** The id of who acted. */
  readonly actor?: string | undefined
  /** What it was done to. */
  readonly subject?: string | undefined
  readonly site?: string | undefined
  /** `next` of the page before. */
  readonly cursor?: number | undefined
  readonly limit: number
}

/** An entry with its place in the chain. */
export interface JournalRecord extends JournalEntry {
  readonly seq: number
  readonly hash: string
}

export interface JournalPage {
  /** Newest first. May be fewer than asked for, or none, while `next` says that there is more to look through. */
  readonly entries: readonly JournalRecord[]
  readonly next?: number
}

/** What stands for an entry that cannot be read; it is part of every answer of its time, whatever else is asked for. */
const UNREADABLE = { actor: { kind: 'anonymous' }, action: 'journal.unreadable' } as const

const WINDOW = 200
/** One question looks through so many entries; a rare action is found page by page. */
const MAX_LOOKED_THROUGH = 5_000

/** Reads backwards from the end, or from the cursor. */
export async function readPage(store: JournalStore, query: JournalQuery): Promise<JournalPage> {
  const { seq: lastSeq } = await store.head()
  const { from, to, cursor = Infinity, limit } = query
  const first = from === undefined ? 1 : await firstSince(store, from, lastSeq)
  const end = to === undefined ? lastSeq + 1 : await firstSince(store, to + 1, lastSeq)
  const entries: JournalRecord[] = []
  let before = Math.min(cursor, end)
  let lookedThrough = 0
  while (before > first && entries.length < limit && lookedThrough < MAX_LOOKED_THROUGH) {
    const window = await windowBefore(store, first, before)
    for (const link of window.links.toReversed()) {
      if (entries.length >= limit) return { entries, next: before }
      before = link.seq
      const record = recordOf(link)
      if (matches(record, query)) entries.push(record)
    }
    before = window.start
    lookedThrough += WINDOW
    await nextTurn()
  }
  return before > first ? { entries, next: before } : { entries }
}

/** The entries right before a number; where there is a hole, those before it. */
async function windowBefore(
  store: JournalStore,
  first: number,
  before: number,
): Promise<{ readonly start: number; readonly links: readonly StoredJournalEntry[] }> {
  const start = Math.max(first, before - WINDOW)
  const read = await store.read({ from: start, limit: before - start })
  const links = read.filter(({ seq }) => seq >= start && seq < before)
  return { start: links.length > 0 ? start : await endBetween(store, first, start), links }
}

function recordOf({ seq, at, hash, body }: StoredJournalEntry): JournalRecord {
  return { at, ...(readEntry(body) ?? UNREADABLE), seq, hash }
}

function matches(record: JournalRecord, { actions, actor, subject, site }: JournalQuery): boolean {
  if (record.action === UNREADABLE.action) return true
  if (actions && !actions.includes(record.action)) return false
  if (actor !== undefined && record.actor.id !== actor) return false
  if (subject !== undefined && record.subject !== subject) return false
  return site === undefined || record.site === site
}
