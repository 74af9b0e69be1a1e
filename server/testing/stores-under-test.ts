import type { EpochRecord, NewEntry, SiteStore } from '../services/store.ts'
import type { SharedStore } from '../services/shared-store.ts'
import type { SeriesName } from '../../protocol/schema.ts'
import {
  startEmbeddedProviders,
  startRedisProviders,
  type ProvidersUnderTest,
} from './providers-under-test.ts'

/** One implementation, ready for the contract suite. Every site id is used by one test only. */
export interface StoresUnderTest {
  /** A new site as two nodes see it; the embedded store has one process, so both are the same there. */
  readonly nodes: () => Promise<readonly [SiteStore, SiteStore]>
  /** The installation's own store as two nodes see it; all tests of a suite share it. */
  readonly shared: () => Promise<readonly [SharedStore, SharedStore]>
  /** Closes the stores in order and opens them again on the same data. */
  readonly reopen: (site: string) => Promise<SiteStore>
  readonly stop: () => Promise<void>
}

export const STORE_KINDS = [
  { kind: 'redis', start: () => startStores(startRedisProviders) },
  { kind: 'embedded', start: () => startStores(startEmbeddedProviders) },
] as const

async function startStores(start: () => Promise<ProvidersUnderTest>): Promise<StoresUnderTest> {
  const under = await start()
  return {
    async nodes() {
      const site = under.newSite()
      const [one, other] = under.nodes()
      return [await one.site(site), await other.site(site)]
    },
    async shared() {
      const [one, other] = under.nodes()
      return [await one.shared(), await other.shared()]
    },
    async reopen(site) {
      await under.reopen()
      return under.nodes()[0].site(site)
    },
    stop: under.stop,
  }
}

export const EPOCH = '00000000000000aa'

export function epochRecord(changes: Partial<EpochRecord> = {}): EpochRecord {
  return { epoch: EPOCH, identity: 'boot', changedAt: 1_000, reason: 'first-start', ...changes }
}

export function entry(changes: Partial<NewEntry> = {}): NewEntry {
  const body = new Uint8Array([0, 13, 10, 255, 128])
  return { epoch: EPOCH, kind: 'samples', receivedAt: 1_000, body, ...changes }
}

export function seriesNames(count: number, metric = 'river.level'): SeriesName[] {
  return Array.from({ length: count }, (_, at) => ({
    metric,
    subject: { kind: at % 2 === 0 ? 'unit' : 'sensor', id: `subject-${at}` },
  }))
}

/** Appends and answers the position; a refusal fails the test. */
export async function appendTo(store: SiteStore, changes: Partial<NewEntry> = {}) {
  const result = await store.append(entry(changes))
  if (!result.ok) throw new Error(`append refused: ${result.reason}`)
  return result.version
}
