import type { AlarmStore } from '../services/alarm-store.ts'
import type { StoreProvider } from '../services/store.ts'
import { FakeAlarmStore } from './fake-alarm-store.ts'
import {
  startEmbeddedProviders,
  startRedisProviders,
  type ProvidersUnderTest,
} from './providers-under-test.ts'

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
  { kind: 'redis', start: () => startStores(startRedisProviders) },
  { kind: 'embedded', start: () => startStores(startEmbeddedProviders) },
  { kind: 'fake', start: startFake },
] as const

let siteCount = 0

async function startStores(
  start: () => Promise<ProvidersUnderTest>,
): Promise<AlarmStoresUnderTest> {
  const under = await start()
  return {
    async nodes() {
      const site = under.newSite()
      const [one, other] = under.nodes()
      return [await one.alarms(site), await other.alarms(site)]
    },
    async reopen(site) {
      await under.reopen()
      return under.nodes()[0].alarms(site)
    },
    emptyFigures: (site) => emptyFigures(under.nodes()[0], site),
    stop: under.stop,
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
