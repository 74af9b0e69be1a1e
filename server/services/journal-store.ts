import type { ChainHead, ChainLink } from '../core/journal/chain.ts'

/** One entry as it is kept. */
export type StoredJournalEntry = ChainLink

/**
 * The last entry; seq 0 and an empty hash when there is none. Where the end was taken away from
 * outside, still the last number that was given out, so the next entry shows that there is a gap.
 */
export type JournalHead = ChainHead

/** An append-only log of a site (or of the installation). Kept for ever; an emptied site keeps it. */
export interface JournalStore {
  head(): Promise<JournalHead>
  /**
   * Appends entries that continue `expected`, whole or not at all, durable as the store is configured
   * to be. Another head than expected changes nothing and is answered. Throws for entries that do not
   * continue it, and for a body over `MAX_JOURNAL_BODY_BYTES`.
   */
  append(
    expected: JournalHead,
    entries: readonly StoredJournalEntry[],
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly head: JournalHead }>
  /** Entries with `from` ≤ seq, in order, at most `limit`; what somebody wrote between two entries is answered, too. */
  read(order: {
    readonly from: number
    readonly limit: number
  }): Promise<readonly StoredJournalEntry[]>
}

export const MAX_JOURNAL_BODY_BYTES = 16 * 1024

/** What every store checks before it appends: a caller that breaks this is wrong, whatever the store holds. */
export function assertAppendable(
  expected: JournalHead,
  entries: readonly StoredJournalEntry[],
): void {
  for (const [at, { seq, body }] of entries.entries()) {
    if (seq !== expected.seq + 1 + at) {
      throw new Error(`entry ${seq} of a journal does not continue ${expected.seq + at}`)
    }
    assertBodySize(body)
  }
}

export function assertBodySize(body: string): void {
  const bytes = Buffer.byteLength(body)
  if (bytes > MAX_JOURNAL_BODY_BYTES) {
    throw new RangeError(
      `an entry of a journal takes at most ${MAX_JOURNAL_BODY_BYTES} bytes, not ${bytes}`,
    )
  }
}
