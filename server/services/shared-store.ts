import type { JournalStore } from './journal-store.ts'

/** Names the installation where sites are named by their id; no site has it, for those begin with a letter or digit. */
export const SHARED_ID = '_server'

/** What belongs to the installation and to no single site: people, their sessions, its journal. */
export interface SharedStore extends DocumentStore {
  readonly journal: JournalStore
  readonly counters: CounterStore
}

/** Small named documents. Compare-and-set by revision; revision 0 = not there. */
export interface DocumentStore {
  readDocument(name: string): Promise<StoredDocument>
  writeDocument(
    name: string,
    expectedRevision: number,
    body: string | undefined,
  ): Promise<{ readonly ok: boolean; readonly revision: number }>
  /** All whose name begins so, in order of their names. */
  listDocuments(prefix: string): Promise<readonly NamedDocument[]>
}

export interface StoredDocument {
  readonly revision: number
  readonly body: string | undefined
}

export interface NamedDocument extends StoredDocument {
  readonly name: string
  readonly body: string
}

/** Counts that all nodes share, and that may be forgotten by a restart of the store. */
export interface CounterStore {
  /**
   * Adds to a count that begins anew `windowMs` after its first addition; answers the count with it
   * and how long the window still lasts, in ms. An amount of 0 only looks, and neither it nor a smaller one begins a window. Time is
   * the store's own and monotonic where it can be.
   */
  add(
    name: string,
    amount: number,
    windowMs: number,
  ): Promise<{ readonly count: number; readonly endsInMs: number }>
  forget(name: string): Promise<void>
}

export function compareNames(a: NamedDocument, b: NamedDocument): number {
  return a.name < b.name ? -1 : 1
}
