/** One entry as it is kept. `hash` covers `body` and the hash before it, so nothing can be changed, left out or put in between unseen. */
export interface StoredJournalEntry {
  /** 1, 2, 3 … without a gap. */
  readonly seq: number
  /** ms since 1970; never smaller than that of the entry before. */
  readonly at: number
  /** SHA-256, 64 lower-case hexadecimal digits. */
  readonly hash: string
  /** The entry as JSON, exactly as it was hashed. */
  readonly body: string
}

/** The last entry; seq 0 and an empty hash when there is none. */
export interface JournalHead {
  readonly seq: number
  readonly at: number
  readonly hash: string
}

/** An append-only log of a site (or of the installation). Kept for ever; an emptied site keeps it. */
export interface JournalStore {
  head(): Promise<JournalHead>
  /**
   * Appends entries that continue `expected`, whole or not at all, durable as the store is configured
   * to be. Another head than expected changes nothing and is answered.
   */
  append(
    expected: JournalHead,
    entries: readonly StoredJournalEntry[],
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly head: JournalHead }>
  /** Entries with `from` ≤ seq, in order, at most `limit`. */
  read(order: {
    readonly from: number
    readonly limit: number
  }): Promise<readonly StoredJournalEntry[]>
}
