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
  return [...alarms.values()].flat().sort(compare)
}

function compare(a: AlarmRow, b: AlarmRow): number {
  return (
    ALARM_GROUPS.indexOf(groupOf(a)) - ALARM_GROUPS.indexOf(groupOf(b)) ||
    rankOf(b) - rankOf(a) ||
    (b.askedAt ?? 0) - (a.askedAt ?? 0) ||
    // The same at every screen, whatever order its frames came in.
    (keyOf(a) < keyOf(b) ? -1 : 1)
  )
}

function rankOf({ severity }: AlarmRow): number {
  return severity === undefined ? -1 : SEVERITIES.indexOf(severity)
}
