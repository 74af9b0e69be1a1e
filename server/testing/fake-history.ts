import { seriesKey, type SeriesName } from '../../protocol/schema.ts'
import { compareVersions, type Version } from '../../protocol/version.ts'
import {
  BLOCK_OVERHEAD_BYTES,
  CHUNK_OVERHEAD_BYTES,
  type HistoryAppend,
  type HistoryCursor,
  type HistoryDay,
  type HistoryQuery,
  type HistoryResult,
  type HistoryRewrite,
  type HistoryStore,
} from '../services/history-store.ts'

export interface FakeHistory extends HistoryStore {
  readonly clear: () => void
  /** True for a position that the history has not reached. */
  readonly isBehind: (version: Version) => boolean
  /** How many appends took effect. */
  readonly appendCount: () => number
}

interface Piece {
  readonly series: SeriesName
  open: Uint8Array[]
  chunk: Uint8Array | undefined
  rollups: Uint8Array | undefined
}

/** A history in memory that keeps the port's rules. */
export function createFakeHistory(parts: {
  readonly assertReachable: () => void
  readonly epoch: () => string | undefined
  readonly leaseToken: () => number | undefined
}): FakeHistory {
  const cursors = new Map<number, HistoryCursor>()
  const days = new Map<number, Map<string, Piece>>()
  const writtenAt = new Map<number, number>()
  let note: string | undefined
  let appendCount = 0

  function pieceOf(day: number, series: SeriesName): Piece {
    const pieces = days.get(day) ?? new Map<string, Piece>()
    days.set(day, pieces)
    const key = `${series.subject.kind} ${seriesKey(series)}`
    const piece = pieces.get(key) ?? { series, open: [], chunk: undefined, rollups: undefined }
    pieces.set(key, piece)
    return piece
  }

  function append(order: HistoryAppend): HistoryResult {
    if (parts.leaseToken() !== order.token) return { ok: false, reason: 'lease-lost' }
    if (parts.epoch() !== order.epoch) return { ok: false, reason: 'epoch-changed' }
    const wanted = JSON.stringify(order.expected)
    const isExpected = order.shards.every(
      (shard) => JSON.stringify(cursors.get(shard)?.version) === wanted,
    )
    if (!isExpected) return { ok: false, reason: 'moved' }
    for (const { series, day, body } of order.blocks) {
      pieceOf(day, series).open.push(body)
      const { receivedAt } = order.next
      writtenAt.set(day, Math.max(receivedAt, writtenAt.get(day) ?? -Infinity))
    }
    for (const shard of order.shards) cursors.set(shard, order.next)
    note = order.note ?? note
    appendCount++
    return { ok: true }
  }

  function rewrite(order: HistoryRewrite): HistoryResult {
    if (parts.leaseToken() !== order.token) return { ok: false, reason: 'lease-lost' }
    const isAsRead = order.series.every(
      ({ series, openCount }) => pieceOf(order.day, series).open.length === openCount,
    )
    if (!isAsRead) return { ok: false, reason: 'moved' }
    for (const { series, chunk, rollups } of order.series) {
      Object.assign(pieceOf(order.day, series), { open: [], chunk, rollups })
    }
    note = order.note ?? note
    return { ok: true }
  }

  function read({ series, shard, fromDay, toDay }: HistoryQuery) {
    const found = [...days.keys()]
      .filter((day) => day >= fromDay && day <= toDay)
      .toSorted((a, b) => a - b)
      .map((day) => ({ day, ...pieceOf(day, series) }))
      .filter(({ open, chunk, rollups }) => open.length > 0 || chunk || rollups)
      .map(({ day, open, chunk, rollups }) => ({ day, open: [...open], chunk, rollups }))
    return { epoch: parts.epoch(), cursor: cursors.get(shard), note, days: found }
  }

  return {
    async facts() {
      parts.assertReachable()
      const all = [...days].map(([day, pieces]) => ({
        ...bytesOf(day, [...pieces.values()]),
        writtenAt: writtenAt.get(day) ?? -Infinity,
      }))
      const held = all.filter((one) => one.openBytes + one.chunkBytes + one.rollupBytes > 0)
      const sorted = held.toSorted((a, b) => a.day - b.day)
      return { epoch: parts.epoch(), cursors: new Map(cursors), days: sorted, note }
    },
    async append(order) {
      parts.assertReachable()
      return append(order)
    },
    async read(query) {
      parts.assertReachable()
      return read(query)
    },
    async seriesOf(day, kind) {
      const pieces = [...(days.get(day)?.values() ?? [])]
      return pieces
        .filter((piece) => (kind === 'open' ? piece.open.length > 0 : piece.chunk))
        .map(({ series }) => series)
    },
    async rewrite(order) {
      parts.assertReachable()
      return rewrite(order)
    },
    async dropRollups(day, token) {
      if (parts.leaseToken() !== token) return { ok: false, reason: 'lease-lost' }
      for (const piece of days.get(day)?.values() ?? []) piece.rollups = undefined
      return { ok: true }
    },
    clear() {
      cursors.clear()
      days.clear()
      note = undefined
    },
    isBehind: (version) =>
      [...cursors.values()].some((cursor) => compareVersions(version, cursor.version) > 0),
    appendCount: () => appendCount,
  }
}

function bytesOf(day: number, pieces: readonly Piece[]): Omit<HistoryDay, 'writtenAt'> {
  const sum = (of: (piece: Piece) => number): number =>
    pieces.reduce((total, piece) => total + of(piece), 0)
  const costOf = (body: Uint8Array | undefined): number =>
    body ? body.byteLength + CHUNK_OVERHEAD_BYTES : 0
  return {
    day,
    openBytes: sum((piece) =>
      piece.open.reduce((total, body) => total + body.byteLength + BLOCK_OVERHEAD_BYTES, 0),
    ),
    chunkBytes: sum((piece) => costOf(piece.chunk)),
    rollupBytes: sum((piece) => costOf(piece.rollups)),
  }
}
