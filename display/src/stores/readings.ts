import { defineStore, storeToRefs } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import { useFeedStateStore } from './feed-state.ts'
import { useScreenStore } from './screen.ts'
import { SeriesBook, type Reading, type Subscription } from './series-book.ts'
import { useSiteClockStore } from './site-clock.ts'

export type { Reading } from './series-book.ts'

/** The figures themselves. Written by the feed through `book`, read through `useReadings`. */
export const useReadingsStore = defineStore('readings', () => {
  const { now, rate } = storeToRefs(useSiteClockStore())
  const { isProven } = storeToRefs(useFeedStateStore())
  const { metrics } = storeToRefs(useScreenStore())
  const book = new SeriesBook({
    siteNow: () => now.value,
    rate: () => rate.value,
    isProven: () => isProven.value,
    limitsOf: (metric) => metrics.value.get(metric)?.freshness,
  })
  return { book: () => book }
})

/** The readings of series named `metric/unit` or `metric/sensor`, by that key; keys without a reading are left out. */
export function useReadings(
  keys: () => readonly string[],
): ComputedRef<ReadonlyMap<string, Reading>> {
  const book = useReadingsStore().book()
  const held = shallowRef<Subscription>()
  watch(
    keys,
    (wanted) => {
      // Acquired before the old ones go, so that a series in both keeps its trend.
      const previous = held.value
      held.value = book.acquire(wanted)
      if (previous) book.release(previous)
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(() => {
    if (held.value) book.release(held.value)
    held.value = undefined
  })
  return computed(() => held.value?.readings.value ?? NOTHING)
}

const NOTHING: ReadonlyMap<string, Reading> = new Map()
