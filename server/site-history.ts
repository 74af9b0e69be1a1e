import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Site } from './core/sites/site.ts'
import type { FeedReader } from './services/feed-reader.ts'
import { createHistoryKeeper, type HistoryKeeper } from './services/history-keeper.ts'
import type { SiteAppParts } from './site-app.ts'

/** A metric that reports this seldom is small enough to keep raw for ever. */
const FOR_EVER_CADENCE_MS = 24 * 3_600_000

/** Puts the lease holder's care for a site's history together. */
export function createSiteHistory(
  parts: SiteAppParts,
  site: () => Site,
  feed: FeedReader,
  token: () => number | undefined,
): HistoryKeeper {
  const { store, clock, machine, metrics, log } = parts
  const metricOf = createMetricFinder(site)
  return createHistoryKeeper({
    feed,
    store,
    token,
    now: clock.now,
    monotonicNow: machine.monotonicNow,
    retention: () => site().retention.history,
    decimals: (id) => metricOf(id)?.decimals ?? 0,
    isForEver: (id) => (metricOf(id)?.freshness.cadenceMs ?? 0) >= FOR_EVER_CADENCE_MS,
    breathe: () => nextTurn(),
    every(ms, task) {
      const timer = setInterval(task, ms)
      return () => clearInterval(timer)
    },
    metrics,
    log,
  })
}

function createMetricFinder(site: () => Site): (id: string) => Site['metrics'][number] | undefined {
  let of: Site | undefined
  let metrics = new Map<string, Site['metrics'][number]>()
  return (id) => {
    if (of !== site()) {
      of = site()
      metrics = new Map(of.metrics.map((metric) => [metric.id, metric]))
    }
    return metrics.get(id)
  }
}
