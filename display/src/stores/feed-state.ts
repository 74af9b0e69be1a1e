import { defineStore } from 'pinia'
import { computed, shallowReactive, toRefs, watch } from 'vue'
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

function unknownFacts(): {
  path: PathVerdict
  health: Health | undefined
  skewMs: number | undefined
  sources: SourceCount
  lastProofAt: number | undefined
  version: string
  epoch: string
  lastPaintMs: number
  fromCache: boolean
  refusal: string | undefined
  historyMissing: TimeSpan | undefined
  alarmsMissing: TimeSpan | undefined
  refusedConfigurationCount: number
  since: number | undefined
} {
  return {
    path: 'unreachable',
    health: undefined,
    /** Kiosk clock − node clock, in ms; positive = the kiosk is ahead. */
    skewMs: undefined,
    sources: { up: 0, late: 0, total: 0 },
    /** Site time of the last frame whose node vouched for its store. */
    lastProofAt: undefined,
    version: '',
    epoch: '',
    /** Script time of the last painted tick. */
    lastPaintMs: 0,
    /** The figures are those saved by an earlier page; no frame has confirmed them yet. */
    fromCache: false,
    /** Why the server does not let this wall in, in its own words; undefined while it does, or is out of reach. */
    refusal: undefined,
    historyMissing: undefined,
    /** Of what happened to alarms. */
    alarmsMissing: undefined,
    /** Problems in the site's configuration that the server refused; 0 = none. */
    refusedConfigurationCount: 0,
    /** Site time at which the present layer began; for `offline` that of the last proof. */
    since: undefined,
  }
}
/** What is known of each layer between a source and this page. Written by the feed only. */
export const useFeedStateStore = defineStore('feed-state', () => {
  const facts = shallowReactive(unknownFacts())
  const clock = useSiteClockStore()
  const isProven = computed(() => facts.path === 'proven')
  const layer = computed(() =>
    layerOf({
      path: facts.path,
      health: facts.health,
      skewMs: facts.skewMs,
      lateSourceCount: facts.sources.late,
    }),
  )

  watch(
    layer,
    (now) => {
      facts.since = now === 'offline' ? facts.lastProofAt : clock.now || undefined
    },
    { flush: 'sync' },
  )

  /** Nothing is known yet, as on a new page. */
  function reset(): void {
    Object.assign(facts, unknownFacts())
  }

  return { ...toRefs(facts), isProven, layer, reset }
})
