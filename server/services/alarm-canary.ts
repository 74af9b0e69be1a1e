import { packFlags, SLOT } from '../../protocol/sample.ts'
import { CANARY_METRIC } from '../core/alarms/canary.ts'
import { allocateBatch, packBatch } from '../core/feed/batch.ts'
import type { Site } from '../core/sites/site.ts'
import type { FeedLog } from './feed-ports.ts'
import type { FeedReader } from './feed-reader.ts'
import type { LeaseService } from './lease.ts'
import type { SeriesRegistry } from './series-registry.ts'
import type { SiteClock } from './site-clock.ts'
import { EpochChanged, StoreUnavailable, type SiteStore } from './store.ts'

const EVERY_MS = 10_000

export interface AlarmCanaryParts {
  readonly site: () => Site
  readonly store: Pick<SiteStore, 'append'>
  readonly feed: Pick<FeedReader, 'epoch'>
  readonly registry: SeriesRegistry
  /** Of the feed: one node at a time sends it. */
  readonly lease: Pick<LeaseService, 'token'>
  readonly clock: Pick<SiteClock, 'now'>
  readonly log: FeedLog
  readonly everyMs?: number
}

/**
 * Puts a figure among the others every ten seconds. It goes the way of all figures, through stream,
 * rules and the store of alarms to every wall, which says so when it stays away.
 */
export function createAlarmCanary(parts: AlarmCanaryParts): {
  readonly start: () => void
  readonly stop: () => Promise<void>
} {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  function fly(): void {
    running = running.then(() => send(parts))
  }

  return {
    start() {
      timer ??= setInterval(fly, parts.everyMs ?? EVERY_MS)
      fly()
    },
    async stop() {
      clearInterval(timer)
      timer = undefined
      await running
    },
  }
}

async function send(parts: AlarmCanaryParts): Promise<void> {
  const { site, store, feed, registry, lease, clock, log } = parts
  const token = lease.token()
  const epoch = feed.epoch()
  if (token === undefined || epoch === '') return
  const { id, rootUnit } = site()
  try {
    const subject = { kind: 'unit', id: rootUnit } as const
    const [number = 0] = await registry.numbersOf([{ metric: CANARY_METRIC, subject }])
    const now = Math.floor(clock.now())
    const batch = allocateBatch(1)
    batch.series[0] = number
    batch.slot[0] = SLOT.value
    batch.value[0] = 1
    batch.flags[0] = packFlags({ quality: 'good', origin: 'derived', underReview: false })
    batch.sampledAt[0] = now
    const order = { epoch, kind: 'samples', receivedAt: now, body: packBatch(batch) } as const
    await store.append({ ...order, lease: { name: 'feed', token } })
  } catch (error) {
    // Its absence is what tells.
    if (!(error instanceof StoreUnavailable || error instanceof EpochChanged)) throw error
    log.warn({ site: id, err: error }, 'the canary of the alarms was not sent')
  }
}
