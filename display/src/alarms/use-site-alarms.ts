import { computed, type ComputedRef } from 'vue'
import type { AlarmRow } from '../../../protocol/alarms.ts'
import type { PanelContext } from '../panels/panel-context.ts'
import { useAlarmStore } from '../stores/alarms.ts'
import { alarmKnowledge, type AlarmKnowledge } from './alarm-knowledge.ts'
import { inOrder } from './alarm-order.ts'

export interface SiteAlarms {
  /** Every row of the site, what waits first; the same array until an alarm changes. */
  readonly rows: ComputedRef<readonly AlarmRow[]>
  /** Whether the rows are so now. */
  readonly knowledge: ComputedRef<AlarmKnowledge>
}

/** The site's alarms for whoever draws them. */
export function useSiteAlarms(context: () => Pick<PanelContext, 'layer' | 'since'>): SiteAlarms {
  const store = useAlarmStore()
  return {
    rows: computed(() => inOrder(store.rows)),
    knowledge: computed(() => alarmKnowledge(store, context())),
  }
}
