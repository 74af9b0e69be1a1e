import type { Health } from '../../protocol/frame.ts'
import type { Schema } from '../../protocol/schema.ts'
import type { Version } from '../../protocol/version.ts'
import type { Batch } from '../core/feed/batch.ts'
import type { FeedState } from '../core/feed/state.ts'

/** What other services and adapters may see of a site's feed. Arrays are live: read, never write, never keep. */
export interface FeedView {
  readonly site: string
  readonly state: () => FeedState
  readonly schema: () => Schema
  readonly epoch: () => string
  readonly health: () => Health
  /** Called after each entry was applied whole. Answers how to stop. */
  readonly onApplied: (listener: (entry: AppliedEntry) => void) => () => void
  /** Resolves true once the state has reached a version, false after `timeoutMs`. */
  readonly waitFor: (version: Version, timeoutMs: number) => Promise<boolean>
}

export interface AppliedEntry {
  readonly version: Version
  readonly receivedAt: number
  readonly batch: Batch
}
