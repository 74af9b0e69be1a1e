import { compareVersions, VERSION_ZERO, type Version } from '../../protocol/version.ts'
import type { Schema } from '../../protocol/schema.ts'
import { unpackBatch } from '../core/feed/batch.ts'
import { schemaOf } from '../core/feed/schema-shape.ts'
import { encodeBlock, MAX_BLOCK_ROWS } from '../core/history/block.ts'
import {
  gatherPoints,
  isSeriesOfDays,
  SHARD_COUNT,
  shardOf,
  type ReceivedBatch,
} from '../core/history/gather.ts'
import { formatNote, parseNote, withLoss, type Loss } from '../core/history/note.ts'
import { rowsOf, splitByDay, type Points } from '../core/history/points.ts'
import type { HistoryBlock, HistoryCursor, HistoryFacts, HistoryResult } from './history-store.ts'
import type { SiteStore } from './store.ts'

const READ_ENTRIES = 64
/** Samples that are taken into memory at a time. */
const SLICE_SAMPLES = 400_000
/** A step of the store stays short: shards are joined only up to so many blocks. */
const STEP_BLOCKS = 500

const ALL_SHARDS = Array.from({ length: SHARD_COUNT }, (_, shard) => shard)

export interface HistoryIntakeParts {
  readonly store: Pick<SiteStore, 'inspect' | 'read' | 'readSchema' | 'history'>
  readonly now: () => number
  /** Lets everything else run before it goes on. */
  readonly breathe: () => Promise<void>
}

export type SliceResult =
  | {
      readonly ok: true
      readonly sampleCount: number
      /** How far all shards are now; undefined = nothing was there to take. */
      readonly cursor: HistoryCursor | undefined
      readonly atEnd: boolean
      /** What left the stream before it could be taken. */
      readonly loss: Loss | undefined
      readonly damagedCount: number
    }
  | Exclude<HistoryResult, { readonly ok: true }>

/**
 * Takes the next part of the stream into the history, for the shards that are furthest behind: after a
 * step that failed or a takeover these catch up with the others first.
 */
export async function takeSlice(
  { store, now, breathe }: HistoryIntakeParts,
  epoch: string,
  token: number,
): Promise<SliceResult> {
  // The tail first: it only grows, so one below a cursor tells that the stream begins anew.
  const { tail } = await store.inspect()
  const facts = await store.history.facts()
  if (facts.epoch !== epoch) return { ok: false, reason: 'epoch-changed' }
  const behind = hindmost(facts, tail)
  const from = behind.cursor?.version
  const after = from && compareVersions(tail, from) >= 0 ? from : VERSION_ZERO
  const slice = await readSlice({ store, breathe }, after, behind.upTo)
  const isLossy = slice.trimmed && after === from
  const next = slice.last ?? (isLossy ? { version: tail, receivedAt: now() } : undefined)
  if (!next) {
    return { ok: true, sampleCount: 0, cursor: behind.cursor, atEnd: true, ...NOTHING_AMISS }
  }
  const loss = isLossy
    ? { from: behind.cursor?.receivedAt ?? 0, to: slice.first?.receivedAt ?? next.receivedAt }
    : undefined
  // Read after the entries, so that it knows every series in them.
  const schema = schemaOf(await store.readSchema())
  const order = { token, epoch, expected: from, next }
  const note = loss && formatNote(withLoss(parseNote(facts.note), loss))
  for (const step of stepsOf(behind.shards, slice.batches, schema)) {
    const result = await store.history.append({ ...order, ...step, ...(note && { note }) })
    if (!result.ok) return result
    await breathe()
  }
  const { sampleCount, damagedCount } = slice
  const atEnd = slice.atEnd && behind.upTo === undefined
  return { ok: true, sampleCount, cursor: next, atEnd, loss, damagedCount }
}

const NOTHING_AMISS = { loss: undefined, damagedCount: 0 }

interface Hindmost {
  readonly shards: readonly number[]
  readonly cursor: HistoryCursor | undefined
  /** Where the next shard is, if they are not all at one place. */
  readonly upTo: Version | undefined
}

function hindmost({ cursors }: HistoryFacts, tail: Version): Hindmost {
  const placed = ALL_SHARDS.map((shard) => {
    const cursor = cursors.get(shard)
    const isUsable = cursor && compareVersions(tail, cursor.version) >= 0
    return { shard, cursor, position: isUsable ? cursor.version : VERSION_ZERO }
  })
  const sorted = placed.toSorted((a, b) => compareVersions(a.position, b.position))
  const cursor = sorted[0]?.cursor
  const alike = sorted.filter((one) => isSame(one.cursor, cursor))
  const next = sorted.find((one) => !isSame(one.cursor, cursor))
  return { shards: alike.map(({ shard }) => shard), cursor, upTo: next?.position }
}

function isSame(a: HistoryCursor | undefined, b: HistoryCursor | undefined): boolean {
  return a && b ? compareVersions(a.version, b.version) === 0 : a === b
}

interface Slice {
  readonly batches: readonly ReceivedBatch[]
  readonly sampleCount: number
  readonly damagedCount: number
  readonly first: HistoryCursor | undefined
  readonly last: HistoryCursor | undefined
  readonly atEnd: boolean
  readonly trimmed: boolean
}

async function readSlice(
  { store, breathe }: Pick<HistoryIntakeParts, 'store' | 'breathe'>,
  after: Version,
  upTo: Version | undefined,
): Promise<Slice> {
  const batches: ReceivedBatch[] = []
  let sampleCount = 0
  let damagedCount = 0
  let first: HistoryCursor | undefined
  let last: HistoryCursor | undefined
  let isTrimmed: boolean | undefined
  for (;;) {
    const read = await store.read(last?.version ?? after, { limit: READ_ENTRIES, waitMs: 0 })
    isTrimmed ??= read.trimmed
    for (const { version, receivedAt, kind, body } of read.entries) {
      if (upTo && compareVersions(version, upTo) > 0) break
      last = { version, receivedAt }
      first ??= last
      if (kind !== 'samples') continue
      const unpacked = unpackBatch(body)
      if (unpacked.ok) batches.push({ receivedAt, batch: unpacked.batch })
      else damagedCount++
      sampleCount += unpacked.ok ? unpacked.batch.count : 0
    }
    const isReached =
      upTo !== undefined && compareVersions(read.entries.at(-1)?.version ?? after, upTo) >= 0
    const atEnd = read.atEnd || isReached || read.entries.length === 0
    if (atEnd || sampleCount >= SLICE_SAMPLES) {
      return { batches, sampleCount, damagedCount, first, last, atEnd, trimmed: isTrimmed }
    }
    await breathe()
  }
}

interface Step {
  readonly shards: readonly number[]
  readonly blocks: readonly HistoryBlock[]
}

function* stepsOf(
  shards: readonly number[],
  batches: readonly ReceivedBatch[],
  schema: Schema,
): Iterable<Step> {
  const shardBySeries = Uint8Array.from(schema.series, shardOf)
  const ofDays = schema.series.map(isSeriesOfDays)
  let joined: number[] = []
  let blocks: HistoryBlock[] = []
  for (const shard of shards) {
    // By shard, so that no look at the samples holds up everything else for long.
    const gathered = gatherPoints(
      batches,
      (series) => ofDays[series] ?? false,
      (series) => shardBySeries[series] === shard,
    )
    joined.push(shard)
    for (const [series, points] of gathered) blocks.push(...blocksOf(schema, series, points))
    if (blocks.length < STEP_BLOCKS) continue
    yield { shards: joined, blocks }
    joined = []
    blocks = []
  }
  if (joined.length > 0) yield { shards: joined, blocks }
}

function* blocksOf(schema: Schema, number: number, points: Points): Iterable<HistoryBlock> {
  const series = schema.series[number]
  if (!series) return
  const { metric, subject, decimals } = series
  for (const { day, points: ofDay } of splitByDay(points)) {
    for (let start = 0; start < ofDay.count; start += MAX_BLOCK_ROWS) {
      const end = Math.min(start + MAX_BLOCK_ROWS, ofDay.count)
      const body = encodeBlock(rowsOf(ofDay, start, end), decimals)
      yield { series: { metric, subject }, day, body }
    }
  }
}
