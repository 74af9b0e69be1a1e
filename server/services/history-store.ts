import type { SeriesName } from '../../protocol/schema.ts'
import type { Version } from '../../protocol/version.ts'

/**
 * A site's history as the store keeps it: per series and UTC day, by the series' name, which outlives
 * its number. A day takes *open* blocks as they come; later it is rewritten to one *chunk*, and when
 * raw samples are given up, to one packed list of rollups. The bytes mean nothing to the store
 * (core/history). Only the holder of the feed lease writes, and every write is one step: it takes
 * effect whole or not at all.
 */
export interface HistoryStore {
  facts(): Promise<HistoryFacts>
  /**
   * Appends blocks and moves the cursors of their shards, if the lease and the epoch still hold and
   * all these cursors are where `expected` says: what was appended once is never appended again.
   */
  append(order: HistoryAppend): Promise<HistoryResult>
  /** All there is of a series in the days from `fromDay` to `toDay`, both included, and how far its shard is, read in one step. */
  read(query: HistoryQuery): Promise<HistoryRead>
  /** The series that have open blocks, or a chunk, in a day. */
  seriesOf(day: number, kind: 'open' | 'chunk'): Promise<readonly SeriesName[]>
  /** Replaces what series have in a day; refused whole when one has got more open blocks than the writer has read. */
  rewrite(order: HistoryRewrite): Promise<HistoryResult>
  /** Removes the rollups of a whole day. */
  dropRollups(day: number, token: number): Promise<HistoryResult>
}

export interface HistoryFacts {
  readonly epoch: string | undefined
  /** By shard; none = nothing of it was ever taken from the stream. */
  readonly cursors: ReadonlyMap<number, HistoryCursor>
  /** In order of day. */
  readonly days: readonly HistoryDay[]
  readonly note: string | undefined
}

/** Everything up to this entry of the stream is in the history. */
export interface HistoryCursor {
  readonly version: Version
  /** When that entry was received. */
  readonly receivedAt: number
}

/** Bytes of a UTC day, counted from 1970-01-01, with what each piece costs beside its body. */
export interface HistoryDay {
  readonly day: number
  readonly openBytes: number
  readonly chunkBytes: number
  readonly rollupBytes: number
  /** The latest `receivedAt` of what was appended to it. */
  readonly writtenAt: number
}

export interface HistoryAppend {
  readonly token: number
  readonly epoch: string
  readonly shards: readonly number[]
  /** The position of all these cursors; undefined = none is set. */
  readonly expected: Version | undefined
  readonly next: HistoryCursor
  readonly blocks: readonly HistoryBlock[]
  /** What the history has to say of itself, kept as it is; absent = as it was. */
  readonly note?: string
}

export interface HistoryBlock {
  readonly series: SeriesName
  readonly day: number
  readonly body: Uint8Array
}

export interface HistoryQuery {
  readonly series: SeriesName
  readonly shard: number
  readonly fromDay: number
  readonly toDay: number
}

export interface HistoryRead {
  readonly epoch: string | undefined
  readonly cursor: HistoryCursor | undefined
  readonly note: string | undefined
  /** In order; days with nothing are left out. */
  readonly days: readonly StoredDay[]
}

export interface StoredDay {
  readonly day: number
  /** In the order in which they were appended. */
  readonly open: readonly Uint8Array[]
  readonly chunk: Uint8Array | undefined
  readonly rollups: Uint8Array | undefined
}

export interface HistoryRewrite {
  readonly token: number
  readonly day: number
  readonly series: readonly SeriesRewrite[]
  readonly note?: string
}

export interface SeriesRewrite {
  readonly series: SeriesName
  /** How many open blocks were read; they go. */
  readonly openCount: number
  /** What stands in their place; undefined = nothing does. */
  readonly chunk: Uint8Array | undefined
  readonly rollups: Uint8Array | undefined
}

export type HistoryResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'lease-lost' | 'epoch-changed' | 'moved' }

/** What a piece costs beside its body: its place in a list, or its name and key. */
export const BLOCK_OVERHEAD_BYTES = 16
export const CHUNK_OVERHEAD_BYTES = 100
