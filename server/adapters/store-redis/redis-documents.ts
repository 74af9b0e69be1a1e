import {
  compareNames,
  type DocumentStore,
  type NamedDocument,
  type StoredDocument,
} from '../../services/shared-store.ts'
import { listOf, numberOf, pairsOf, textOf } from './replies.ts'
import type { SiteCalls } from './site-calls.ts'

export function createRedisDocuments(calls: SiteCalls): DocumentStore {
  return {
    async readDocument(name) {
      const reply = await calls.ask('read_document', [name])
      return reply === null ? { revision: 0, body: undefined } : documentOf(textOf(reply))
    },
    async writeDocument(name, expectedRevision, body) {
      const content = body === undefined ? ['0', ''] : ['1', body]
      const args = [name, String(expectedRevision), ...content]
      const [ok, revision] = listOf(await calls.write('write_document', args))
      return { ok: numberOf(ok) === 1, revision: numberOf(revision) }
    },
    async listDocuments(prefix) {
      const pairs = pairsOf(await calls.ask('list_documents', [patternOf(prefix)]))
      const named = pairs.map(([name, held]): NamedDocument => ({
        name,
        ...documentOf(held.toString()),
      }))
      return named.toSorted(compareNames)
    },
  }
}

/** Everything that begins so, as Redis' glob patterns say it. */
function patternOf(prefix: string): string {
  return `${prefix.replaceAll(/[*?[\]\\^]/g, String.raw`\$&`)}*`
}

/** Kept as the revision, a blank and the body. */
function documentOf(held: string): StoredDocument & { readonly body: string } {
  const space = held.indexOf(' ')
  return { revision: Number(held.slice(0, space)), body: held.slice(space + 1) }
}
