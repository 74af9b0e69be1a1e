import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  checkBehind,
  EMPTY_CHAIN,
  linkHash,
  verifyChain,
  type ChainCheck,
  type ChainFault,
  type Hash,
} from '../core/journal/chain.ts'
import { firstSince } from './journal-search.ts'
import type { JournalHead, JournalStore, StoredJournalEntry } from './journal-store.ts'

export interface JournalRange {
  /** ms since 1970, both inclusive; absent = the whole journal. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** A head that was noted elsewhere: the journal must still hold that very entry. */
  readonly noted?: { readonly seq: number; readonly hash: string } | undefined
}

/** `cut`: the end is missing. `noted-missing`, `noted-differs`: the entry that was noted elsewhere is not there, or is another. */
export type JournalFault = ChainFault | 'cut' | 'noted-missing' | 'noted-differs'

export interface JournalVerdict {
  readonly soundCount: number
  /** Of the entries looked at, up to the last sound one; absent when there is none. */
  readonly from?: number
  readonly to?: number
  /** Of the whole journal. */
  readonly head: JournalHead
  readonly broken?: { readonly seq: number; readonly fault: JournalFault }
}

const BATCH = 500

/** Follows the chain from one moment to another. What lies before a range is taken as it is. */
export async function verifyJournal(
  store: JournalStore,
  range: JournalRange,
  hash: Hash,
): Promise<JournalVerdict> {
  const { from, to = Infinity, noted } = range
  const head = await store.head()
  const first = from === undefined ? 1 : await firstSince(store, from, head.seq)
  const check = await follow(store, await linkBefore(store, first), to, hash)
  const { soundCount, firstAt, last } = check
  const isCut = to === Infinity && last.seq < head.seq
  const broken =
    check.broken ??
    (isCut ? { seq: last.seq + 1, fault: 'cut' as const } : undefined) ??
    (noted && (await missedNote(store, noted, hash)))
  return {
    soundCount,
    ...(firstAt !== undefined && soundCount > 0 && { from: firstAt, to: last.at }),
    head,
    ...(broken && { broken }),
  }
}

async function linkBefore(store: JournalStore, seq: number): Promise<JournalHead> {
  if (seq <= 1) return EMPTY_CHAIN
  const [before] = await store.read({ from: seq - 1, limit: 1 })
  return before ?? EMPTY_CHAIN
}

async function follow(
  store: JournalStore,
  start: JournalHead,
  to: number,
  hash: Hash,
): Promise<ChainCheck> {
  let check = checkBehind(start)
  for (;;) {
    const read = await store.read({ from: check.last.seq + 1, limit: BATCH })
    const end = read.findIndex(({ at }) => at > to)
    check = verifyChain(check, end < 0 ? read : read.slice(0, end), hash)
    if (check.broken || end >= 0 || read.length < BATCH) return check
    await nextTurn()
  }
}

/** Whether the entry that was noted is there, with the body and behind the entry that gave it its hash. */
async function missedNote(
  store: JournalStore,
  { seq, hash: noted }: { readonly seq: number; readonly hash: string },
  hash: Hash,
): Promise<JournalVerdict['broken']> {
  const read = await store.read({ from: Math.max(1, seq - 1), limit: 2 })
  const find = (wanted: number): StoredJournalEntry | undefined =>
    read.find((one) => one.seq === wanted)
  const entry = find(seq)
  if (entry === undefined) return { seq, fault: 'noted-missing' }
  const isSame = linkHash(find(seq - 1)?.hash ?? '', seq, entry.body, hash) === noted
  return isSame ? undefined : { seq, fault: 'noted-differs' }
}
