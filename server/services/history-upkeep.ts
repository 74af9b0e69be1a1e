import { closedDay, rolledUpDay, unpackDay } from '../core/history/day.ts'
import { shardOf } from '../core/history/gather.ts'
import { formatNote, parseNote, withSizeCut } from '../core/history/note.ts'
import {
  planDays,
  type DayBytes,
  type DayDuty,
  type HistoryRetention,
} from '../core/history/plan.ts'
import { DAY_MS } from '../core/history/points.ts'
import { seriesKey, type SeriesName } from '../../protocol/schema.ts'
import type { FeedLog } from './feed-ports.ts'
import type { HistoryResult, SeriesRewrite } from './history-store.ts'
import type { ServerMetrics } from './metrics.ts'
import type { SiteStore } from './store.ts'

/** Series that are rewritten in one step of the store. */
const TOGETHER = 8

export interface HistoryUpkeepParts {
  readonly site: string
  readonly store: Pick<SiteStore, 'history'>
  readonly token: () => number | undefined
  readonly now: () => number
  readonly retention: () => HistoryRetention
  /** Decimals of a metric, for packing. */
  readonly decimals: (metric: string) => number
  /** True for a metric whose raw samples stay for ever. */
  readonly isForEver: (metric: string) => boolean
  readonly breathe: () => Promise<void>
  readonly metrics: Pick<ServerMetrics, 'historyCut' | 'historyBytes'>
  readonly log: FeedLog
}

/** Makes a function for one round of what a history's days need: closing, rolling up, dropping. Ends early when the lease is lost. */
export function createHistoryUpkeep(parts: HistoryUpkeepParts): () => Promise<void> {
  /** Days of which only that is left which stays for ever, by their bytes. */
  const settled = new Map<number, number>()
  const isSettled = ({ day, openBytes, chunkBytes }: DayBytes): boolean =>
    openBytes === 0 && settled.get(day) === chunkBytes

  return async () => {
    const { days } = await parts.store.history.facts()
    for (const duty of planDays(days, parts.now(), parts.retention(), isSettled)) {
      if (!(await doDuty(parts, duty))) return
      if (duty.kind !== 'roll-up') continue
      const left = (await parts.store.history.facts()).days.find(({ day }) => day === duty.day)
      settled.set(duty.day, left?.chunkBytes ?? 0)
    }
    await reportHistoryBytes(parts)
  }
}

export async function reportHistoryBytes({
  site,
  store,
  metrics,
}: Pick<HistoryUpkeepParts, 'site' | 'store' | 'metrics'>): Promise<void> {
  const { days } = await store.history.facts()
  let raw = 0
  let rollup = 0
  for (const { openBytes, chunkBytes, rollupBytes } of days) {
    raw += openBytes + chunkBytes
    rollup += rollupBytes
  }
  metrics.historyBytes(site, { raw, rollup })
}

/** False when the lease is gone. */
async function doDuty(parts: HistoryUpkeepParts, duty: DayDuty): Promise<boolean> {
  switch (duty.kind) {
    case 'close':
      return rewriteDay(parts, duty.day, false)
    case 'roll-up': {
      if (duty.reason === 'size') tellSizeCut(parts, duty.day)
      const note = duty.reason === 'size' ? await noteOfCut(parts, duty.day) : undefined
      return rewriteDay(parts, duty.day, true, note)
    }
    case 'drop-rollups': {
      const token = parts.token()
      if (token === undefined) return false
      return (await parts.store.history.dropRollups(duty.day, token)).ok
    }
  }
}

function tellSizeCut({ site, metrics, log }: HistoryUpkeepParts, day: number): void {
  metrics.historyCut(site, 'size')
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10)
  log.warn({ site, day: date }, 'history is over its size: the raw samples of a day are rolled up')
}

async function noteOfCut(parts: HistoryUpkeepParts, day: number): Promise<string> {
  const { note } = await parts.store.history.facts()
  return formatNote(withSizeCut(parseNote(note), (day + 1) * DAY_MS))
}

async function rewriteDay(
  parts: HistoryUpkeepParts,
  day: number,
  isRolledUp: boolean,
  note?: string,
): Promise<boolean> {
  const { history } = parts.store
  const open = await history.seriesOf(day, 'open')
  const named = isRolledUp ? [...open, ...(await history.seriesOf(day, 'chunk'))] : open
  const unique = [...new Map(named.map((one) => [`${one.subject.kind} ${seriesKey(one)}`, one]))]
  const series = unique.map(([, one]) => one)
  for (let start = 0; start < series.length; start += TOGETHER) {
    const some = series.slice(start, start + TOGETHER)
    const result = await rewriteSome(parts, day, some, isRolledUp, note)
    if (!result.ok && result.reason === 'lease-lost') return false
    await parts.breathe()
  }
  return true
}

/** What has moved since it was read is left for the next round. */
async function rewriteSome(
  parts: HistoryUpkeepParts,
  day: number,
  names: readonly SeriesName[],
  isRolledUp: boolean,
  note: string | undefined,
): Promise<HistoryResult> {
  const rewrites = await Promise.all(
    names.map((series) => rewriteOf(parts, day, series, isRolledUp)),
  )
  const token = parts.token()
  if (token === undefined) return { ok: false, reason: 'lease-lost' }
  const series = rewrites.flatMap((one) => one ?? [])
  if (series.length === 0) return { ok: true }
  return parts.store.history.rewrite({ token, day, series, ...(note !== undefined && { note }) })
}

async function rewriteOf(
  parts: HistoryUpkeepParts,
  day: number,
  series: SeriesName,
  isRolledUp: boolean,
): Promise<SeriesRewrite | undefined> {
  const query = { series, shard: shardOf(series), fromDay: day, toDay: day }
  const [stored] = (await parts.store.history.read(query)).days
  const isForEver = parts.isForEver(series.metric)
  if (!stored || (isForEver && stored.open.length === 0)) return undefined
  const unpacked = unpackDay(stored)
  const what = { site: parts.site, series: seriesKey(series), day }
  if (unpacked.isForeign) {
    parts.log.warn(what, 'history of a later build is left as it is')
    return undefined
  }
  if (unpacked.damagedCount > 0) {
    parts.metrics.historyCut(parts.site, 'damaged')
    parts.log.warn({ ...what, pieces: unpacked.damagedCount }, 'damaged history is left out')
  }
  const pack = isRolledUp && !isForEver ? rolledUpDay : closedDay
  const packed = pack(unpacked, parts.decimals(series.metric))
  return { series, openCount: stored.open.length, ...packed }
}
