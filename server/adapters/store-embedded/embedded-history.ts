import type { SeriesName } from '../../../protocol/schema.ts'
import { compareVersions } from '../../../protocol/version.ts'
import {
  BLOCK_OVERHEAD_BYTES,
  CHUNK_OVERHEAD_BYTES,
  type HistoryAppend,
  type HistoryDay,
  type HistoryResult,
  type HistoryRewrite,
  type HistoryStore,
  type SeriesRewrite,
  type StoredDay,
} from '../../services/history-store.ts'
import type { StoreKey } from './environment.ts'
import { isEpoch, rangeOf, readHeldLease, removeAll, type SiteRows } from './site-rows.ts'
import type { SiteWrite } from './site-write.ts'

const OK: HistoryResult = { ok: true }
const LEASE_LOST: HistoryResult = { ok: false, reason: 'lease-lost' }
/** Site, day and the three parts of a name. */
const NAME_END = 5
const MOVED: HistoryResult = { ok: false, reason: 'moved' }

export function createEmbeddedHistory(rows: SiteRows, write: SiteWrite): HistoryStore {
  const { site, environment } = rows
  return {
    async facts() {
      environment.refresh()
      const cursors = environment.historyCursors.getRange(rangeOf(site))
      return {
        epoch: environment.epochs.get([site])?.epoch,
        cursors: new Map([...cursors].map(({ key, value }) => [Number(key[1]), value])),
        days: [...environment.historyDays.getRange(rangeOf(site))].map(({ value }) => value),
        note: environment.historyNotes.get([site]),
      }
    },
    append: (order) => write(() => appendRows(rows, order)),
    async read({ series, shard, fromDay, toDay }) {
      environment.refresh()
      const days: StoredDay[] = []
      for (const day of daysWithin(rows, fromDay, toDay)) {
        const stored = readDay(rows, day, series)
        if (stored) days.push(stored)
      }
      return {
        epoch: environment.epochs.get([site])?.epoch,
        cursor: environment.historyCursors.get([site, shard]),
        note: environment.historyNotes.get([site]),
        days,
      }
    },
    async seriesOf(day, kind) {
      environment.refresh()
      const pieces = kind === 'open' ? environment.historyOpen : environment.historyChunks
      const names: SeriesName[] = []
      // From one series to the next, over all its blocks.
      let start: StoreKey | undefined = [site, day]
      while (start) {
        const range: { start: StoreKey; end: StoreKey; limit: number } = {
          start,
          end: [site, day + 1],
          limit: 1,
        }
        const [key]: StoreKey[] = [...pieces.getKeys(range)]
        if (key) names.push(nameOf(key))
        start = key && [...key.slice(0, NAME_END), Infinity]
      }
      return names
    },
    rewrite: (order) => write(() => rewriteRows(rows, order)),
    dropRollups: (day, token) =>
      write(() => {
        if (readHeldLease(rows, 'feed')?.token !== token) return LEASE_LOST
        const range = { start: [site, day], end: [site, day + 1] }
        for (const key of [...environment.historyRollups.getKeys(range)]) {
          environment.historyRollups.removeSync(key)
        }
        const held = dayRow(rows, day)
        changeDay(rows, day, { rollupBytes: -held.rollupBytes })
        return OK
      }),
  }
}

/** Everything the site's history holds; in a write transaction. */
export function clearHistory({ site, environment }: SiteRows): void {
  const { historyOpen, historyChunks, historyRollups, historyDays, historyCursors } = environment
  for (const database of [
    historyOpen,
    historyChunks,
    historyRollups,
    historyDays,
    historyCursors,
  ]) {
    removeAll(database, site)
  }
  environment.historyNotes.removeSync([site])
}

function appendRows(rows: SiteRows, order: HistoryAppend): HistoryResult {
  const { site, environment } = rows
  if (readHeldLease(rows, 'feed')?.token !== order.token) return LEASE_LOST
  if (!isEpoch(rows, order.epoch)) return { ok: false, reason: 'epoch-changed' }
  for (const shard of order.shards) {
    const held = environment.historyCursors.get([site, shard])?.version
    const isExpected =
      held && order.expected ? compareVersions(held, order.expected) === 0 : held === order.expected
    if (!isExpected) return MOVED
  }
  const bytes = new Map<number, number>()
  for (const { series, day, body } of order.blocks) {
    const key = pieceKey(site, day, series)
    const [last] = environment.historyOpen.getKeys({
      start: [...key, Infinity],
      end: key,
      reverse: true,
      limit: 1,
    })
    const next = Number(last?.at(-1) ?? -1) + 1
    environment.historyOpen.putSync([...key, next], Buffer.from(body))
    bytes.set(day, (bytes.get(day) ?? 0) + body.byteLength + BLOCK_OVERHEAD_BYTES)
  }
  const writtenAt = order.next.receivedAt
  for (const [day, openBytes] of bytes) changeDay(rows, day, { openBytes, writtenAt })
  for (const shard of order.shards) {
    environment.historyCursors.putSync([site, shard], order.next)
  }
  if (order.note !== undefined) environment.historyNotes.putSync([site], order.note)
  return OK
}

function rewriteRows(rows: SiteRows, order: HistoryRewrite): HistoryResult {
  const { site, environment } = rows
  if (readHeldLease(rows, 'feed')?.token !== order.token) return LEASE_LOST
  const isAsRead = order.series.every(
    ({ series, openCount }) =>
      environment.historyOpen.getKeysCount(openRange(site, order.day, series)) === openCount,
  )
  if (!isAsRead) return MOVED
  const change = { openBytes: 0, chunkBytes: 0, rollupBytes: 0 }
  for (const one of order.series) rewriteSeries(rows, order.day, one, change)
  changeDay(rows, order.day, change)
  if (order.note !== undefined) environment.historyNotes.putSync([site], order.note)
  return OK
}

function rewriteSeries(
  { site, environment }: SiteRows,
  day: number,
  { series, chunk, rollups }: SeriesRewrite,
  change: { openBytes: number; chunkBytes: number; rollupBytes: number },
): void {
  const open = [...environment.historyOpen.getRange(openRange(site, day, series))]
  for (const { key, value } of open) {
    environment.historyOpen.removeSync(key)
    change.openBytes -= value.byteLength + BLOCK_OVERHEAD_BYTES
  }
  const key = pieceKey(site, day, series)
  change.chunkBytes += replacePiece(environment.historyChunks, key, chunk)
  change.rollupBytes += replacePiece(environment.historyRollups, key, rollups)
}

/** Answers by how many bytes there are more. */
function replacePiece(
  pieces: SiteRows['environment']['historyChunks'],
  key: StoreKey,
  body: Uint8Array | undefined,
): number {
  const held = pieces.get(key)
  if (body) pieces.putSync(key, Buffer.from(body))
  else if (held) pieces.removeSync(key)
  return costOf(body) - costOf(held)
}

function costOf(piece: Uint8Array | undefined): number {
  return piece ? piece.byteLength + CHUNK_OVERHEAD_BYTES : 0
}

function readDay(
  { site, environment }: SiteRows,
  day: number,
  series: SeriesName,
): StoredDay | undefined {
  const key = pieceKey(site, day, series)
  const open = [...environment.historyOpen.getRange(openRange(site, day, series))]
  const chunk = environment.historyChunks.get(key)
  const rollups = environment.historyRollups.get(key)
  if (open.length === 0 && !chunk && !rollups) return undefined
  return { day, open: open.map(({ value }) => value), chunk, rollups }
}

function daysWithin({ site, environment }: SiteRows, fromDay: number, toDay: number): number[] {
  const range = { start: [site, fromDay], end: [site, toDay + 1] }
  return [...environment.historyDays.getKeys(range)].map((key) => Number(key[1]))
}

function dayRow({ site, environment }: SiteRows, day: number): HistoryDay {
  const none = { day, openBytes: 0, chunkBytes: 0, rollupBytes: 0, writtenAt: -Infinity }
  return environment.historyDays.get([site, day]) ?? none
}

/** Bytes are added to what is there. */
function changeDay(rows: SiteRows, day: number, by: Partial<Omit<HistoryDay, 'day'>>): void {
  const { site, environment } = rows
  const held = dayRow(rows, day)
  const openBytes = held.openBytes + (by.openBytes ?? 0)
  const chunkBytes = held.chunkBytes + (by.chunkBytes ?? 0)
  const rollupBytes = held.rollupBytes + (by.rollupBytes ?? 0)
  const isEmpty = openBytes === 0 && chunkBytes === 0 && rollupBytes === 0
  if (isEmpty) environment.historyDays.removeSync([site, day])
  else {
    const writtenAt = Math.max(held.writtenAt, by.writtenAt ?? -Infinity)
    const row = { day, openBytes, chunkBytes, rollupBytes, writtenAt }
    environment.historyDays.putSync([site, day], row)
  }
}

function pieceKey(site: string, day: number, { metric, subject }: SeriesName): StoreKey {
  return [site, day, metric, subject.kind, subject.id]
}

function openRange(
  site: string,
  day: number,
  series: SeriesName,
): { readonly start: StoreKey; readonly end: StoreKey } {
  const key = pieceKey(site, day, series)
  return { start: [...key, 0], end: [...key, Infinity] }
}

function nameOf(key: StoreKey): SeriesName {
  const [, , metric, kind, id] = key
  return {
    metric: String(metric),
    subject: { kind: kind === 'unit' ? 'unit' : 'sensor', id: String(id) },
  }
}
