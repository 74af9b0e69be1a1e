import { defineStore, storeToRefs } from 'pinia'
import { computed, ref, shallowRef, type Ref } from 'vue'
import { siteTimeAfter, type SiteClockReading } from '../../../protocol/freshness.ts'

interface Anchor {
  readonly reading: SiteClockReading
  /** Monotonic time, in ms, at which the reading was made. */
  readonly madeAt: number
}

/**
 * The site clock, carried on by this page's monotonic clock alone: the kiosk's own date may be
 * years off and may jump. The feed sets the anchor and calls `tick` each second.
 */
export const useSiteClockStore = defineStore('site-clock', () => {
  const anchor = shallowRef<Anchor>()
  const now = ref(0)
  /** True until a frame of a reachable server has set the clock. */
  const estimated = ref(true)

  /** Site ms per real ms. */
  const rate = computed(() => anchor.value?.reading.rate ?? 1)

  /** Site time at a monotonic instant; 0 before the first anchor. */
  function at(monotonicAt: number): number {
    const held = anchor.value
    return held ? siteTimeAfter(held.reading, monotonicAt - held.madeAt) : 0
  }

  function setAnchor(reading: SiteClockReading, madeAt: number): void {
    anchor.value = { reading, madeAt }
  }

  function tick(monotonicAt: number): void {
    now.value = at(monotonicAt)
  }

  /** Real milliseconds until the site clock's next whole second; a second where it runs at another pace. */
  function untilNextSecond(monotonicAt: number): number {
    if (anchor.value?.reading.rate !== 1) return 1_000
    return 1_000 - (((at(monotonicAt) % 1_000) + 1_000) % 1_000)
  }

  return { anchor, now, rate, estimated, at, setAnchor, tick, untilNextSecond }
})

/** Site time in ms, ticking once a second, and whether it is only carried on from what was last known. */
export function useSiteClock(): { now: Ref<number>; estimated: Ref<boolean> } {
  const { now, estimated } = storeToRefs(useSiteClockStore())
  return { now, estimated }
}
