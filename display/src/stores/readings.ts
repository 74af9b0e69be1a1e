import { defineStore, storeToRefs } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { useFeedStateStore } from './feed-state.ts'
import { useScreenStore } from './screen.ts'
import { SeriesBook, type Reading, type Subscription } from './series-book.ts'
import { useSiteClockStore } from './site-clock.ts'

export type { Reading } from './series-book.ts'

/** The figures themselves. Written by the feed through `book`, read through `useReading(s)`. */
export const useReadingsStore = defineStore('readings', () => {
  const { now } = storeToRefs(useSiteClockStore())
  const { isProven } = storeToRefs(useFeedStateStore())
  const { metrics } = storeToRefs(useScreenStore())
  const book = new SeriesBook({
    siteNow: () => now.value,
    isProven: () => isProven.value,
    limitsOf: (metric) => metrics.value.get(metric)?.freshness,
  })
  return { book: () => book }
})

/** The reading of one series, named `metric/unit` or `metric/sensor`; undefined where there is none, or never was. */
export function useReading(key: () => string | undefined): ComputedRef<Reading | undefined> {
  const held = useSubscriptions(() => {
    const wanted = key()
    return wanted === undefined ? [] : [wanted]
  })
  return computed(() => held.value[0]?.reading.value)
}

/** The readings of several series, by key; keys without a reading are left out. */
export function useReadings(
  keys: () => readonly string[],
): ComputedRef<ReadonlyMap<string, Reading>> {
  const held = useSubscriptions(keys)
  return computed(() => {
    const found = new Map<string, Reading>()
    for (const { key, reading } of held.value) {
      if (reading.value !== undefined) found.set(key, reading.value)
    }
    return found
  })
}

function useSubscriptions(keys: () => readonly string[]): ShallowRef<readonly Subscription[]> {
  const book = useReadingsStore().book()
  const held = shallowRef<readonly Subscription[]>([])
  const release = (subscriptions: readonly Subscription[]): void => {
    for (const subscription of subscriptions) book.release(subscription)
  }
  watch(
    keys,
    (wanted) => {
      // Acquired before the old ones go, so that a series in both keeps its trend.
      const previous = held.value
      held.value = [...new Set(wanted)].map((key) => book.acquire(key))
      release(previous)
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(() => {
    release(held.value)
    held.value = []
  })
  return held
}
