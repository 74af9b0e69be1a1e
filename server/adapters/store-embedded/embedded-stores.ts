import { mkdirSync } from 'node:fs'
import { SHARED_ID, type SharedStore } from '../../services/shared-store.ts'
import {
  StoreRefused,
  StoreUnavailable,
  type SiteStore,
  type StoreProvider,
} from '../../services/store.ts'
import { createAppended, type Appended } from './appended.ts'
import { createEmbeddedDocuments } from './embedded-documents.ts'
import { createEmbeddedDossiers } from './embedded-dossiers.ts'
import { createEmbeddedEpoch } from './embedded-epoch.ts'
import { createEmbeddedHistory } from './embedded-history.ts'
import { createEmbeddedJournal } from './embedded-journal.ts'
import { createEmbeddedKeyframes } from './embedded-keyframes.ts'
import { createEmbeddedLeases, dropLeases } from './embedded-leases.ts'
import { createEmbeddedSchema } from './embedded-schema.ts'
import { createEmbeddedStream } from './embedded-stream.ts'
import { openEnvironment, type Environment } from './environment.ts'
import { claimFolder, type Claim } from './folder-claim.ts'
import { createMemoryCounters } from '../../services/memory-counters.ts'
import { readBootId } from './process-identity.ts'
import type { SiteRows } from './site-rows.ts'
import { createSiteWrite } from './site-write.ts'

export interface EmbeddedStoresOptions {
  readonly folder: string
  /** ms since 1970, for positions. */
  readonly now?: () => number
  /** Identifies this start of the machine; by default the system is asked. */
  readonly bootId?: string
}

/** Opens the stores in a folder. Throws `StoreRefused` when another process uses it or it cannot be written. */
export async function openEmbeddedStores(options: EmbeddedStoresOptions): Promise<StoreProvider> {
  const { folder, now = Date.now, bootId = readBootId(Date.now()) } = options
  const environment = openFolder(folder)
  const claim = await claimOrClose(environment, folder, bootId)
  const sites = new Map<string, Promise<SiteStore>>()
  const whole = createAppended()
  const shared = createSharedStore({ site: SHARED_ID, environment, now }, whole)
  let isClosed = false

  async function openSite(id: string): Promise<SiteStore> {
    if (isClosed) throw new StoreUnavailable('the store was closed')
    await dropLeases({ site: id, environment, now })
    return createSiteStore({ site: id, environment, now }, claim, () => sites.delete(id))
  }

  return {
    kind: 'embedded',
    site(id) {
      if (!/^[^\s{}\0]+$/.test(id) || id === SHARED_ID)
        throw new Error(`not a site id: ${JSON.stringify(id)}`)
      const held = sites.get(id) ?? openSite(id)
      sites.set(id, held)
      return held
    },
    async shared() {
      whole.assertOpen()
      return shared
    },
    async close() {
      if (isClosed) return
      isClosed = true
      whole.close()
      for (const site of [...sites.values()]) await (await site).close()
      await claim.release()
      await environment.close()
    },
  }
}

function openFolder(folder: string): Environment {
  try {
    mkdirSync(folder, { recursive: true })
    return openEnvironment(folder)
  } catch (cause) {
    throw unusable(folder, cause)
  }
}

function unusable(folder: string, cause: unknown): StoreRefused {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new StoreRefused(
    `the data folder ${folder} cannot be used (${reason}): check DATA_DIR, that it may be written ` +
      'and that its disk is not full',
    { cause },
  )
}

async function claimOrClose(
  environment: Environment,
  folder: string,
  bootId: string,
): Promise<Claim> {
  try {
    return claimFolder(environment, folder, bootId)
  } catch (cause) {
    await environment.close()
    throw cause instanceof StoreRefused ? cause : unusable(folder, cause)
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

/** A closed site must not touch the environment: LMDB's own words for that help nobody. */
function guarded(environment: Environment, assertOpen: () => void): Environment {
  return new Proxy(environment, {
    get(target, name, receiver): unknown {
      assertOpen()
      return Reflect.get(target, name, receiver)
    },
  })
}
