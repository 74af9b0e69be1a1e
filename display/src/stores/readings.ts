import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import { useFeedStateStore } from './feed-state.ts'
import { useScreenStore } from './screen.ts'
import { SeriesBook, type Reading, type Subscription } from './series-book.ts'
import { useSiteClockStore } from './site-clock.ts'

export type { Reading } from './series-book.ts'

/** The figures themselves. Written by the feed through `book`, read through `useReading(s)`. */
export const useReadingsStore = defineStore('readings', () => {
  const clock = useSiteClockStore()
  const feed = useFeedStateStore()
  const screen = useScreenStore()
  const book = new SeriesBook({
    siteNow: () => clock.now,
    isProven: () => feed.isProven,
    limitsOf: (metric) => screen.metric(metric)?.freshness,
  })
  return { book: () => book }
})

/** The reading of one series, named `metric/unit` or `metric/sensor`; undefined where there is none, or never was. */
export function useReading(key: () => string | undefined): ComputedRef<Reading | undefined> {
  const readings = useReadings(() => {
    const wanted = key()
    return wanted === undefined ? [] : [wanted]
  })
  return computed(() => readings.value.values().next().value)
}

/** The readings of several series, by key; keys without a reading are left out. */
export function useReadings(
  keys: () => readonly string[],
): ComputedRef<ReadonlyMap<string, Reading>> {
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
  return computed(() => {
    const found = new Map<string, Reading>()
    for (const { key, reading } of held.value) {
      if (reading.value !== undefined) found.set(key, reading.value)
    }
    return found
  })
}
