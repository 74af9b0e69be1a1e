import { compareNames, type NamedDocument, type StoredDocument } from '../services/shared-store.ts'
import type { Lease, LeaseName } from '../services/store.ts'

/** The leases of a store in memory: told from one another by token and beat, as the port asks. */
export class FakeLeases {
  readonly #leases = new Map<LeaseName, Lease>()

  /** The token last given out, whether or not the lease still stands. */
  token(name: LeaseName): number | undefined {
    return this.#leases.get(name)?.token
  }

  /** One that was given back is nobody's, but its token counts on. */
  standing(name: LeaseName): Lease | undefined {
    const held = this.#leases.get(name)
    return held?.holder === '' ? undefined : held
  }

  take(
    name: LeaseName,
    seen: Lease | undefined,
    holder: string,
  ): { readonly taken: true; readonly token: number } | { readonly taken: false } {
    const stands = this.standing(name)
    if (stands?.token !== seen?.token || stands?.beat !== seen?.beat) return { taken: false }
    const token = (this.token(name) ?? 0) + 1
    this.#leases.set(name, { holder, token, beat: 0 })
    return { taken: true, token }
  }

  beat(name: LeaseName, token: number): boolean {
    const held = this.#leases.get(name)
    if (held?.token !== token || held.holder === '') return false
    this.#leases.set(name, { ...held, beat: held.beat + 1 })
    return true
  }

  release(name: LeaseName, token: number): void {
    const held = this.#leases.get(name)
    if (held?.token === token) this.#leases.set(name, { ...held, holder: '' })
  }
}

/** The documents of a store in memory, written only over the revision that was read. */
export class FakeDocuments {
  readonly #documents = new Map<string, StoredDocument>()

  read(name: string): StoredDocument {
    return this.#documents.get(name) ?? { revision: 0, body: undefined }
  }

  write(
    name: string,
    expectedRevision: number,
    body: string | undefined,
  ): { readonly ok: boolean; readonly revision: number } {
    const { revision } = this.read(name)
    if (revision !== expectedRevision) return { ok: false, revision }
    this.#documents.set(name, { revision: revision + 1, body })
    return { ok: true, revision: revision + 1 }
  }

  list(prefix: string): readonly NamedDocument[] {
    return [...this.#documents]
      .flatMap(([name, { revision, body }]) => (body === undefined ? [] : { name, revision, body }))
      .filter(({ name }) => name.startsWith(prefix))
      .toSorted(compareNames)
  }
}
