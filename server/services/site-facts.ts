import { ageAt, freshnessOf } from '../../protocol/freshness.ts'
import { SLOT } from '../../protocol/sample.ts'
import type { SiteFacts } from '../core/self-check/findings.ts'
import type { Site } from '../core/sites/site.ts'
import type { FeedView } from './feed-view.ts'

/** How many of a site's metrics have figures, judged by the newest series of each. */
export function siteFactsOf(
  site: Site,
  feed: Pick<FeedView, 'state' | 'schema'>,
  siteTime: number,
): SiteFacts {
  const { slot, carriedAt } = feed.state()
  const newest = new Map<string, number>()
  for (const { number, metric } of feed.schema().series) {
    if (slot[number] !== SLOT.value) continue
    newest.set(metric, Math.max(newest.get(metric) ?? -Infinity, carriedAt[number] ?? 0))
  }
  const own = site.metrics.filter(({ coverageOf }) => coverageOf === undefined)
  const silent = own.filter(({ id }) => !newest.has(id))
  const late = own.filter(({ id, freshness }) => {
    const at = newest.get(id)
    if (at === undefined) return false
    const found = freshnessOf(ageAt(siteTime, at), freshness)
    return found === 'stale' || found === 'expired'
  })
  return {
    site: site.id,
    metricCount: own.length,
    silentCount: silent.length,
    lateCount: late.length,
  }
}
