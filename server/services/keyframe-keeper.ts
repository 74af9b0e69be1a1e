import { SLOT, packFlags } from '../../protocol/sample.ts'
import type { Series } from '../../protocol/schema.ts'
import { allocateBatch, packBatch } from '../core/feed/batch.ts'
import { packKeyframe } from '../core/feed/keyframe.ts'
import type { FeedLog } from './feed-ports.ts'
import type { FeedView } from './feed-view.ts'
import type { SiteStore } from './store.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const KEYFRAME_EVERY_MS = 60_000
/** For so long after midnight a code may be drawn with the last figure of the unit that it meant before. */
const DAY_LOOK_MS = 500
const MINUTELY_FOR_MS = DAY_MS
const HOURLY_FOR_MS = 90 * DAY_MS

export interface KeyframeKeeperParts {
  readonly feed: Pick<FeedView, 'site' | 'state' | 'schema'>
  readonly store: Pick<SiteStore, 'append' | 'writeKeyframe'>
  /** The feed lease's token while this node holds it. */
  readonly token: () => number | undefined
  readonly now: () => number
  readonly monotonicNow: () => number
  readonly retention: () => { readonly streamHours: number; readonly streamMaxBytes: number }
  /** What of the figures held belongs to the configuration of the site's day. */
  readonly configured: {
    readonly day: () => string
    readonly stands: (series: Series, sampledAt: number) => boolean
  }
  readonly log: FeedLog
}

export interface KeyframeKeeper {
  readonly start: () => void
  /** Writes a last keyframe, so that the next start reads little. */
  readonly stop: () => Promise<void>
  /** One round now: removals, keyframe, trimming. Does nothing without the lease. */
  readonly keep: () => Promise<void>
  /** Monotonic ms of the last keyframe that this node wrote as the holder, or of when it became that. */
  readonly writtenAt: () => number | undefined
}

/** The lease holder's housekeeping: a keyframe each minute, the trimming it allows, tombstones for what was taken out of the configuration, or ended with a day. */
export function createKeyframeKeeper(parts: KeyframeKeeperParts): KeyframeKeeper {
  let timers: readonly NodeJS.Timeout[] = []
  let sweptDay: string | undefined
  let running: Promise<void> = Promise.resolve()
  let writtenAt: number | undefined

  async function sweep(token: number): Promise<void> {
    const day = parts.configured.day()
    await removeUnconfigured(parts, token)
    sweptDay = day
  }

  function sweepNewDay(): void {
    const token = parts.token()
    if (token === undefined || parts.configured.day() === sweptDay) return
    running = running
      .then(() => sweep(token))
      .catch((error: unknown) => {
        parts.log.warn({ site: parts.feed.site, err: error }, 'series not removed')
      })
  }

  function keep(): Promise<void> {
    running = running
      .then(() => keepOnce(parts, sweep))
      .then((isWritten) => {
        if (isWritten) writtenAt = parts.monotonicNow()
      })
      .catch((error: unknown) => {
        parts.log.warn({ site: parts.feed.site, err: error }, 'keyframe not written')
      })
    return running
  }

  return {
    start() {
      if (timers.length > 0) return
      timers = [
        setInterval(() => void keep(), KEYFRAME_EVERY_MS),
        setInterval(sweepNewDay, DAY_LOOK_MS),
      ]
    },
    async stop() {
      for (const timer of timers) clearInterval(timer)
      timers = []
      await keep()
    },
    keep,
    writtenAt() {
      if (parts.token() === undefined) writtenAt = undefined
      else writtenAt ??= parts.monotonicNow()
      return writtenAt
    },
  }
}

/** True when a keyframe was written, or there is nothing yet to write. */
async function keepOnce(
  parts: KeyframeKeeperParts,
  sweep: (token: number) => Promise<void>,
): Promise<boolean> {
  const token = parts.token()
  if (token === undefined) return false
  await sweep(token)
  const state = parts.feed.state()
  if (state.version.ms === 0) return true
  const now = parts.now()
  const { streamHours, streamMaxBytes } = parts.retention()
  const result = await parts.store.writeKeyframe(
    { version: state.version, epoch: state.epoch, receivedAt: now, body: packKeyframe(state) },
    token,
    {
      before: now - streamHours * HOUR_MS,
      maxBytes: streamMaxBytes,
      minutelyAfter: now - MINUTELY_FOR_MS,
      hourlyAfter: now - HOURLY_FOR_MS,
    },
  )
  if (!result.ok) parts.log.warn({ site: parts.feed.site, reason: result.reason }, 'no keyframe')
  return result.ok
}

async function removeUnconfigured(parts: KeyframeKeeperParts, token: number): Promise<void> {
  const state = parts.feed.state()
  const gone = parts.feed.schema().series.filter((series) => {
    const slot = state.slot[series.number]
    if (slot !== SLOT.value && slot !== SLOT.empty) return false
    return !parts.configured.stands(series, state.exactAt[series.number] ?? 0)
  })
  if (gone.length === 0) return
  const now = parts.now()
  const batch = allocateBatch(gone.length)
  batch.series.set(gone.map((series) => series.number))
  batch.slot.fill(SLOT.removed)
  batch.flags.fill(packFlags({ quality: 'good', origin: 'derived', underReview: false }))
  batch.sampledAt.fill(now)
  await parts.store.append({
    epoch: state.epoch,
    kind: 'samples',
    receivedAt: now,
    body: packBatch(batch),
    lease: { name: 'feed', token },
  })
  parts.log.info({ site: parts.feed.site, series: gone.length }, 'series removed')
}
