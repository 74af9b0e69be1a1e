import { computed, onScopeDispose, shallowRef, type ComputedRef } from 'vue'
import type { AlarmRow } from '../../../protocol/alarms.ts'
import { keyOf } from '../alarms/alarm-order.ts'
import type { GroupedRows } from './use-alarm-list.ts'

/** A pointer that has not moved for so long is not about to press. */
const HELD_MS = 2_500

export interface HeldGroups {
  readonly groups: ComputedRef<readonly GroupedRows[]>
  /** Alarms that have come since and are not in the list yet. */
  readonly newCount: ComputedRef<number>
  /** Somebody is aiming at a row. */
  readonly hold: () => void
  readonly release: () => void
}

/**
 * Keeps the places of a list while a pointer moves over it: a row that comes in above would put
 * another alarm under the finger that is about to press. What is told of the rows goes on changing.
 */
export function useHeldGroups(live: ComputedRef<readonly GroupedRows[]>): HeldGroups {
  const held = shallowRef<readonly GroupedRows[]>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function release(): void {
    clearTimeout(timer)
    held.value = undefined
  }

  function hold(): void {
    clearTimeout(timer)
    timer = setTimeout(release, HELD_MS)
    held.value ??= live.value
  }

  const rowsNow = computed(
    () => new Map(live.value.flatMap(({ rows }) => rows).map((row) => [keyOf(row), row])),
  )
  const groups = computed(() => {
    if (!held.value) return live.value
    const asNow = (row: AlarmRow): AlarmRow => rowsNow.value.get(keyOf(row)) ?? row
    return held.value.map(({ group, rows }) => ({ group, rows: rows.map(asNow) }))
  })
  const newCount = computed(() => {
    if (!held.value) return 0
    const known = new Set(held.value.flatMap(({ rows }) => rows).map(keyOf))
    return [...rowsNow.value.keys()].filter((key) => !known.has(key)).length
  })
  onScopeDispose(release)
  return { groups, newCount, hold, release }
}
