import { SLOT, unpackFlags, type Origin } from '../../protocol/sample.ts'
import type { DemoSample } from '../core/demo/tracks.ts'
import { countedMetrics } from '../core/dossiers/unit-counts.ts'
import type { Site } from '../core/sites/site.ts'
import type { FeedView } from './feed-view.ts'

/** True when the feed says a sample already, or something newer. */
export function isHeld(feed: FeedView, sample: DemoSample): boolean {
  const number = feed.schema().byKey.get(`${sample.metric}/${sample.subject.id}`)?.number
  if (number === undefined) return false
  const { slot, exactAt } = feed.state()
  const isThere = slot[number] === SLOT.value || slot[number] === SLOT.empty
  return isThere && (exactAt[number] ?? -Infinity) >= sample.at
}

/** When the newest of the demo's figures was taken, those counted from its dossiers included; -Infinity = there is none. */
export function newestOfDemo(feed: FeedView): number {
  return newest(feed, (origin) => origin === 'simulated')
}

/** When the newest of the figures was taken that no demo has made: samples, and counts of reported dossiers. */
export function newestOfOthers(feed: FeedView, site: Site): number {
  const counted = countedIds(site)
  return newest(
    feed,
    (origin, metric) =>
      origin === 'real' || origin === 'manual' || (origin === 'derived' && counted.has(metric)),
  )
}

/**
 * Where to go on after a restart: just before the sample that was posted last, for a chunk may have
 * ended between equal times. Counts of dossiers are no samples: they are as new as their first event.
 */
export function resumeAt(feed: FeedView, site: Site, start: number): number | undefined {
  const counted = countedIds(site)
  const last = newest(feed, (origin, metric) => origin === 'simulated' && !counted.has(metric))
  return last > start ? last - 1 : undefined
}

function countedIds(site: Site): ReadonlySet<string> {
  return new Set(countedMetrics(site.metrics).map(({ id }) => id))
}

function newest(feed: FeedView, isMeant: (origin: Origin, metric: string) => boolean): number {
  const { slot, flags, exactAt } = feed.state()
  const { series } = feed.schema()
  let found = -Infinity
  for (let number = 0; number < slot.length; number++) {
    if (slot[number] !== SLOT.value && slot[number] !== SLOT.empty) continue
    const { origin } = unpackFlags(flags[number] ?? 0)
    if (!isMeant(origin, series[number]?.metric ?? '')) continue
    found = Math.max(found, exactAt[number] ?? -Infinity)
  }
  return found
}
