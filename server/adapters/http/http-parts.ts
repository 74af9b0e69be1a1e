import type { Logger } from 'pino'
import type { ScreenMessage } from '../../../protocol/screen.ts'
import type { FeedView } from '../../services/feed-view.ts'
import type { Ingest } from '../../services/ingest-port.ts'
import type { Keys } from '../../services/keys.ts'
import type { HistorySite } from '../../services/past-steps.ts'
import type { Replay } from '../../services/replay.ts'
import type { SiteClock } from '../../services/site-clock.ts'

/** What HTTP needs to know of a site. */
export interface HttpSite extends HistorySite {
  readonly clock: Pick<SiteClock, 'now'>
  readonly feed: Pick<FeedView, 'state' | 'schema' | 'epoch' | 'health'>
  readonly ingest: Ingest
  readonly keys: Pick<Keys, 'verify'>
  readonly screen: () => ScreenMessage
  readonly replay: Replay
}

export interface HttpParts {
  readonly sites: ReadonlyMap<string, HttpSite>
  /** The build that is running, so that a wall can see it is older than its server. */
  readonly build: string
  readonly isDemo: boolean
  /** WALL_ACCESS=open: what is shown may be read by anybody. */
  readonly isWallOpen: boolean
  /** Reverse proxies in front whose forwarding headers are believed. */
  readonly trustedProxies: number
  /** What one address may ask in 10 s, this machine excepted. */
  readonly requestsPer10s: number
  readonly metricsText: () => Promise<{ readonly contentType: string; readonly text: string }>
  readonly monotonicNow: () => number
  readonly log: Logger
  readonly folders: { readonly display: string; readonly maps: string; readonly config: string }
}
