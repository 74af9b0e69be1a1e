import { defineStore, storeToRefs } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import { dayStart, siteZone } from '../charts/site-zone.ts'
import { useAccessStore } from '../stores/access.ts'
import { useFeedStateStore } from '../stores/feed-state.ts'
import { useReadings, type Reading } from '../stores/readings.ts'
import { useScreenStore } from '../stores/screen.ts'
import { useSiteClockStore } from '../stores/site-clock.ts'
import { fetchHistory } from './fetch-history.ts'
import {
  HistoryBook,
  type HistoryHold,
  type HistoryPorts,
  type HistoryView,
} from './history-book.ts'
import type { HistoryWindow } from './history-window.ts'

export type { HistoryView } from './history-book.ts'

/** The past of the figures. Loaded over HTTP, carried on by the feed, read through `useHistory`. */
export const useHistoryStore = defineStore('history', () => {
  const { access } = storeToRefs(useAccessStore())
  const { epoch, isProven } = storeToRefs(useFeedStateStore())
  const { now } = storeToRefs(useSiteClockStore())
  const { screen } = storeToRefs(useScreenStore())
  let load: HistoryPorts['load'] = async (window) =>
    access.value
      ? fetchHistory(window, askedTo(), access.value, (address, init) => fetch(address, init))
      : { ok: false, reason: 'refused' }
  /** At midnight the screen may tell of the new day a moment before this clock does, and codes are of a day. */
  function askedTo(): number {
    if (!screen.value) return now.value
    const { date, timeZone } = screen.value.site
    return Math.max(now.value, dayStart(Date.parse(`${date}T12:00:00Z`), siteZone(timeZone)) + 1)
  }
  const book = new HistoryBook({
    load: (window) => load(window),
    siteNow: () => now.value,
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs)
      return () => clearTimeout(timer)
    },
  })
  // An empty epoch only means that no frame has come yet, or that the wall was left.
  watch([epoch, () => access.value?.site], ([epochNow, site], [epochBefore, siteBefore]) => {
    const isOther = epochBefore !== '' && epochNow !== '' && epochNow !== epochBefore
    if (isOther || site !== siteBefore) book.reset()
  })
  // The same code may mean another unit from a day on: what is held is of the one before.
  const units = computed(() =>
    screen.value?.units.map(({ code, kind, name }) => `${code} ${kind} ${name.vi}`).join('\n'),
  )
  watch(units, (_, before) => {
    if (before !== undefined) book.reset()
  })
  // A server that was away may know what this wall missed, and a clock that was not known is now.
  watch([isProven, () => now.value > 0], ([proven, isKnown]) => {
    if (proven && isKnown) book.reload()
  })

  /** Loads from elsewhere than the server: the gallery has none. */
  function loadFrom(source: HistoryPorts['load']): void {
    load = source
    book.reset()
  }

  return { book: () => book, loadFrom }
})

const NOTHING: ReadonlyMap<string, HistoryView> = new Map()

/** The history of each window by its series, carried on live; without the series that are not asked for. */
export function useHistory(
  windows: () => readonly HistoryWindow[],
): ComputedRef<ReadonlyMap<string, HistoryView>> {
  const book = useHistoryStore().book()
  const clock = useSiteClockStore()
  const held = shallowRef<ReadonlyMap<string, HistoryHold>>(new Map())

  watch(
    windows,
    (wanted) => {
      // Acquired before the old ones go, so that a window in both is not loaded again.
      const previous = held.value
      held.value = new Map(wanted.map((window) => [window.series, book.acquire(window)]))
      for (const hold of previous.values()) book.release(hold)
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(() => {
    for (const hold of held.value.values()) book.release(hold)
    held.value = new Map()
  })

  const readings = useReadings(() => [...held.value.keys()])
  const seen = new Map<string, Reading>()
  watch(
    readings,
    (now) => {
      for (const [series, reading] of now) {
        const before = seen.get(series)
        if (before?.sampledAt === reading.sampledAt && before.value === reading.value) continue
        seen.set(series, reading)
        book.record(series, momentOf(reading, before, clock.now), numberOf(reading))
      }
    },
    { immediate: true },
  )

  return computed(() => {
    if (held.value.size === 0) return NOTHING
    return new Map([...held.value].map(([series, hold]) => [series, hold.view.value]))
  })
}

/** Derived figures carry the time of their oldest input; history keeps them by when they were worked out. */
function momentOf(
  { origin, sampledAt }: Reading,
  before: Reading | undefined,
  now: number,
): number {
  return origin === 'derived' && before !== undefined ? now : sampledAt
}

function numberOf({ value, quality }: Reading): number | null {
  return quality === 'bad' ? null : value
}
