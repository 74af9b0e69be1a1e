import { VERSION_ZERO } from '../../../protocol/version.ts'
import type { EpochRecord, SiteStore } from '../../services/store.ts'
import { clearDossiers } from './embedded-dossiers.ts'
import { clearHistory } from './embedded-history.ts'
import type { Claim } from './folder-claim.ts'
import { changeCounters, readCounters, removeAll, type SiteRows } from './site-rows.ts'
import type { SiteWrite } from './site-write.ts'

type EpochMethods = Pick<SiteStore, 'inspect' | 'changeEpoch'>

/** Schema revisions start at the seconds since 2024-01-01. */
const REVISION_ZERO_S = 1_704_067_200

export function createEmbeddedEpoch(rows: SiteRows, write: SiteWrite, claim: Claim): EpochMethods {
  const { site, environment } = rows
  const { identity, durability } = claim
  return {
    async inspect() {
      environment.refresh()
      const record = environment.epochs.get([site])
      return { record, tail: readCounters(rows).tail, identity, durability }
    },
    changeEpoch: (expected, next, options = {}) =>
      write(() => {
        const held = environment.epochs.get([site])
        if (held?.epoch !== expected) return { changed: false, record: held ?? next }
        startRevision(rows)
        if (options.clear) clearSite(rows)
        const record: EpochRecord = { ...next }
        environment.epochs.putSync([site], record)
        return { changed: true, record }
      }),
  }
}

/**
 * A revision that starts at the clock is not met again after everything was lost, so nobody who still
 * holds the old schema takes it for the new one.
 */
function startRevision(rows: SiteRows): void {
  if (readCounters(rows).revision > 0) return
  changeCounters(rows, {
    revision: Math.max(1, Math.floor(rows.now() / 1000) - REVISION_ZERO_S),
  })
}

function clearSite(rows: SiteRows): void {
  const { site, environment } = rows
  const { entries, index, keyframes, series, numbers, metrics } = environment
  for (const database of [entries, index, keyframes, series, numbers, metrics]) {
    removeAll(database, site)
  }
  clearHistory(rows)
  clearDossiers(rows)
  changeCounters(rows, {
    revision: readCounters(rows).revision + 1,
    trimmed: VERSION_ZERO,
    bytes: 0,
    trimmedBytes: 0,
    newestKeyframe: undefined,
  })
}
