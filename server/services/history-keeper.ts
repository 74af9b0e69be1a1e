import { compareVersions, VERSION_ZERO } from '../../protocol/version.ts'
import type { Every } from './feed-ports.ts'
import type { FeedView } from './feed-view.ts'
import { takeSlice, type HistoryIntakeParts } from './history-intake.ts'
import {
  createHistoryUpkeep,
  reportHistoryBytes,
  type HistoryUpkeepParts,
} from './history-upkeep.ts'
import { StoreUnavailable } from './store.ts'

const LOOK_EVERY_MS = 1_000
/** Longer gives longer blocks, which pack better; shorter leaves less of the stream to read for every answer. */
const TAKE_EVERY_MS = 300_000
const TAKE_SAMPLES = 200_000
const UPKEEP_EVERY_MS = 3_600_000
const RETRY_MS = 10_000

export interface HistoryKeeperParts
  extends HistoryIntakeParts, Omit<HistoryUpkeepParts, 'site' | 'store' | 'now' | 'breathe'> {
  readonly feed: Pick<FeedView, 'site' | 'epoch' | 'state' | 'onApplied'>
  readonly monotonicNow: () => number
  readonly every: Every
}

export interface HistoryKeeper {
  readonly start: () => void
  readonly stop: () => Promise<void>
  /** Takes everything there is now. Does nothing without the lease. */
  readonly take: () => Promise<void>
  /** One round of closing, rolling up and dropping. */
  readonly upkeep: () => Promise<void>
  /** Age in site ms of the oldest entry that may not be in the history yet; undefined without the lease. */
  readonly lagMs: () => number | undefined
}

/** The lease holder's care for the history: moves the stream into it, and keeps it within its limits. */
export function createHistoryKeeper(parts: HistoryKeeperParts): HistoryKeeper {
  return new Keeper(parts)
}

class Keeper implements HistoryKeeper {
  readonly #parts: HistoryKeeperParts
  readonly #upkeepRound: () => Promise<void>
  #running: Promise<void> = Promise.resolve()
  #isBusy = false
  #ends: (() => void)[] = []
  #pendingSamples = 0
  #pendingSince: number | undefined
  #takeAt = -Infinity
  #upkeepAt = -Infinity

  constructor(parts: HistoryKeeperParts) {
    this.#parts = parts
    this.#upkeepRound = createHistoryUpkeep({ ...parts, site: parts.feed.site })
  }

  start(): void {
    this.#ends = [
      this.#parts.every(LOOK_EVERY_MS, () => this.#look()),
      this.#parts.feed.onApplied(({ batch, receivedAt }) => {
        this.#pendingSamples += batch.count
        this.#pendingSince ??= receivedAt
      }),
    ]
  }

  async stop(): Promise<void> {
    for (const end of this.#ends) end()
    await this.#running
  }

  take(): Promise<void> {
    return this.#inTurn(() => this.#takeAll())
  }

  upkeep(): Promise<void> {
    return this.#inTurn(this.#upkeepRound)
  }

  lagMs(): number | undefined {
    if (this.#parts.token() === undefined) return undefined
    if (this.#pendingSince === undefined) return 0
    return Math.max(0, this.#parts.now() - this.#pendingSince)
  }

  #look(): void {
    if (this.#isBusy || this.#parts.token() === undefined) return
    const now = this.#parts.monotonicNow()
    if (now >= this.#takeAt || this.#pendingSamples >= TAKE_SAMPLES) {
      this.#takeAt = now + TAKE_EVERY_MS
      void this.take()
    } else if (now >= this.#upkeepAt) {
      this.#upkeepAt = now + UPKEEP_EVERY_MS
      void this.upkeep()
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#isBusy = true
    const { feed, log, monotonicNow } = this.#parts
    this.#running = this.#running
      .then(work)
      .catch((error: unknown) => {
        this.#takeAt = Math.min(this.#takeAt, monotonicNow() + RETRY_MS)
        const words = 'history not kept'
        if (error instanceof StoreUnavailable) {
          log.info({ site: feed.site, reason: error.message }, words)
        } else log.warn({ site: feed.site, err: error }, words)
      })
      .finally(() => {
        this.#isBusy = false
      })
    return this.#running
  }

  async #takeAll(): Promise<void> {
    const { feed, log, metrics, breathe, monotonicNow, store } = this.#parts
    for (;;) {
      const token = this.#parts.token()
      if (token === undefined) return
      const slice = await takeSlice(this.#parts, feed.epoch(), token)
      if (!slice.ok) {
        this.#takeAt = Math.min(this.#takeAt, monotonicNow() + RETRY_MS)
        log.info({ site: feed.site, reason: slice.reason }, 'history waits')
        return
      }
      if (slice.loss) {
        metrics.historyCut(feed.site, 'stream')
        const { from, to } = slice.loss
        log.warn({ site: feed.site, from, to }, 'the stream was trimmed before history had it')
      }
      if (slice.damagedCount > 0) {
        log.warn({ site: feed.site, entries: slice.damagedCount }, 'history skips damaged entries')
      }
      if (slice.atEnd) {
        const reached = slice.cursor?.version ?? VERSION_ZERO
        const isAll = compareVersions(feed.state().version, reached) <= 0
        this.#pendingSince = isAll ? undefined : slice.cursor?.receivedAt
        this.#pendingSamples = 0
        return reportHistoryBytes({ site: feed.site, store, metrics })
      }
      await breathe()
    }
  }
}
