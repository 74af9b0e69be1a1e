import type { Site } from '../core/sites/site.ts'
import { createSeriesRegistry } from '../services/series-registry.ts'
import { createFakeFeed, type FakeFeed } from './fake-feed.ts'
import { FakeSiteStore } from './fake-site-store.ts'
import { buildSite } from './build-site.ts'
import { silentMetrics } from './silent-metrics.ts'

export const EPOCH = '00112233aabbccdd'
export const SITE_NOW = Date.parse('2025-10-27T06:00:00+07:00')

/** A fake store with its feed and registry, as the parts of ingest need them. The clocks stand still until set. */
export interface Intake {
  readonly store: FakeSiteStore
  readonly feed: FakeFeed
  readonly clock: { siteNow: number; realNow: number; isScenario: boolean; monotonic: number }
  readonly parts: ReturnType<typeof partsOf>
}

export async function createIntake(site: Site = buildSite()): Promise<Intake> {
  const clock = { siteNow: SITE_NOW, realNow: SITE_NOW, isScenario: false, monotonic: 0 }
  const store = new FakeSiteStore({ site: site.id, epoch: EPOCH, now: () => clock.siteNow })
  const metrics = site.metrics.map(({ id, channel, decimals }) => ({ id, channel, decimals }))
  await store.declareMetrics(metrics, EPOCH, SITE_NOW)
  const feed = await createFakeFeed(store, site)
  return { store, feed, clock, parts: partsOf(site, store, feed, clock) }
}

function partsOf(site: Site, store: FakeSiteStore, feed: FakeFeed, clock: Intake['clock']) {
  const title = { vi: 'Diễn tập', en: 'Drill' }
  return {
    site: () => site,
    store,
    feed,
    clock: {
      now: () => clock.siteNow,
      scenario: () => (clock.isScenario ? { title } : undefined),
    },
    machine: { wallNow: () => clock.realNow, monotonicNow: () => clock.monotonic },
    registry: createSeriesRegistry({
      store,
      schema: feed.schema,
      epoch: feed.epoch,
      now: () => clock.siteNow,
    }),
    reporting: () => new Set<string>(),
    metrics: silentMetrics,
    sleep: async (ms: number) => {
      clock.monotonic += ms
    },
  }
}
