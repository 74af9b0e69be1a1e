import type { Health } from '../../protocol/frame.ts'
import type { Version } from '../../protocol/version.ts'
import type { Schema } from '../../protocol/schema.ts'
import { unpackBatch } from '../core/feed/batch.ts'
import { schemaOf, shapeOf } from '../core/feed/schema-shape.ts'
import { applyBatch, emptyState, type FeedState } from '../core/feed/state.ts'
import type { Site } from '../core/sites/site.ts'
import type { FakeSiteStore } from './fake-site-store.ts'

/** What a feed would hold of a fake store, worked out anew at every look. */
export interface FakeFeed {
  readonly state: () => FeedState
  readonly schema: () => Schema
  readonly epoch: () => string
  readonly health: () => Health
  /** Positions that were waited for; all are reached at once. */
  readonly waitedFor: Version[]
  readonly waitFor: (version: Version, timeoutMs: number) => Promise<boolean>
  /** Goes over to the epoch the store has by now. */
  readonly follow: () => Promise<void>
  /** What `health` answers. */
  soundness: Health
}

/** The metrics of the site must be declared in the store already. */
export async function createFakeFeed(store: FakeSiteStore, site: Site): Promise<FakeFeed> {
  const grids = new Map(site.channels.map((channel) => [channel.name, channel.timeGridMs]))
  let epoch = (await store.inspect()).record?.epoch ?? ''

  const schema = (): Schema => schemaOf(store.schema)

  function state(): FeedState {
    let held = emptyState(
      epoch,
      shapeOf(schema(), (channel) => grids.get(channel)),
    )
    for (const entry of store.entries) {
      if (entry.kind !== 'samples' || entry.epoch !== epoch) continue
      const unpacked = unpackBatch(entry.body)
      if (!unpacked.ok) throw new Error(unpacked.reason)
      held = applyBatch(held, unpacked.batch, entry.receivedAt, entry.version).state
    }
    return held
  }

  const feed: FakeFeed = {
    state,
    schema,
    epoch: () => epoch,
    health: () => feed.soundness,
    waitedFor: [],
    async waitFor(version) {
      feed.waitedFor.push(version)
      return true
    },
    async follow() {
      epoch = (await store.inspect()).record?.epoch ?? ''
    },
    soundness: { store: true, ingest: true, clock: true },
  }
  return feed
}
