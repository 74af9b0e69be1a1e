import { SEVERITIES, type AlarmRow } from '../../../protocol/alarms.ts'
import { isHidden, isWaiting } from './alarm-look.ts'

/** What an officer looks at first: waiting, then acknowledged with the cause still there, then hidden. */
export const ALARM_GROUPS = ['waiting', 'acknowledged', 'hidden'] as const
export type AlarmGroup = (typeof ALARM_GROUPS)[number]

export function groupOf(row: AlarmRow): AlarmGroup {
  if (isHidden(row)) return 'hidden'
  return isWaiting(row) ? 'waiting' : 'acknowledged'
}

/** Names one row among all of a site. */
export function keyOf({ alarm, occurrence }: Pick<AlarmRow, 'alarm' | 'occurrence'>): string {
  return `${alarm}#${occurrence}`
}

/** By group, in a group the worst first, of these what asked last, for it is the news. */
export function inOrder(alarms: ReadonlyMap<string, readonly AlarmRow[]>): readonly AlarmRow[] {
  return [...alarms.values()]
    .flat()
    .map(placed)
    .sort(compare)
    .map(({ row }) => row)
}

/** What a row is placed by, worked out once: two thousand are compared some twenty thousand times. */
interface Placed {
  readonly row: AlarmRow
  readonly group: number
  readonly rank: number
  readonly askedAt: number
  readonly key: string
}

function placed(row: AlarmRow): Placed {
  return {
    row,
    group: ALARM_GROUPS.indexOf(groupOf(row)),
    rank: rankOf(row),
    askedAt: row.askedAt ?? 0,
    key: keyOf(row),
  }
}

function compare(a: Placed, b: Placed): number {
  return (
    a.group - b.group ||
    b.rank - a.rank ||
    b.askedAt - a.askedAt ||
    // The same at every screen, whatever order its frames came in.
    (a.key < b.key ? -1 : 1)
  )
}

function rankOf({ severity }: AlarmRow): number {
  return severity === undefined ? -1 : SEVERITIES.indexOf(severity)
}
