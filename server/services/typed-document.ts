import type { DocumentStore } from './shared-store.ts'

export type Documents = Pick<DocumentStore, 'readDocument' | 'writeDocument' | 'listDocuments'>

/** How a kind of document is named, checked and read. */
export interface DocumentKind<T> {
  readonly prefix: string
  /** Throws what does not fit: a document that was changed by hand must not be half believed. */
  readonly parse: (value: unknown) => T
}

/** Documents of one kind in the store, changed only over what was read. */
export interface TypedDocuments<T> {
  readonly find: (name: string) => Promise<T | undefined>
  readonly list: () => Promise<readonly { readonly name: string; readonly value: T }[]>
  /**
   * Applies an edit to whatever the document holds by then, again when others were quicker; an edit to
   * `undefined` changes nothing, one to `null` removes it. Answers what holds afterwards.
   */
  readonly change: (
    name: string,
    edit: (held: T | undefined) => T | null | undefined,
  ) => Promise<{ readonly isChanged: boolean; readonly value: T | undefined }>
}

const WRITE_ATTEMPTS = 8

export function createTypedDocuments<T>(
  store: Documents,
  { prefix, parse }: DocumentKind<T>,
): TypedDocuments<T> {
  const valueOf = (body: string | undefined): T | undefined =>
    body === undefined ? undefined : parse(JSON.parse(body))

  return {
    find: async (name) => valueOf((await store.readDocument(prefix + name)).body),
    async list() {
      const all = await store.listDocuments(prefix)
      return all.map(({ name, body }) => ({
        name: name.slice(prefix.length),
        value: parse(JSON.parse(body)),
      }))
    },
    async change(name, edit) {
      for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
        const { revision, body } = await store.readDocument(prefix + name)
        const held = valueOf(body)
        const next = edit(held)
        if (next === undefined || (next === null && held === undefined)) {
          return { isChanged: false, value: held }
        }
        const text = next === null ? undefined : JSON.stringify(next)
        const written = await store.writeDocument(prefix + name, revision, text)
        if (written.ok) return { isChanged: true, value: next ?? undefined }
      }
      throw new Error(`${prefix}${name} was changed by others ${WRITE_ATTEMPTS} times in a row`)
    },
  }
}
