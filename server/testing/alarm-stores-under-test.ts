import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedStores } from '../adapters/store-embedded/embedded-stores.ts'
import { openRedisStores } from '../adapters/store-redis/redis-stores.ts'
import type { AlarmStore } from '../services/alarm-store.ts'
import type { StoreProvider } from '../services/store.ts'
import { FakeAlarmStore } from './fake-alarm-store.ts'
import { startRedisServer } from './redis-server.ts'

/** One implementation, ready for the contract suite. Every site id is used by one test only. */
export interface AlarmStoresUnderTest {
  /** A new site as two nodes see it; the embedded store has one process, so both are the same there. */
  readonly nodes: () => Promise<readonly [AlarmStore, AlarmStore]>
  /** Closes the stores in order and opens them again on the same data. */
  readonly reopen: (site: string) => Promise<AlarmStore>
  /** Empties the site of its figures; there are none beside a fake. */
  readonly emptyFigures: (site: string) => Promise<void>
  readonly stop: () => Promise<void>
}

export const ALARM_STORE_KINDS = [
  { kind: 'redis', start: startRedis },
  { kind: 'embedded', start: startEmbedded },
  { kind: 'fake', start: startFake },
] as const

let siteCount = 0

async function startRedis(): Promise<AlarmStoresUnderTest> {
  const server = await startRedisServer({ config: { appendonly: 'yes', appendfsync: 'always' } })
  const open = () => openRedisStores({ url: server.url })
  let providers = await Promise.all([open(), open()])
  return {
    async nodes() {
      const site = `site-${++siteCount}`
      return Promise.all([providers[0].alarms(site), providers[1].alarms(site)])
    },
    async reopen(site) {
      await Promise.all(providers.map((provider) => provider.close()))
      await server.kill('SIGTERM')
      await server.start()
      providers = await Promise.all([open(), open()])
      return providers[0].alarms(site)
    },
    emptyFigures: (site) => emptyFigures(providers[0], site),
    async stop() {
      await Promise.all(providers.map((provider) => provider.close()))
      await server.stop()
    },
  }
}

async function startEmbedded(): Promise<AlarmStoresUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'iocwall-alarms-'))
  let provider = await openEmbeddedStores({ folder })
  return {
    async nodes() {
      const store = await provider.alarms(`site-${++siteCount}`)
      return [store, store]
    },
    async reopen(site) {
      await provider.close()
      provider = await openEmbeddedStores({ folder })
      return provider.alarms(site)
    },
    emptyFigures: (site) => emptyFigures(provider, site),
    async stop() {
      await provider.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function startFake(): Promise<AlarmStoresUnderTest> {
  const stores = new Map<string, FakeAlarmStore>()
  return {
    async nodes() {
      const store = new FakeAlarmStore({ site: `site-${++siteCount}` })
      stores.set(store.site, store)
      return [store, store.anotherNode()]
    },
    async reopen(site) {
      const store = stores.get(site)
      if (!store) throw new Error(`no site ${site}`)
      return store.anotherNode()
    },
    emptyFigures: async () => undefined,
    stop: async () => undefined,
  }
}

async function emptyFigures(provider: StoreProvider, id: string): Promise<void> {
  const site = await provider.site(id)
  const record = { identity: 'boot', changedAt: 1, reason: 'reset' } as const
  await site.changeEpoch(undefined, { ...record, epoch: '00000000000000f1' })
  const next = { ...record, epoch: '00000000000000f2' }
  const { changed } = await site.changeEpoch('00000000000000f1', next, { clear: true })
  if (!changed) throw new Error('the figures were not emptied')
}
