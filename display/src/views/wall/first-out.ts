import type { AlarmRow, FloodPosture } from '../../../../protocol/alarms.ts'
import { isHidden } from '../../alarms/alarm-look.ts'
import { keyOf } from '../../alarms/alarm-order.ts'

/** A flood begins when more than ten alarms are raised within so long (ISA-18.2). */
const WINDOW_MS = 10 * 60_000
const LEAST_RAISES = 11

/** The alarm that a flood began with, as far as it can be known from what is open. */
export interface FirstOut {
  /** Site time since which the flood is told. */
  readonly since: number
  readonly row: AlarmRow
  /** It is open no more: it was when this page saw it. */
  readonly isClosed: boolean
  /** So many at least of the raises that made the flood are closed: one of them may have come before. */
  readonly unknown: number
}

/**
 * The earliest raise since the flood's window began. A page that has seen it keeps it when it closes
 * (`before`, of the same flood); one that came later knows only what is still open, and how many must be
 * missing. Undefined without a flood, and where all of its beginning is closed.
 */
export function firstOutOf(
  before: FirstOut | undefined,
  rows: readonly AlarmRow[],
  { since }: FloodPosture,
): FirstOut | undefined {
  if (since === undefined) return undefined
  const kept = before?.since === since ? before : undefined
  const begun = rows
    .filter((row) => (row.raisedAt ?? -Infinity) >= since - WINDOW_MS)
    .toSorted((a, b) => raisedAt(a) - raisedAt(b) || (keyOf(a) < keyOf(b) ? -1 : 1))
  const raises = begun
    .filter((row) => raisedAt(row) <= since)
    .reduce((sum, row) => sum + 1 + (row.furtherRaises ?? 0), 0)
  const first = begun.find((row) => !isHidden(row)) ?? begun[0]
  if (kept && (!first || raisedAt(kept.row) <= raisedAt(first))) {
    const now = rows.find((row) => keyOf(row) === keyOf(kept.row))
    return { ...kept, row: now ?? kept.row, isClosed: now === undefined }
  }
  const unknown = Math.max(0, LEAST_RAISES - raises)
  return first && { since, row: first, isClosed: false, unknown }
}

function raisedAt({ raisedAt: at }: AlarmRow): number {
  return at ?? 0
}
