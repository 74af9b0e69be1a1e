import { unpackBatch } from '../core/feed/batch.ts'
import type { AppliedEntry } from '../services/feed-view.ts'
import type { FakeFeed } from './fake-feed.ts'
import type { Intake } from './intake.ts'

/** The feed of an intake, whose listeners hear of new entries when they are told to. */
export interface HeardFeed {
  readonly feed: FakeFeed & {
    readonly site: string
    readonly onApplied: (listener: (entry: AppliedEntry) => void) => () => void
  }
  /** Tells every listener what came in since the last time. */
  readonly hear: () => void
}

export function createHeardFeed(intake: Pick<Intake, 'feed' | 'store'>, site: string): HeardFeed {
  const listeners = new Set<(entry: AppliedEntry) => void>()
  let heard = 0
  return {
    feed: {
      ...intake.feed,
      site,
      onApplied(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    hear() {
      for (const { version, receivedAt, kind, body } of intake.store.entries.slice(heard)) {
        const read = unpackBatch(body)
        if (kind !== 'samples' || !read.ok) continue
        for (const listener of listeners) listener({ version, receivedAt, batch: read.batch })
      }
      heard = intake.store.entries.length
    },
  }
}
