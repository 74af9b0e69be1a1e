import type { AlarmRow, FloodPosture } from '../../../../protocol/alarms.ts'
import { isWaiting } from '../../alarms/alarm-look.ts'
import { keyOf } from '../../alarms/alarm-order.ts'

/**
 * What has the glass: the scenes of the layout; one critical alarm that nobody has acknowledged; or the
 * picture of a flood, in which criticals keep a strip (see decision 22).
 */
export type WallPosture =
  | { readonly kind: 'scenes' }
  | { readonly kind: 'takeover'; readonly newest: AlarmRow; readonly others: readonly AlarmRow[] }
  | {
      readonly kind: 'flood'
      readonly since: number
      readonly newest: AlarmRow | undefined
      readonly others: readonly AlarmRow[]
    }

const SCENES: WallPosture = { kind: 'scenes' }

/** From the alarms as they are; each posture ends by itself when what called for it is no more. */
export function postureOf(
  rows: readonly AlarmRow[],
  { since }: FloodPosture,
  /** A screen of a room with several may be kept for its scenes. */
  isKept: boolean,
): WallPosture {
  if (isKept) return SCENES
  const [newest, ...others] = rows
    .filter((row) => row.severity === 'critical' && isWaiting(row))
    .toSorted(byNews)
  if (since !== undefined) return { kind: 'flood', since, newest, others }
  return newest ? { kind: 'takeover', newest, others } : SCENES
}

function byNews(a: AlarmRow, b: AlarmRow): number {
  return (b.askedAt ?? 0) - (a.askedAt ?? 0) || (keyOf(a) < keyOf(b) ? -1 : 1)
}
