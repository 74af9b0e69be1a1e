import type { Health } from '../../protocol/frame.ts'
import type { Version } from '../../protocol/version.ts'
import type { EpochRecord } from './store.ts'

/** A channel as the fan-out sees it: what it holds, up to which position, and how that is said in bytes. */
export interface ChannelSource {
  /** Its number in the header; undefined = there is nothing to send yet. */
  readonly index: () => number | undefined
  readonly epoch: () => string
  /** The newest position that it holds, and the oldest that a delta can begin at. */
  readonly version: () => Version
  readonly floor: () => Version
  /** True when `since` can answer a holder of this position. */
  readonly canAccountFor: (epoch: string, version: Version) => boolean
  readonly schemaRevision: () => number
  readonly gridMs: () => number
  readonly health: () => Health
  /** What changed since a position; everything held where there is none to start at. */
  readonly since: (from: Version | undefined) => EncodedChange
  /** Resolves true when everything was read that was stored at the call. */
  readonly readToEnd: (timeoutMs: number) => Promise<boolean>
  /** The epoch in force, with what may be missing before it. */
  readonly record: () => EpochRecord | undefined
  /** Also for a page that nobody looks at. */
  readonly reachesHidden: boolean
}

export interface EncodedChange {
  /** All of a frame behind its header. */
  readonly bytes: Uint8Array
  /** Nothing changed since the position: worth sending as a life sign only. */
  readonly isIdle: boolean
}
