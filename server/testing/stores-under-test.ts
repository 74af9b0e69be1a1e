import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedStores } from '../adapters/store-embedded/embedded-stores.ts'
import { openRedisStores } from '../adapters/store-redis/redis-stores.ts'
import type { EpochRecord, NewEntry, SiteStore, StoreProvider } from '../services/store.ts'
import type { SharedStore } from '../services/shared-store.ts'
import type { SeriesName } from '../../protocol/schema.ts'
import { startRedisServer } from './redis-server.ts'

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
  { kind: 'redis', start: startRedis },
  { kind: 'embedded', start: startEmbedded },
] as const

let siteCount = 0

async function startRedis(): Promise<StoresUnderTest> {
  const server = await startRedisServer({ config: { appendonly: 'yes', appendfsync: 'always' } })
  const open = () => openRedisStores({ url: server.url })
  let providers = await Promise.all([open(), open()])
  return {
    async nodes() {
      const site = `site-${++siteCount}`
      return Promise.all([providers[0].site(site), providers[1].site(site)])
    },
    shared: () => Promise.all([providers[0].shared(), providers[1].shared()]),
    async reopen(site) {
      await closeAll(providers)
      await server.kill('SIGTERM')
      await server.start()
      providers = await Promise.all([open(), open()])
      return providers[0].site(site)
    },
    async stop() {
      await closeAll(providers)
      await server.stop()
    },
  }
}

async function startEmbedded(): Promise<StoresUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'iocwall-embedded-'))
  let provider = await openEmbeddedStores({ folder })
  return {
    async nodes() {
      const site = await provider.site(`site-${++siteCount}`)
      return [site, site]
    },
    async shared() {
      const shared = await provider.shared()
      return [shared, shared]
    },
    async reopen(site) {
      await provider.close()
      provider = await openEmbeddedStores({ folder })
      return provider.site(site)
    },
    async stop() {
      await provider.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function closeAll(providers: readonly StoreProvider[]): Promise<void> {
  await Promise.all(providers.map((provider) => provider.close()))
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
