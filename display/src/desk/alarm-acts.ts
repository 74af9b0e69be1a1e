import type { AlarmCommandName, AlarmRow } from '../../../protocol/alarms.ts'
import type { ScreenMessage } from '../../../protocol/screen.ts'
import { ruleOf } from '../alarms/alarm-line.ts'
import type { AlarmSeen } from './alarm-outbox.ts'

/** What can be done to an alarm as it stands, the likeliest first. The server judges again. */
export function actsOn(row: AlarmRow): readonly AlarmCommandName[] {
  return ORDER.filter((command) => FITS[command](row))
}

export function canDo(row: AlarmRow, command: AlarmCommandName): boolean {
  return FITS[command](row)
}

const ORDER: readonly AlarmCommandName[] = [
  ...(['acknowledge', 'reset', 'assign', 'shelve', 'unshelve', 'return-to-service'] as const),
  ...(['comment', 'unacknowledge', 'out-of-service'] as const),
]

const FITS: Readonly<Record<AlarmCommandName, (row: AlarmRow) => boolean>> = {
  acknowledge: (row) => isOpen(row) && !row.isAcknowledged,
  unacknowledge: (row) => isOpen(row) && row.isAcknowledged,
  // Open, over and acknowledged: only a latch holds it.
  reset: (row) => isOpen(row) && row.isAcknowledged && !row.isActive,
  shelve: (row) => !row.shelf && !row.outOfService,
  unshelve: (row) => row.shelf !== undefined,
  'out-of-service': (row) => !row.outOfService,
  'return-to-service': (row) => row.outOfService !== undefined,
  comment: isOpen,
  assign: isOpen,
}

function isOpen({ occurrence }: AlarmRow): boolean {
  return occurrence > 0
}

/** As the order names it, with what tells whether it has become worse or asks anew: that must not be acknowledged unseen. */
export function seenOf(row: AlarmRow, command: AlarmCommandName): AlarmSeen {
  const { alarm, occurrence, severity, askedAt } = row
  if (command !== 'acknowledge') return { id: alarm, occurrence }
  return {
    ...{ id: alarm, occurrence },
    ...(severity !== undefined && { severity }),
    ...(askedAt !== undefined && { askedAt: new Date(askedAt).toISOString() }),
  }
}

/** One row of each alarm: what hides an alarm hides it whole, and the newest occurrence is what must have been seen. */
export function newestOfEach(rows: readonly AlarmRow[]): readonly AlarmRow[] {
  const newest = new Map<string, AlarmRow>()
  for (const row of rows) {
    const held = newest.get(row.alarm)
    if (!held || held.occurrence < row.occurrence) newest.set(row.alarm, row)
  }
  return [...newest.values()]
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const SPANS_MS = [
  ...[30 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS, 8 * HOUR_MS, 12 * HOUR_MS],
  ...[24 * HOUR_MS, 72 * HOUR_MS, 168 * HOUR_MS],
]
/** This page's idea of the site clock may be ahead of the server's by less. */
const MARGIN_MS = 2_000

/** How long a shelf may last for all of these alarms, ms, ascending; the longest that is allowed is always offered. */
export function shelfSpans(
  rows: readonly AlarmRow[],
  screen: Pick<ScreenMessage, 'alarmRules'>,
): readonly number[] {
  const limits = rows.map((row) => ruleOf(row, screen)?.maxShelfMs ?? 0)
  const longest = Math.min(...limits)
  if (!(longest > 0) || longest === Infinity) return []
  const fitting = SPANS_MS.filter((span) => span < longest)
  return [...fitting, longest]
}

/** When a shelf of that span ends, in site time; the longest one a moment early, so that the server finds it short enough. */
export function shelfEnd(
  span: number,
  longest: number,
  clock: { readonly now: number; readonly rate: number },
): number {
  return Math.floor(
    clock.now + (span < longest ? span : span - MARGIN_MS * Math.max(1, clock.rate)),
  )
}
