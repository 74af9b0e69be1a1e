import { ageAt, freshnessOf } from '../../protocol/freshness.ts'
import { SLOT } from '../../protocol/sample.ts'
import type { SiteFacts } from '../core/self-check/findings.ts'
import { uncoveredYears } from '../core/calendar/uncovered-years.ts'
import { calendarsOf } from '../core/sites/calendars-of.ts'
import { civilDate } from '../core/sites/civil-date.ts'
import {
  notificationGaps,
  rulesNamingPeople,
  type SendingFacts,
} from '../core/sites/notification-warnings.ts'
import { isCommuneLevel, mapInForce, siteInForce, unitsInForce } from '../core/sites/in-force.ts'
import type { Site } from '../core/sites/site.ts'
import type { FeedView } from './feed-view.ts'

/** What is there of a site: units and a map on its present date, and figures, judged by the newest series of each metric. */
export function siteFactsOf(
  site: Site,
  feed: Pick<FeedView, 'state' | 'schema'>,
  siteTime: number,
  sending: SendingFacts,
): SiteFacts | undefined {
  const date = civilDate(siteTime, site.timeZone)
  // Nobody sends figures of a site that has ended or not begun.
  if (!siteInForce(site, date)) return undefined
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
    unitCount: unitsInForce(site, date).filter(({ kind }) => isCommuneLevel(kind)).length,
    map: mapInForce(site, date)?.kind ?? 'none',
    ...(rulesNamingPeople(site) > 0 && { notifications: notificationGaps(site, sending) }),
    ...(site.dossiers && { uncoveredYears: uncoveredOf(site, siteTime) }),
  }
}

function uncoveredOf({ dossiers }: Site, siteTime: number): readonly number[] {
  const years = calendarsOf(dossiers).flatMap((calendar) => uncoveredYears(calendar, siteTime))
  return [...new Set(years)].toSorted()
}
