import type { Schema, SeriesName } from '../../protocol/schema.ts'
import { seriesKey } from '../../protocol/schema.ts'
import { VERSION_ZERO } from '../../protocol/version.ts'
import { unpackDay } from '../core/history/day.ts'
import { gatherSeries, isSeriesOfDays, shardOf } from '../core/history/gather.ts'
import { parseNote, type HistoryNote, type Loss } from '../core/history/note.ts'
import {
  DAY_MS,
  dayOf,
  mergePoints,
  NO_POINTS,
  pointsWithin,
  rowsOf,
  splitByDay,
  type Points,
} from '../core/history/points.ts'
import { collectRollups, rollupStart, type Rollup } from '../core/history/rollup.ts'
import type { Sleep } from './feed-ports.ts'
import type { FeedView } from './feed-view.ts'
import type { HistoryCursor, StoredDay } from './history-store.ts'
import { StoreUnavailable, type SiteStore, type StreamEntry } from './store.ts'

/** Days that are read from the store at a time. */
const WINDOW_DAYS = 92
const READ_ENTRIES = 512
const ATTEMPTS = 8
const RETRY_MS = 200

export interface HistoryReaderParts {
  readonly store: Pick<SiteStore, 'read' | 'history'>
  readonly feed: Pick<FeedView, 'schema' | 'epoch'>
  readonly sleep: Sleep
}

/** Instants in ms since 1970, half-open: [from, to). */
export interface HistorySpan {
  readonly series: SeriesName
  readonly from: number
  readonly to: number
}

/** What stands between an answer and the whole truth. */
export interface HistoryInfo {
  /** From here on every sample is there; before it, within the span, at least one day has only rollups. Undefined = all of it is raw. */
  readonly rawFrom: number | undefined
  /** What the size limit and lost entries took, as far as it concerns the span. */
  readonly sizeCutTo: number | undefined
  readonly losses: readonly Loss[]
}

export interface HistoryPoints {
  readonly points: Points
  /** The first moment that did not fit; undefined = this is all. */
  readonly nextAt: number | undefined
  readonly info: HistoryInfo
}

export interface HistorySteps {
  readonly rows: readonly Rollup[]
  readonly info: HistoryInfo
}

export interface HistoryReader {
  /** Samples as they came, in order of time, at most `limit` of them. */
  readonly points: (span: HistorySpan, limit: number) => Promise<HistoryPoints>
  /** The same in steps; where only rollups are left, each counts in the step in which it begins. */
  readonly steps: (span: HistorySpan, startOf: (at: number) => number) => Promise<HistorySteps>
  /** The same for an answer that is made of many series: what stands only in the stream is read once for all of them. */
  readonly forMany: () => HistoryReader
}

/**
 * Reads history on any node: what the store has of a series and, behind that, what still stands only
 * in the stream. So the newest sample is there at once, and no node keeps anything in memory for it.
 */
export function createHistoryReader(parts: HistoryReaderParts): HistoryReader {
  return {
    ...readerOf(parts, (cursor) => streamBehind(parts.store, cursor)),
    forMany() {
      const reader = { ...readerOf(parts, keptStream(parts.store)), forMany: () => reader }
      return reader
    },
  }
}

function readerOf(
  parts: HistoryReaderParts,
  streamOf: ReadStream,
): Pick<HistoryReader, 'points' | 'steps'> {
  return {
    async points(span, limit) {
      const found: Points[] = []
      let count = 0
      const info = await walk(parts, streamOf, span, ({ points }) => {
        found.push(points)
        count += points.count
        return count <= limit
      })
      const all = mergePoints(found)
      const nextAt = all.count > limit ? all.at[limit] : undefined
      return { points: rowsOf(all, 0, Math.min(all.count, limit)), nextAt, info }
    },
    async steps(span, startOf) {
      const collected = collectRollups(startOf)
      const info = await walk(parts, streamOf, span, ({ rollups, points }) => {
        addInOrder(collected, rollups, points)
        return true
      })
      return { rows: collected.rows(), info }
    },
  }
}

interface DayRead {
  readonly day: number
  readonly points: Points
  readonly rollups: readonly Rollup[]
}

/** Late points of a day that was rolled up stand beside its rollups; by time, a rollup before points of its stretch. */
function addInOrder(
  to: ReturnType<typeof collectRollups>,
  rollups: readonly Rollup[],
  points: Points,
): void {
  let from = 0
  for (const rollup of rollups) {
    const upTo = countBefore(points, from, rollup.at)
    to.addPoints(rowsOf(points, from, upTo))
    to.addRollups([rollup])
    from = upTo
  }
  to.addPoints(rowsOf(points, from, points.count))
}

function countBefore({ at, count }: Points, from: number, moment: number): number {
  let row = from
  while (row < count && (at[row] ?? Infinity) < moment) row++
  return row
}

/** Goes through the days of a span in order until `take` has enough. */
async function walk(
  parts: HistoryReaderParts,
  streamOf: ReadStream,
  span: HistorySpan,
  take: (day: DayRead) => boolean,
): Promise<HistoryInfo> {
  const { series, from, to } = span
  const shard = shardOf(series)
  const lastDay = dayOf(to - 1)
  let tail: Tail | undefined
  let rawFrom: number | undefined
  for (let fromDay = dayOf(from); fromDay <= lastDay; fromDay += WINDOW_DAYS) {
    const toDay = Math.min(fromDay + WINDOW_DAYS - 1, lastDay)
    const query = { series, shard, fromDay, toDay }
    // The tail belongs to the first window: what moved into later ones since then is there twice, which does no harm.
    const stored = tail ? await parts.store.history.read(query) : undefined
    const first = stored ? undefined : await readWithTail(parts, streamOf, query)
    tail ??= first?.tail
    for (const day of joinDays(stored?.days ?? first?.days ?? [], tail, fromDay, toDay)) {
      const points = pointsWithin(day.points, from, to)
      const rollups = day.rollups.filter(({ at }) => at >= rollupStart(from) && at < to)
      if (rollups.length > 0) rawFrom = (day.day + 1) * DAY_MS
      if (!take({ day: day.day, points, rollups })) return infoOf(tail, span, rawFrom)
    }
  }
  return infoOf(tail, span, rawFrom)
}

function infoOf(
  tail: Tail | undefined,
  { from, to }: HistorySpan,
  rawFrom: number | undefined,
): HistoryInfo {
  const { losses = [], sizeCutTo } = tail?.note ?? {}
  return {
    rawFrom,
    sizeCutTo: sizeCutTo !== undefined && sizeCutTo > from ? sizeCutTo : undefined,
    losses: losses.filter((loss) => loss.to >= from && loss.from < to),
  }
}

interface Tail {
  readonly byDay: ReadonlyMap<number, Points>
  readonly note: HistoryNote
}

function joinDays(
  stored: readonly StoredDay[],
  tail: Tail | undefined,
  fromDay: number,
  toDay: number,
): readonly DayRead[] {
  const byDay = new Map(stored.map((one) => [one.day, one]))
  const fresh = [...(tail?.byDay.keys() ?? [])].filter((day) => day >= fromDay && day <= toDay)
  const days = [...new Set([...byDay.keys(), ...fresh])].toSorted((a, b) => a - b)
  return days.map((day) => {
    const held = byDay.get(day)
    const unpacked = held && unpackDay(held)
    const lists = [unpacked?.points ?? NO_POINTS, tail?.byDay.get(day) ?? NO_POINTS]
    return { day, points: mergePoints(lists), rollups: unpacked?.rollups ?? [] }
  })
}

type Query = Parameters<SiteStore['history']['read']>[0]

/** What the store has and what stands in the stream behind it, of one moment and one numbering. */
async function readWithTail(
  parts: HistoryReaderParts,
  streamOf: ReadStream,
  query: Query,
): Promise<{ readonly days: readonly StoredDay[]; readonly tail: Tail }> {
  const { store, feed, sleep } = parts
  const never = new AbortController().signal
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await sleep(RETRY_MS, never)
    const read = await store.history.read(query)
    if (read.epoch !== feed.epoch()) continue
    const number = numberOf(feed.schema(), query.series)
    const isLast = attempt === ATTEMPTS - 1
    const isOfDays = isSeriesOfDays(query.series)
    const found = await gatherStream(streamOf(read.cursor), number, isOfDays)
    // The cursor went on and the stream was trimmed up to it in between: once more. Otherwise entries are lost.
    if (found.loss && !isLast) continue
    // Numbers mean the same only within one emptying of the site.
    const { epoch } = await store.history.read({ ...query, toDay: query.fromDay - 1 })
    if (epoch !== read.epoch) continue
    const note = parseNote(read.note)
    const losses = found.loss ? [...note.losses, found.loss] : note.losses
    const byDay = new Map(splitByDay(found.points).map(({ day, points }) => [day, points]))
    return { days: read.days, tail: { byDay, note: { ...note, losses } } }
  }
  throw new StoreUnavailable('the site’s epoch is changing')
}

function numberOf(schema: Schema, series: SeriesName): number | undefined {
  const known = schema.byKey.get(seriesKey(series))
  return known?.subject.kind === series.subject.kind ? known.number : undefined
}

/** Samples of the stream behind a cursor, some entries at a time, and what was trimmed before they could be read. */
interface StreamSlice {
  readonly samples: readonly StreamEntry[]
  readonly loss: Loss | undefined
}
type ReadStream = (cursor: HistoryCursor | undefined) => AsyncIterable<StreamSlice>

async function gatherStream(
  slices: AsyncIterable<StreamSlice>,
  number: number | undefined,
  isOfDays: boolean,
): Promise<{ readonly points: Points; readonly loss: Loss | undefined }> {
  if (number === undefined) return { points: NO_POINTS, loss: undefined }
  const found: Points[] = []
  let loss: Loss | undefined
  for await (const slice of slices) {
    found.push(gatherSeries(slice.samples, number, isOfDays))
    loss ??= slice.loss
  }
  return { points: mergePoints(found), loss }
}

async function* streamBehind(
  store: Pick<SiteStore, 'read'>,
  cursor: HistoryCursor | undefined,
): AsyncGenerator<StreamSlice> {
  let after = cursor?.version ?? VERSION_ZERO
  for (;;) {
    const read = await store.read(after, { limit: READ_ENTRIES, waitMs: 0 })
    const isCut = cursor && read.trimmed && after === cursor.version
    const loss = isCut
      ? { from: cursor.receivedAt, to: read.entries[0]?.receivedAt ?? cursor.receivedAt }
      : undefined
    yield { samples: read.entries.filter(({ kind }) => kind === 'samples'), loss }
    const last = read.entries.at(-1)
    if (!last || read.atEnd) return
    after = last.version
  }
}

/** Reads what is behind each cursor once and keeps it, as long as the reader is kept. */
function keptStream(store: Pick<SiteStore, 'read'>): ReadStream {
  const kept = new Map<string, StreamSlice[]>()
  return async function* (cursor) {
    const key = cursor ? `${cursor.version.ms}-${cursor.version.n}` : ''
    const known = kept.get(key)
    if (known) return yield* known
    const slices: StreamSlice[] = []
    for await (const slice of streamBehind(store, cursor)) {
      slices.push(slice)
      yield slice
    }
    kept.set(key, slices)
  }
}
