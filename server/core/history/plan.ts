import { DAY_MS, dayOf } from './points.ts'

/** How long history is kept. Metrics with a cadence of a day or more stay raw for ever. */
export interface HistoryRetention {
  readonly rawDays: number
  readonly rawMaxBytes: number
  readonly rollupDays: number
}

/** Bytes of a UTC day, counted from 1970-01-01, and when something was last added to it (ms since 1970). */
export interface DayBytes {
  readonly day: number
  readonly openBytes: number
  readonly chunkBytes: number
  readonly rollupBytes: number
  readonly writtenAt: number
}

export type DayDuty =
  /** Its open blocks become one chunk for each series. */
  | { readonly kind: 'close'; readonly day: number }
  /** Its raw samples become rollups. */
  | { readonly kind: 'roll-up'; readonly day: number; readonly reason: 'age' | 'size' }
  | { readonly kind: 'drop-rollups'; readonly day: number }

/** Late samples of a day that has just ended are waited for this long. */
const CLOSE_AFTER_MS = 3_600_000

/**
 * What is to be done with the days of a history at a site time (ms since 1970), oldest day first. What
 * came late is kept as long as what came in time: a day is as old as what was last added to it. A day
 * of which `isSettled` says that what it holds stays is left alone; today is never given up.
 */
export function planDays(
  days: readonly DayBytes[],
  now: number,
  retention: HistoryRetention,
  isSettled: (day: DayBytes) => boolean,
): readonly DayDuty[] {
  const today = dayOf(now)
  const oldestRaw = dayOf(now - retention.rawDays * DAY_MS)
  const oldestRollup = dayOf(now - retention.rollupDays * DAY_MS)
  const isOver = (day: number): boolean => (day + 1) * DAY_MS + CLOSE_AFTER_MS <= now
  let rawBytes = days.reduce((sum, one) => sum + one.openBytes + one.chunkBytes, 0)
  const duties: DayDuty[] = []
  for (const one of days) {
    const { day, openBytes, chunkBytes, rollupBytes, writtenAt } = one
    const raw = openBytes + chunkBytes
    const newest = Math.max(day, dayOf(writtenAt))
    const isTooLarge = rawBytes > retention.rawMaxBytes && day < today
    if (raw > 0 && (newest < oldestRaw || isTooLarge) && !isSettled(one)) {
      duties.push({ kind: 'roll-up', day, reason: newest < oldestRaw ? 'age' : 'size' })
      rawBytes -= raw
    } else if (openBytes > 0 && isOver(day)) duties.push({ kind: 'close', day })
    if (rollupBytes > 0 && newest < oldestRollup) duties.push({ kind: 'drop-rollups', day })
  }
  return duties
}
