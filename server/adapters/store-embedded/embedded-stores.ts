import { join } from 'node:path'
import { SHARED_ID, type SharedStore } from '../../services/shared-store.ts'
import { StoreUnavailable, type SiteStore, type StoreProvider } from '../../services/store.ts'
import { createAppended, type Appended } from './appended.ts'
import { openAlarms } from './embedded-alarms.ts'
import { createEmbeddedDocuments } from './embedded-documents.ts'
import { createEmbeddedDossiers } from './embedded-dossiers.ts'
import { createEmbeddedEpoch } from './embedded-epoch.ts'
import { createEmbeddedHistory } from './embedded-history.ts'
import { createEmbeddedJournal } from './embedded-journal.ts'
import { createEmbeddedKeyframes } from './embedded-keyframes.ts'
import { createEmbeddedLeases, dropLeases } from './embedded-leases.ts'
import { createEmbeddedSchema } from './embedded-schema.ts'
import { createEmbeddedStream } from './embedded-stream.ts'
import { openEnvironment } from './environment.ts'
import { guarded, openClaimed, type Claim } from './folder-claim.ts'
import { createMemoryCounters } from '../../services/memory-counters.ts'
import { readBootId } from './process-identity.ts'
import type { SiteRows } from './site-rows.ts'
import { createSiteWrite } from './site-write.ts'

export interface EmbeddedStoresOptions {
  readonly folder: string
  /** Of alarms, which have an environment of their own; by default inside the other. */
  readonly alarmFolder?: string
  /** ms since 1970, for positions. */
  readonly now?: () => number
  /** Identifies this start of the machine; by default the system is asked. */
  readonly bootId?: string
}

/** Opens the stores in a folder. Throws `StoreRefused` when another process uses it or it cannot be written. */
export async function openEmbeddedStores(options: EmbeddedStoresOptions): Promise<StoreProvider> {
  const { folder, now = Date.now, bootId = readBootId(Date.now()) } = options
  const { environment, claim } = await openClaimed(folder, openEnvironment, bootId)
  const alarms = await openAlarms(options.alarmFolder ?? join(folder, 'alarms'), bootId).catch(
    async (cause: unknown) => {
      await claim.release()
      await environment.close()
      throw cause
    },
  )
  const sites = new Map<string, Promise<SiteStore>>()
  const whole = createAppended()
  const shared = createSharedStore({ site: SHARED_ID, environment, now }, whole)
  let isClosed = false

  async function openSite(id: string): Promise<SiteStore> {
    if (isClosed) throw new StoreUnavailable('the store was closed')
    await dropLeases({ site: id, environment })
    return createSiteStore({ site: id, environment, now }, claim, () => sites.delete(id))
  }

  return {
    kind: 'embedded',
    site(id) {
      assertSiteId(id)
      const held = sites.get(id) ?? openSite(id)
      sites.set(id, held)
      return held
    },
    async shared() {
      whole.assertOpen()
      return shared
    },
    async alarms(id) {
      assertSiteId(id)
      whole.assertOpen()
      return alarms.site(id)
    },
    async close() {
      if (isClosed) return
      isClosed = true
      whole.close()
      await alarms.close()
      for (const site of [...sites.values()]) await (await site).close()
      await claim.release()
      await environment.close()
    },
  }
}

function assertSiteId(id: string): void {
  if (!/^[^\s{}\0]+$/.test(id) || id === SHARED_ID) {
    throw new Error(`not a site id: ${JSON.stringify(id)}`)
  }
}

function createSiteStore(opened: SiteRows, claim: Claim, onClose: () => void): SiteStore {
  const appended = createAppended()
  const environment = guarded(opened.environment, appended.assertOpen)
  const rows = { ...opened, environment }
  const write = createSiteWrite(environment, appended)
  return {
    site: rows.site,
    ...createEmbeddedEpoch(rows, write, claim),
    ...createEmbeddedStream(rows, appended),
    ...createEmbeddedSchema(rows, write),
    ...createEmbeddedKeyframes(rows, write),
    ...createEmbeddedLeases(rows, write),
    ...createEmbeddedDocuments(rows, write),
    history: createEmbeddedHistory(rows, write),
    journal: createEmbeddedJournal(rows, write),
    dossiers: createEmbeddedDossiers(rows, appended),
    async close() {
      appended.close()
      onClose()
    },
  }
}

function createSharedStore(opened: SiteRows, whole: Appended): SharedStore {
  const environment = guarded(opened.environment, whole.assertOpen)
  const rows = { ...opened, environment }
  const write = createSiteWrite(environment, whole)
  return {
    ...createEmbeddedDocuments(rows, write),
    journal: createEmbeddedJournal(rows, write),
    counters: createMemoryCounters(() => performance.now()),
  }
}
