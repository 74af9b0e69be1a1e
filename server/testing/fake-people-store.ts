import { createMemoryCounters } from '../services/memory-counters.ts'
import { StoreUnavailable } from '../services/store.ts'
import type {
  CounterStore,
  DocumentStore,
  NamedDocument,
  StoredDocument,
} from '../services/shared-store.ts'

/** The documents and counters of an installation in memory. Time is an argument of whoever makes it. */
export class FakePeopleStore implements DocumentStore {
  readonly counters: CounterStore
  isAway = false
  readonly #documents = new Map<string, StoredDocument>()
  #revision = 0

  constructor(now: () => number) {
    this.counters = createMemoryCounters(now)
  }

  async readDocument(name: string): Promise<StoredDocument> {
    this.#requireHere()
    return this.#documents.get(name) ?? { revision: 0, body: undefined }
  }

  async writeDocument(
    name: string,
    expectedRevision: number,
    body: string | undefined,
  ): Promise<{ readonly ok: boolean; readonly revision: number }> {
    this.#requireHere()
    const revision = this.#documents.get(name)?.revision ?? 0
    if (revision !== expectedRevision) return { ok: false, revision }
    if (body === undefined) {
      this.#documents.delete(name)
      return { ok: true, revision: 0 }
    }
    this.#documents.set(name, { revision: ++this.#revision, body })
    return { ok: true, revision: this.#revision }
  }

  async listDocuments(prefix: string): Promise<readonly NamedDocument[]> {
    this.#requireHere()
    return [...this.#documents]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, { revision, body }]) => ({ name, revision, body: body ?? '' }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  #requireHere(): void {
    if (this.isAway) throw new StoreUnavailable('the fake store is away')
  }
}
