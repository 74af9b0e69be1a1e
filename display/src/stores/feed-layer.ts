import type { Health } from '../../../protocol/frame.ts'

/** What the root element says of the feed: the first failing layer in the order of `layerOf`. */
export type FeedLayer =
  'live' | 'source-late' | 'ingest-down' | 'store-down' | 'offline' | 'clock-off'

/** What the frames prove of the way from the store to this page. */
export type PathVerdict = 'proven' | 'store-down' | 'unreachable'

export interface LayerFacts {
  readonly path: PathVerdict
  /** Of the newest frame; undefined before the first. */
  readonly health: Health | undefined
  /** Kiosk clock − node clock; undefined while too few frames were seen to tell. */
  readonly skewMs: number | undefined
  readonly lateSourceCount: number
}

export const MAX_SKEW_MS = 2_000

/** The layer nearest to the wall wins: behind a dead server nothing can be known of the sources. */
export function layerOf({ path, health, skewMs, lateSourceCount }: LayerFacts): FeedLayer {
  if (path === 'unreachable' || health === undefined) return 'offline'
  if (path === 'store-down' || !health.store) return 'store-down'
  if (!health.ingest) return 'ingest-down'
  if (!health.clock || (skewMs !== undefined && Math.abs(skewMs) > MAX_SKEW_MS)) return 'clock-off'
  return lateSourceCount > 0 ? 'source-late' : 'live'
}
