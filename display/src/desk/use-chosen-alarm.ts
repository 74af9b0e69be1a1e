import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import type { AlarmRow } from '../../../protocol/alarms.ts'
import { useAlarmStore } from '../stores/alarms.ts'
import { useScreenStore } from '../stores/screen.ts'
import type { AlarmQuery } from './alarm-filter.ts'

export interface ChosenAlarm {
  readonly row: AlarmRow
  /** The occurrence is no longer open; the row is as it was last. */
  readonly isOver: boolean
}

/** The alarm that is looked at, also after it is over; undefined where none is, or nothing is known yet. */
export function useChosenAlarm(query: () => AlarmQuery): ComputedRef<ChosenAlarm | undefined> {
  const alarms = useAlarmStore()
  const store = useScreenStore()
  const lastSeen = shallowRef<AlarmRow>()
  const open = computed(() => {
    const { alarm, occurrence } = query()
    const rows = alarm === undefined ? [] : (alarms.rows.get(alarm) ?? [])
    if (occurrence === undefined) return rows.at(-1)
    return rows.find((row) => row.occurrence === Number(occurrence))
  })
  watch(open, (row) => (lastSeen.value = row ?? lastSeen.value), { immediate: true })
  return computed(() => {
    if (open.value) return { row: open.value, isOver: false }
    const { alarm, occurrence = '0' } = query()
    if (alarm === undefined || !alarms.watch) return undefined
    const last = lastSeen.value
    if (last?.alarm === alarm && last.occurrence === Number(occurrence))
      return { row: last, isOver: true }
    return { row: unseen(alarm, Number(occurrence)), isOver: true }
  })

  /** Of an alarm that was over before this page was opened, what its id tells: `<rule>~<unit or sensor>`. */
  function unseen(alarm: string, occurrence: number): AlarmRow {
    const [rule = alarm, subject] = alarm.split('~')
    const metric = store.screen?.alarmRules.find(({ id }) => id === rule)?.metric
    const isSensor = store.screen?.sensors.some(({ id }) => id === subject) ?? false
    const place = subject === undefined ? {} : isSensor ? { sensor: subject } : { unit: subject }
    const over = { state: 'normal', isActive: false, isAcknowledged: true } as const
    return { alarm, occurrence, rule, ...(metric !== undefined && { metric }), ...place, ...over }
  }
}
