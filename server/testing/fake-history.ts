import { seriesKey, type SeriesName } from '../../protocol/schema.ts'
import { compareVersions, type Version } from '../../protocol/version.ts'
import {
  BLOCK_OVERHEAD_BYTES,
  CHUNK_OVERHEAD_BYTES,
  type HistoryAppend,
  type HistoryCursor,
  type HistoryDay,
  type HistoryFacts,
  type HistoryQuery,
  type HistoryRead,
  type HistoryResult,
  type HistoryRewrite,
  type HistoryStore,
} from '../services/history-store.ts'

export interface FakeHistoryParts {
  readonly assertReachable: () => void
  readonly epoch: () => string | undefined
  readonly leaseToken: () => number | undefined
}

interface Piece {
  readonly series: SeriesName
  open: readonly Uint8Array[]
  chunk: Uint8Array | undefined
  rollups: Uint8Array | undefined
}

const OK = { ok: true } as const
const LEASE_LOST = { ok: false, reason: 'lease-lost' } as const
const MOVED = { ok: false, reason: 'moved' } as const

/** A history in memory that keeps the port's rules. */
export class FakeHistory implements HistoryStore {
  /** How many appends took effect. */
  appendCount = 0
  readonly #parts: FakeHistoryParts
  readonly #cursors = new Map<number, HistoryCursor>()
  readonly #days = new Map<number, Map<string, Piece>>()
  readonly #writtenAt = new Map<number, number>()
  #note: string | undefined

  constructor(parts: FakeHistoryParts) {
    this.#parts = parts
  }

  async facts(): Promise<HistoryFacts> {
    this.#parts.assertReachable()
    const days = [...this.#days].map(([day, pieces]) => this.#bytesOf(day, [...pieces.values()]))
    const held = days.filter((one) => one.openBytes + one.chunkBytes + one.rollupBytes > 0)
    return {
      epoch: this.#parts.epoch(),
      cursors: new Map(this.#cursors),
      days: held.toSorted((a, b) => a.day - b.day),
      note: this.#note,
    }
  }

  async append(order: HistoryAppend): Promise<HistoryResult> {
    this.#parts.assertReachable()
    if (this.#parts.leaseToken() !== order.token) return LEASE_LOST
    if (this.#parts.epoch() !== order.epoch) return { ok: false, reason: 'epoch-changed' }
    const wanted = JSON.stringify(order.expected)
    const isExpected = order.shards.every(
      (shard) => JSON.stringify(this.#cursors.get(shard)?.version) === wanted,
    )
    if (!isExpected) return MOVED
    const { receivedAt } = order.next
    for (const { series, day, body } of order.blocks) {
      const piece = this.#pieceOf(day, series)
      piece.open = [...piece.open, body]
      this.#writtenAt.set(day, Math.max(receivedAt, this.#writtenAt.get(day) ?? -Infinity))
    }
    for (const shard of order.shards) this.#cursors.set(shard, order.next)
    this.#note = order.note ?? this.#note
    this.appendCount++
    return OK
  }

  async read({ series, shard, fromDay, toDay }: HistoryQuery): Promise<HistoryRead> {
    this.#parts.assertReachable()
    const days = [...this.#days.keys()]
      .filter((day) => day >= fromDay && day <= toDay)
      .toSorted((a, b) => a - b)
      .map((day) => ({ day, ...this.#pieceOf(day, series) }))
      .filter(({ open, chunk, rollups }) => open.length > 0 || chunk || rollups)
    const cursor = this.#cursors.get(shard)
    return { epoch: this.#parts.epoch(), cursor, note: this.#note, days }
  }

  async seriesOf(day: number, kind: 'open' | 'chunk'): Promise<readonly SeriesName[]> {
    const pieces = [...(this.#days.get(day)?.values() ?? [])]
    return pieces
      .filter((piece) => (kind === 'open' ? piece.open.length > 0 : piece.chunk))
      .map(({ series }) => series)
  }

  async rewrite(order: HistoryRewrite): Promise<HistoryResult> {
    this.#parts.assertReachable()
    if (this.#parts.leaseToken() !== order.token) return LEASE_LOST
    const isAsRead = order.series.every(
      ({ series, openCount }) => this.#pieceOf(order.day, series).open.length === openCount,
    )
    if (!isAsRead) return MOVED
    for (const { series, chunk, rollups } of order.series) {
      Object.assign(this.#pieceOf(order.day, series), { open: [], chunk, rollups })
    }
    this.#note = order.note ?? this.#note
    return OK
  }

  async dropRollups(day: number, token: number): Promise<HistoryResult> {
    if (this.#parts.leaseToken() !== token) return LEASE_LOST
    for (const piece of this.#days.get(day)?.values() ?? []) piece.rollups = undefined
    return OK
  }

  clear(): void {
    this.#cursors.clear()
    this.#days.clear()
    this.#writtenAt.clear()
    this.#note = undefined
  }

  /** True for a position that the history has not reached. */
  isBehind(version: Version): boolean {
    return [...this.#cursors.values()].some(
      (cursor) => compareVersions(version, cursor.version) > 0,
    )
  }

  #pieceOf(day: number, series: SeriesName): Piece {
    const pieces = this.#days.get(day) ?? new Map<string, Piece>()
    this.#days.set(day, pieces)
    const key = `${series.subject.kind} ${seriesKey(series)}`
    const piece = pieces.get(key) ?? { series, open: [], chunk: undefined, rollups: undefined }
    pieces.set(key, piece)
    return piece
  }

  #bytesOf(day: number, pieces: readonly Piece[]): HistoryDay {
    const sum = (of: (piece: Piece) => number): number =>
      pieces.reduce((total, piece) => total + of(piece), 0)
    return {
      day,
      openBytes: sum(({ open }) =>
        open.reduce((total, body) => total + body.byteLength + BLOCK_OVERHEAD_BYTES, 0),
      ),
      chunkBytes: sum(({ chunk }) => costOf(chunk)),
      rollupBytes: sum(({ rollups }) => costOf(rollups)),
      writtenAt: this.#writtenAt.get(day) ?? -Infinity,
    }
  }
}

function costOf(body: Uint8Array | undefined): number {
  return body ? body.byteLength + CHUNK_OVERHEAD_BYTES : 0
}
