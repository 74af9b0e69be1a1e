import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { metricDeclarations } from './core/sites/screen-message.ts'
import type { Site } from './core/sites/site.ts'
import type { Dossiers } from './services/dossiers.ts'
import { createEpochKeeper, type EpochKeeper } from './services/epoch-keeper.ts'
import type { Sleep } from './services/feed-ports.ts'
import { FeedReader } from './services/feed-reader.ts'
import { createIngest } from './services/ingest.ts'
import type { Ingest } from './services/ingest-port.ts'
import { createInputConsumer } from './services/input-consumer.ts'
import { createInputGauge } from './services/input-gauge.ts'
import { createSeriesRegistry } from './services/series-registry.ts'
import type { SiteAppParts } from './site-app.ts'

export const EPOCH_BYTES = 8

export const sleep: Sleep = async (ms, signal) => {
  try {
    await pause(ms, undefined, { signal, ref: false })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
/** A lease holder writes a keyframe each minute. */
const KEYFRAME_PATIENCE_MS = 75_000

export interface Flow {
  readonly epochs: EpochKeeper
  readonly feed: FeedReader
  readonly ingest: Ingest
  readonly registry: ReturnType<typeof createSeriesRegistry>
  readonly input: ReturnType<typeof createInputConsumer> | undefined
  readonly tellWaiting: (() => Promise<void>) | undefined
}

/** The way of a datum: input and ingest into the stream, the stream into the feed's state. */
export function createFlow(
  parts: SiteAppParts,
  site: () => Site,
  dossiers: Pick<Dossiers, 'reported'>,
): Flow {
  const { store, clock, machine, metrics, log } = parts
  const isIngestSound = (): boolean => ingest.isSound() && (input?.isSound() ?? true)
  const epochs = createEpochKeeper({
    store,
    kind: parts.storeKind,
    now: clock.now,
    newEpoch: () => randomBytes(EPOCH_BYTES).toString('hex'),
    log,
  })
  const feed = new FeedReader({
    store,
    epochs,
    metrics: () => metricDeclarations(site()),
    gridOf: createGridOf(site),
    siteNow: clock.now,
    monotonicNow: machine.monotonicNow,
    isIngestSound,
    isClockSound: clock.isSound,
    keyframePatienceMs: parts.storeKind === 'redis' ? KEYFRAME_PATIENCE_MS : 0,
    sleep,
    log,
  })
  feed.onApplied((entry) => metrics.feedLag(store.site, clock.now() - entry.receivedAt))
  feed.onEpoch((record) => metrics.epochChanged(store.site, record.reason))
  const registry = createSeriesRegistry({
    store,
    schema: () => feed.schema(),
    epoch: () => feed.epoch(),
    now: clock.now,
  })
  const reporting = dossiers.reported
  const entry = { site, clock, machine, feed, registry, reporting, metrics }
  const ingest = createIngest({ ...entry, store, sleep: (ms) => pause(ms) })
  const input = store.input
    ? createInputConsumer({ ...entry, siteId: store.site, input: store.input, log, sleep })
    : undefined
  const tellWaiting = store.input
    ? createInputGauge({ siteId: store.site, input: store.input, metrics })
    : undefined
  return { epochs, feed, ingest, registry, input, tellWaiting }
}

export function createGridOf(site: () => Site): (channel: string) => number | undefined {
  return (name) => site().channels.find((channel) => channel.name === name)?.timeGridMs
}
