import { compareVersions, type Version } from '../../../protocol/version.ts'
import type { AppendResult, NewEntry, ReadResult, SiteStore } from '../../services/store.ts'
import type { Appended } from './appended.ts'
import { refusedWrite } from './write-refusal.ts'
import { addEntry, isEpoch, readCounters, readHeldLease, type SiteRows } from './site-rows.ts'

type StreamMethods = Pick<SiteStore, 'append' | 'read' | 'positionAt'>

export function createEmbeddedStream(rows: SiteRows, appended: Appended): StreamMethods {
  const { site, environment } = rows

  function readNow(after: Version, limit: number): ReadResult {
    const range = {
      start: [site, after.ms, after.n + 1],
      end: [site, Infinity],
      limit: limit + 1,
    }
    const behind = [...environment.entries.getRange(range)].map(({ key, value }) => ({
      version: { ms: Number(key[1]), n: Number(key[2]) },
      ...value,
    }))
    const trimmed = compareVersions(after, readCounters(rows).trimmed) < 0
    return { entries: behind.slice(0, limit), atEnd: behind.length <= limit, trimmed }
  }

  return {
    async append(entry) {
      appended.assertOpen()
      try {
        const result = await environment.commit(() => appendRow(rows, entry))
        if (result.ok) appended.announce()
        return result
      } catch (cause) {
        return refusedWrite(cause, environment.folder)
      }
    },
    async read(after, { limit, waitMs }) {
      appended.assertOpen()
      const found = readNow(after, limit)
      if (found.entries.length > 0 || found.trimmed) return found
      // An entry committed in this very turn may be newer than the snapshot just read.
      environment.refresh()
      const again = readNow(after, limit)
      if (again.entries.length > 0 || waitMs === 0) return again
      await appended.next(waitMs)
      appended.assertOpen()
      environment.refresh()
      return readNow(after, limit)
    },
    async positionAt(receivedAt) {
      const range = { start: [site, receivedAt], end: [site], reverse: true, limit: 1 }
      for (const { value } of environment.index.getRange(range)) {
        const { version } = value
        const entry = environment.entries.get([site, version.ms, version.n])
        return entry && { epoch: entry.epoch, version }
      }
      return undefined
    },
  }
}

function appendRow(rows: SiteRows, entry: NewEntry): AppendResult {
  if (!isEpoch(rows, entry.epoch)) return { ok: false, reason: 'epoch-changed' }
  if (entry.lease && readHeldLease(rows, entry.lease.name)?.token !== entry.lease.token) {
    return { ok: false, reason: 'lease-lost' }
  }
  return { ok: true, version: addEntry(rows, entry) }
}
