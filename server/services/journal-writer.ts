import { nextLinks, type Hash } from '../core/journal/chain.ts'
import { bodyOf, type JournalEntry } from '../core/journal/entry.ts'
import type { JournalHead, JournalStore, StoredJournalEntry } from './journal-store.ts'
import { StoreUnavailable } from './store.ts'

const MAX_WAITING = 1_000
const MAX_PER_APPEND = 100
/** Each time others have appended first; they only go on while they make progress. */
const MAX_ROUNDS = 200
/** How often one append is sent whose outcome is not known. */
const MAX_SENDS = 2

interface Waiting {
  readonly entry: JournalEntry
  readonly resolve: (head: JournalHead) => void
  readonly reject: (error: unknown) => void
}

/** Appends the entries of one node to a journal that other nodes append to as well. */
export interface JournalWriter {
  /** Answers the entry's place when it is durable. What comes while an append is under way goes into the next one together. */
  readonly add: (entry: JournalEntry) => Promise<JournalHead>
}

export function createJournalWriter(parts: {
  readonly store: JournalStore
  readonly hash: Hash
}): JournalWriter {
  const append = createAppend(parts.store, parts.hash)
  let waiting: Waiting[] = []
  let isRunning = false

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MAX_PER_APPEND)
      waiting = waiting.slice(MAX_PER_APPEND)
      try {
        const added = await append(batch.map(({ entry }) => entry))
        for (const [at, link] of added.entries()) batch[at]?.resolve(headOf(link))
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    isRunning = false
  }

  return {
    add: (entry) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= MAX_WAITING) {
          reject(new StoreUnavailable(`${MAX_WAITING} entries of the journal are waiting already`))
          return
        }
        waiting.push({ entry, resolve, reject })
        if (isRunning) return
        isRunning = true
        queueMicrotask(() => void run())
      }),
  }
}

/** Appends entries behind whatever the head is by then, each once. */
function createAppend(store: JournalStore, hash: Hash) {
  let known: JournalHead | undefined

  return async (entries: readonly JournalEntry[]): Promise<readonly StoredJournalEntry[]> => {
    let head = known ?? (await store.head())
    known = undefined
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const links = nextLinks(head, entries, bodyOf, hash)
      const other = await appendOnce(store, head, links)
      if (other === undefined) {
        const last = links.at(-1)
        known = last && headOf(last)
        return links
      }
      head = other
    }
    throw new StoreUnavailable(`others appended to the journal ${MAX_ROUNDS} times in a row`)
  }
}

/**
 * Appends links to the head they were made for, or answers another one that stands there. When the
 * store does not say what became of them, the very same links are sent again: at most one of the two
 * can find that head, however late the first arrives, and if it was the first, they are there.
 */
async function appendOnce(
  store: JournalStore,
  head: JournalHead,
  links: readonly StoredJournalEntry[],
): Promise<JournalHead | undefined> {
  for (let sends = 1; ; sends++) {
    try {
      const result = await store.append(head, links)
      if (result.ok) return undefined
      const isThere = sends > 1 && (await holds(store, links))
      return isThere ? undefined : result.head
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || sends >= MAX_SENDS) throw error
    }
  }
}

async function holds(store: JournalStore, links: readonly StoredJournalEntry[]): Promise<boolean> {
  const [first] = links
  if (first === undefined) return true
  const [kept] = await store.read({ from: first.seq, limit: 1 })
  return kept?.seq === first.seq && kept.hash === first.hash
}

function headOf({ seq, at, hash }: StoredJournalEntry): JournalHead {
  return { seq, at, hash }
}
