import type { Version } from './version.ts'

/** Layers that a frame's node vouches for at the tick. All true = everything behind this frame works. */
export interface Health {
  /** The node completed a read of its store within the last 2 s. Without it a frame proves no life. */
  readonly store: boolean
  /** The node's last append was accepted, and its input consumers run. */
  readonly ingest: boolean
  /** The node's wall clock agrees with its monotonic clock within 2 s. */
  readonly clock: boolean
}

export interface FrameHeader {
  readonly kind: 'delta' | 'keyframe'
  /** Index into the schema's channels. */
  readonly channel: number
  readonly health: Health
  /** The site clock is a scenario: what is shown is simulated or replayed. */
  readonly scenario: boolean
  readonly schemaRevision: number
  /** 16 lower-case hexadecimal digits. */
  readonly epoch: string
  readonly from: Version
  readonly to: Version
  /** The node's tick number of this channel; what the client confirms when it has painted. */
  readonly tick: number
  /** ms since 1970 by the site clock, the node's real clock, and site ms per real ms. */
  readonly siteTime: number
  readonly realTime: number
  readonly rate: number
  /** Grid of `sampledAt` in ms: 250 or 1. */
  readonly gridMs: number
}

/** One row per changed series, ascending by series number. */
export interface FrameColumns {
  readonly count: number
  readonly series: Uint32Array
  /** `SLOT.value`, `SLOT.empty` or `SLOT.removed`. */
  readonly slot: Uint8Array
  /** Meaningful where the slot is a value. */
  readonly value: Float64Array
  readonly flags: Uint8Array
  /** ms since 1970, multiples of the header's grid. */
  readonly sampledAt: Float64Array
}

export interface Frame {
  readonly header: FrameHeader
  readonly columns: FrameColumns
}

export const FRAME_FORMAT = 1
export const EPOCH_DIGITS = 16
export const EPOCH_FORM = /^[0-9a-f]{16}$/
/** Frames longer than this are refused before anything is read. */
export const MAX_FRAME_BYTES = 8 * 1024 * 1024

export type FrameRefusal =
  | 'too-long'
  | 'too-short'
  | 'unknown-format'
  | 'reserved-bits'
  | 'bad-number'
  | 'bad-times'
  | 'count-exceeds-length'
  | 'unknown-series'
  | 'bad-flags'
  | 'bad-runs'
  | 'bad-text'
  | 'trailing-bytes'
