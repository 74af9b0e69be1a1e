import { computed, type ComputedRef } from 'vue'
import type { AlarmRow, FloodPosture } from '../../../../protocol/alarms.ts'
import type { AlarmKnowledge } from '../../alarms/alarm-knowledge.ts'
import { useSiteAlarms } from '../../alarms/use-site-alarms.ts'
import type { PanelContext } from '../../panels/panel-context.ts'
import { useAlarmStore } from '../../stores/alarms.ts'
import { firstOutOf, type FirstOut } from './first-out.ts'
import { postureOf, type WallPosture } from './wall-posture.ts'

export interface WallAlarms {
  readonly rows: ComputedRef<readonly AlarmRow[]>
  readonly knowledge: ComputedRef<AlarmKnowledge>
  readonly flood: ComputedRef<FloodPosture>
  readonly posture: ComputedRef<WallPosture>
  readonly first: ComputedRef<FirstOut | undefined>
}

/** What the site's alarms make of a wall. */
export function useWallAlarms(
  context: () => PanelContext | undefined,
  isKept: () => boolean,
): WallAlarms {
  const store = useAlarmStore()
  const { rows, knowledge } = useSiteAlarms(
    () => context() ?? { layer: 'offline', since: undefined },
  )
  return {
    rows,
    knowledge,
    flood: computed(() => store.flood),
    posture: computed(() => postureOf(rows.value, store.flood, isKept())),
    first: computed<FirstOut | undefined>((before) => firstOutOf(before, rows.value, store.flood)),
  }
}
