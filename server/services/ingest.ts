import { allocateBatch, packBatch } from '../core/feed/batch.ts'
import type { Version } from '../../protocol/version.ts'
import type { FeedView } from './feed-view.ts'
import { createEntryBuilder, type CheckedSamples, type EntryParts } from './ingest-entry.ts'
import type { Ingest } from './ingest-port.ts'
import type { AppendOutcome, ServerMetrics } from './metrics.ts'
import type { MachineClock } from './site-clock.ts'
import { EpochChanged, StoreUnavailable, type AppendResult, type SiteStore } from './store.ts'

/** How long an append waits for the feed to follow a changed epoch before it gives up, in ms. */
const EPOCH_WAIT_MS = 2_000
const EPOCH_LOOK_EVERY_MS = 50

/** How long an answer waits until this node's own feed shows what it has accepted, in ms. */
const READ_BACK_MS = 500

export interface IngestParts extends EntryParts {
  readonly feed: Pick<FeedView, 'epoch' | 'waitFor'>
  readonly store: Pick<SiteStore, 'site' | 'append'>
  readonly machine: MachineClock
  readonly metrics: Pick<ServerMetrics, 'samplesAccepted' | 'sampleRejected' | 'appended'>
  readonly sleep: (ms: number) => Promise<void>
}

/** The way in for samples of one site: checks them, makes one entry of a call and appends it once. */
export function createIngest(parts: IngestParts): Ingest {
  const { store, metrics, feed } = parts
  const builder = createEntryBuilder(parts)
  let isSound = true

  const take: Ingest['take'] = async (samples, origin, limit) => {
    const checked = builder.check(samples, origin, limit)
    const { rejected, batch } = checked
    for (const { code } of rejected) metrics.sampleRejected(store.site, code)
    if (batch.count === 0) return { ok: true, accepted: 0, rejected }
    const { outcome, version } = await appendInEpoch(checked)
    isSound = outcome === 'ok'
    if (outcome !== 'ok') return { ok: false, reason: outcome, rejected }
    // Durable already; who posts and then asks this node finds what was accepted.
    if (version) await feed.waitFor(version, READ_BACK_MS)
    metrics.samplesAccepted(store.site, origin, batch.count)
    return { ok: true, accepted: batch.count, rejected }
  }

  /** A second try only after the feed has followed the store: numbers of the old epoch mean nothing in the new one. */
  async function appendInEpoch(checked: CheckedSamples): Promise<Appended> {
    const epoch = feed.epoch()
    const first = await appendOnce(checked)
    if (first.outcome !== 'epoch-changed' || !(await hasLeft(epoch))) return first
    return appendOnce(checked)
  }

  async function hasLeft(epoch: string): Promise<boolean> {
    const until = parts.machine.monotonicNow() + EPOCH_WAIT_MS
    while (feed.epoch() === epoch) {
      if (parts.machine.monotonicNow() >= until) return false
      await parts.sleep(EPOCH_LOOK_EVERY_MS)
    }
    return true
  }

  async function appendOnce(checked: CheckedSamples): Promise<Appended> {
    const startedAt = parts.machine.monotonicNow()
    const appended = await tryAppend(async () => store.append(await builder.entryOf(checked)))
    metrics.appended(store.site, appended.outcome, parts.machine.monotonicNow() - startedAt)
    return appended
  }

  /** An entry without samples: proves or disproves that the store takes appends. */
  async function probe(): Promise<void> {
    if (isSound) return
    const entry = { epoch: feed.epoch(), kind: 'samples', receivedAt: parts.clock.now() } as const
    const { outcome } = await tryAppend(() =>
      store.append({ ...entry, body: packBatch(allocateBatch(0)) }),
    )
    if (outcome === 'ok') isSound = true
  }

  return { take, probe, isSound: () => isSound }
}

interface Appended {
  readonly outcome: AppendOutcome
  readonly version?: Version
}

async function tryAppend(append: () => Promise<AppendResult>): Promise<Appended> {
  try {
    const result = await append()
    if (result.ok) return { outcome: 'ok', version: result.version }
    return { outcome: outcomeOfRefusal(result.reason) }
  } catch (error) {
    if (error instanceof StoreUnavailable) return { outcome: 'store-unavailable' }
    if (error instanceof EpochChanged) return { outcome: 'epoch-changed' }
    throw error
  }
}

/** The store's word for a refusal as ingest tells it. */
export function outcomeOfRefusal(
  reason: Exclude<AppendResult, { readonly ok: true }>['reason'],
): AppendOutcome {
  switch (reason) {
    case 'epoch-changed':
      return 'epoch-changed'
    case 'read-only':
      return 'store-read-only'
    case 'full':
      return 'store-full'
    case 'lease-lost':
      throw new Error('samples are appended without a lease, yet the store says it was lost')
  }
}
