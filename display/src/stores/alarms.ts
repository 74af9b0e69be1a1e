import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { AlarmRow, FloodPosture, Watch } from '../../../protocol/alarms.ts'

/** `silent`: no canary has come from a source to this page for so long that nobody may be watching. */
export type AlarmPathState = 'proven' | 'silent'

type AlarmRows = ReadonlyMap<string, readonly AlarmRow[]>

const NO_ROWS: AlarmRows = new Map()
const NO_FLOOD: FloodPosture = { raises: 0 }

/** The site's alarms as this page holds them, and whether somebody watches for new ones. Written by the feed only. */
export const useAlarmStore = defineStore('alarms', () => {
  /** By alarm, its oldest open occurrence first. */
  const rows = shallowRef(NO_ROWS)
  const flood = shallowRef(NO_FLOOD)
  /** Who is on watch; undefined before it is known. */
  const watch = shallowRef<Watch>()
  const pathState = ref<AlarmPathState>('proven')
  /** Site time of the newest canary, ms since 1970; undefined before the first. */
  const canaryAt = ref<number>()
  /** Site time of the newest that was heard of alarms, while the server is not heard any more; undefined while it is. */
  const lostAt = ref<number>()
  /** Site time since which the server says that its store does not answer: nothing becomes known, and nothing can be done. */
  const storeLostAt = ref<number>()
  /** Open occurrences: an alarm that is only shelved, suppressed or out of service is none. */
  const openCount = computed(() => {
    let count = 0
    for (const its of rows.value.values()) {
      count += its.filter(({ occurrence }) => occurrence > 0).length
    }
    return count
  })

  /** Nothing is known yet, as on a new page. */
  function reset(): void {
    rows.value = NO_ROWS
    flood.value = NO_FLOOD
    watch.value = undefined
    pathState.value = 'proven'
    canaryAt.value = undefined
    lostAt.value = undefined
    storeLostAt.value = undefined
  }

  return {
    ...{ rows, flood, watch, pathState, canaryAt, lostAt, storeLostAt, openCount },
    reset,
  }
})
