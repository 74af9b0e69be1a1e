import { EMPTY_CHAIN } from '../core/journal/chain.ts'
import {
  assertAppendable,
  type JournalHead,
  type JournalStore,
  type StoredJournalEntry,
} from '../services/journal-store.ts'

/** A journal in memory that keeps the port's rules; tests may change `entries` as an intruder would. */
export class FakeJournal implements JournalStore {
  entries: StoredJournalEntry[] = []
  /** Entries of each append that took effect. */
  readonly appendSizes: number[] = []
  #head: JournalHead = EMPTY_CHAIN
  readonly #assertReachable: () => void

  constructor(assertReachable: () => void = () => undefined) {
    this.#assertReachable = assertReachable
  }

  async head(): Promise<JournalHead> {
    this.#assertReachable()
    return this.#head
  }

  async append(
    expected: JournalHead,
    entries: readonly StoredJournalEntry[],
  ): ReturnType<JournalStore['append']> {
    this.#assertReachable()
    assertAppendable(expected, entries)
    const head = this.#head
    if (head.seq !== expected.seq || head.hash !== expected.hash) return { ok: false, head }
    this.entries.push(...entries)
    this.appendSizes.push(entries.length)
    for (const { seq, at, hash } of entries) this.#head = { seq, at, hash }
    return { ok: true }
  }

  async read({
    from,
    limit,
  }: {
    readonly from: number
    readonly limit: number
  }): Promise<readonly StoredJournalEntry[]> {
    this.#assertReachable()
    return this.entries.filter(({ seq }) => seq >= from).slice(0, limit)
  }
}
