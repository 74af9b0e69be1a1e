import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Health } from '../../../protocol/frame.ts'
import { layerOf, type PathVerdict } from './feed-layer.ts'
import { useSiteClockStore } from './site-clock.ts'
import type { SourceCount } from './sources.ts'

export type { FeedLayer } from './feed-layer.ts'

export interface TimeSpan {
  /** Site times, ms since 1970. */
  readonly from: number
  readonly to: number
}

/** What is known of each layer between a source and this page. Written by the feed only. */
export const useFeedStateStore = defineStore('feed-state', () => {
  const path = ref<PathVerdict>('unreachable')
  const health = shallowRef<Health>()
  /** Kiosk clock − node clock, in ms; positive = the kiosk is ahead. */
  const skewMs = ref<number>()
  const sources = shallowRef<SourceCount>({ up: 0, total: 0 })
  /** Site time of the last frame whose node vouched for its store. */
  const lastProofAt = ref<number>()
  const version = ref('')
  const epoch = ref('')
  /** Script time of the last painted tick. */
  const lastPaintMs = ref(0)
  /** The figures are those saved by an earlier page; no frame has confirmed them yet. */
  const fromCache = ref(false)
  const historyMissing = shallowRef<TimeSpan>()
  /** Problems in the site's configuration that the server refused; 0 = none. */
  const refusedConfigurationCount = ref(0)

  const sourcesUp = computed(() => sources.value.up)
  const sourcesTotal = computed(() => sources.value.total)
  const isProven = computed(() => path.value === 'proven')
  const layer = computed(() =>
    layerOf({
      path: path.value,
      health: health.value,
      skewMs: skewMs.value,
      lateSourceCount: sources.value.total - sources.value.up,
    }),
  )

  /** Site time at which the present layer began; for `offline` that of the last proof. */
  const since = ref<number>()
  const clock = useSiteClockStore()
  watch(
    layer,
    (now) => {
      since.value = now === 'offline' ? lastProofAt.value : clock.now || undefined
    },
    { flush: 'sync' },
  )

  return {
    path,
    health,
    skewMs,
    sources,
    lastProofAt,
    version,
    epoch,
    lastPaintMs,
    fromCache,
    historyMissing,
    refusedConfigurationCount,
    sourcesUp,
    sourcesTotal,
    isProven,
    layer,
    since,
  }
})
