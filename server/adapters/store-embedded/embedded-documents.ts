import {
  compareNames,
  type DocumentStore,
  type NamedDocument,
} from '../../services/shared-store.ts'
import { changeCounters, rangeOf, readCounters, type SiteRows } from './site-rows.ts'
import type { SiteWrite } from './site-write.ts'

const NOT_THERE = { revision: 0, body: undefined }

export function createEmbeddedDocuments(rows: SiteRows, write: SiteWrite): DocumentStore {
  const { site, environment } = rows
  return {
    async readDocument(name) {
      return environment.documents.get([site, name]) ?? NOT_THERE
    },
    // Revisions come from one counter, so a name that was removed and written again never shows a
    // revision that somebody has seen before.
    writeDocument: (name, expectedRevision, body) =>
      write(() => {
        const held = environment.documents.get([site, name])?.revision ?? 0
        if (held !== expectedRevision) return { ok: false, revision: held }
        if (body === undefined) {
          environment.documents.removeSync([site, name])
          return { ok: true, revision: 0 }
        }
        const revision = readCounters(rows).documentRevision + 1
        changeCounters(rows, { documentRevision: revision })
        environment.documents.putSync([site, name], { revision, body })
        return { ok: true, revision }
      }),
    async listDocuments(prefix) {
      environment.refresh()
      const found: NamedDocument[] = []
      const start = prefix === '' ? [site] : [site, prefix]
      const { end } = rangeOf(site)
      for (const { key, value } of environment.documents.getRange({ start, end })) {
        const name = String(key[1])
        if (!name.startsWith(prefix)) break
        if (value.body !== undefined)
          found.push({ name, revision: value.revision, body: value.body })
      }
      return found.toSorted(compareNames)
    },
  }
}
