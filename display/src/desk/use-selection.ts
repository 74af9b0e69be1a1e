import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { AlarmRow } from '../../../protocol/alarms.ts'
import { keyOf } from '../alarms/alarm-order.ts'

export interface Selection {
  readonly isSelecting: Readonly<Ref<boolean>>
  /** Only what is listed: nobody acts on what the filters hide. */
  readonly rows: ComputedRef<readonly AlarmRow[]>
  readonly keys: ComputedRef<ReadonlySet<string>>
  readonly toggle: () => void
  readonly select: (key: string, isSelected: boolean) => void
  readonly all: () => void
  readonly none: () => void
}

/** Rows of the list that are chosen for one command together. */
export function useSelection(shown: ComputedRef<readonly AlarmRow[]>): Selection {
  const isSelecting = ref(false)
  const chosen = shallowRef<ReadonlySet<string>>(new Set())
  const rows = computed(() => {
    if (chosen.value.size === 0) return []
    return shown.value.filter((row) => chosen.value.has(keyOf(row)))
  })

  function select(key: string, isSelected: boolean): void {
    const next = new Set(chosen.value)
    if (isSelected) next.add(key)
    else next.delete(key)
    chosen.value = next
  }

  function none(): void {
    chosen.value = new Set()
  }

  function toggle(): void {
    isSelecting.value = !isSelecting.value
    none()
  }

  watch(
    () => shown.value.length === 0,
    (isEmpty) => {
      if (isEmpty && isSelecting.value) toggle()
    },
  )
  return {
    ...{ isSelecting, rows, toggle, select, none },
    keys: computed(() => new Set(rows.value.map(keyOf))),
    all: () => (chosen.value = new Set(shown.value.map(keyOf))),
  }
}
