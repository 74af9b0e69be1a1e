import { ORIGINS, SLOT } from '../../../protocol/sample.ts'
import { seriesKey, type SeriesName } from '../../../protocol/schema.ts'
import { isFireMetric } from '../hazards/fire-metrics.ts'
import { isMentioned, unpackBatch, type Batch } from '../feed/batch.ts'
import { allocatePoints, historyTime, inOrder, rowsOf, type Points } from './points.ts'

/** Parts of a site's history that are written one after the other, each with its own place in the stream. */
export const SHARD_COUNT = 16

/** The shard of a series, by its name: numbers are given anew after a reset. FNV-1a, 32 bits. */
export function shardOf(name: SeriesName): number {
  let hash = 0x811c9dc5
  const text = `${name.subject.kind} ${seriesKey(name)}`
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  // The high bits too: the low ones of FNV alone are poorly mixed.
  return ((hash >>> 16) ^ hash) & (SHARD_COUNT - 1)
}

export interface ReceivedBatch {
  readonly receivedAt: number
  readonly batch: Batch
}

const DERIVED = ORIGINS.indexOf('derived')

/**
 * The time under which history keeps a row, ms since 1970: when it was sampled, or for derived series
 * when it was worked out, unless each of its values stands for a day.
 */
function timeOfRow({ batch, receivedAt }: ReceivedBatch, row: number, isOfDays: boolean): number {
  const isDerived = (((batch.flags[row] ?? 0) >> 2) & 0b11) === DERIVED
  return historyTime(isDerived && !isOfDays ? receivedAt : (batch.sampledAt[row] ?? 0))
}

/** True for a series whose values stand for one day each: worked out again, a value takes the place of the one before. */
export function isSeriesOfDays({ metric, subject }: SeriesName): boolean {
  return subject.kind === 'sensor' && isFireMetric(metric)
}

/**
 * Points by series number, in order of time, from batches in the order of the stream: of equal times
 * the later row stays. Removals are no history; only series that are wanted are looked at. `isOfDays`
 * tells series whose values stand for days.
 */
export function gatherPoints(
  batches: readonly ReceivedBatch[],
  isOfDays: (series: number) => boolean,
  isWanted: (series: number) => boolean = () => true,
): ReadonlyMap<number, Points> {
  const counts = new Map<number, number>()
  for (const { batch } of batches) {
    for (let row = 0; row < batch.count; row++) {
      const series = batch.series[row] ?? 0
      if (!isWanted(series) || batch.slot[row] === SLOT.removed) continue
      counts.set(series, (counts.get(series) ?? 0) + 1)
    }
  }
  const filling = new Map<number, { readonly points: Points; filled: number }>()
  for (const [series, count] of counts) {
    filling.set(series, { points: allocatePoints(count), filled: 0 })
  }
  for (const received of batches) {
    const { batch } = received
    for (let row = 0; row < batch.count; row++) {
      const series = batch.series[row] ?? 0
      if (!isWanted(series) || batch.slot[row] === SLOT.removed) continue
      const one = filling.get(series)
      if (!one) continue
      const to = one.filled++
      one.points.at[to] = timeOfRow(received, row, isOfDays(series))
      one.points.value[to] = batch.slot[row] === SLOT.value ? (batch.value[row] ?? NaN) : NaN
      one.points.flags[to] = batch.flags[row] ?? 0
    }
  }
  return new Map([...filling].map(([series, { points }]) => [series, inOrder(points)]))
}

interface StreamBody {
  readonly receivedAt: number
  readonly body: Uint8Array
}

/** The points of one series in packed batches in the order of the stream; what cannot be read is left out, as the feed does. */
export function gatherSeries(
  entries: readonly StreamBody[],
  series: number,
  isOfDays: boolean,
): Points {
  const batches: ReceivedBatch[] = []
  for (const { body, receivedAt } of entries) {
    if (!isMentioned(body, series)) continue
    const read = unpackBatch(body)
    if (read.ok) batches.push({ receivedAt, batch: rowsOfSeries(read.batch, series) })
  }
  return gatherPoints(batches, () => isOfDays).get(series) ?? rowsOf(allocatePoints(0), 0, 0)
}

function rowsOfSeries(batch: Batch, series: number): Batch {
  const rows: number[] = []
  for (let row = 0; row < batch.count; row++) if (batch.series[row] === series) rows.push(row)
  return {
    count: rows.length,
    series: Uint32Array.from(rows, (row) => batch.series[row] ?? 0),
    slot: Uint8Array.from(rows, (row) => batch.slot[row] ?? 0),
    value: Float64Array.from(rows, (row) => batch.value[row] ?? 0),
    flags: Uint8Array.from(rows, (row) => batch.flags[row] ?? 0),
    sampledAt: Float64Array.from(rows, (row) => batch.sampledAt[row] ?? 0),
  }
}
