import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from 'vue'
import { messagesOf, type Messages } from '../i18n/messages.ts'
import type { PanelContext } from '../panels/panel-context.ts'
import { useAlarmStore } from '../stores/alarms.ts'
import { useFeedStateStore } from '../stores/feed-state.ts'
import { useScreenStore } from '../stores/screen.ts'
import { useSiteClock } from '../stores/site-clock.ts'
import { alarmBands, bandsOf, lostBands, type Band, type BandPlace } from './bands.ts'

const UNREACHABLE_AFTER_MS = 5_000

export interface PageState {
  readonly messages: ComputedRef<Messages>
  readonly bands: ComputedRef<readonly Band[]>
  /** How far this device's clock is off, where that is the worst there is to say. */
  readonly skewMs: ComputedRef<number | undefined>
  /** True when a page that still has nothing must say that nothing can be reached. */
  readonly hasWaited: Readonly<Ref<boolean>>
}

/** When and where a page of the site is read; undefined before the site is known. */
function useBandPlace(): ComputedRef<BandPlace | undefined> {
  const store = useScreenStore()
  const clock = useSiteClock()
  return computed(() => {
    const { screen } = store
    if (!screen) return undefined
    const { timeZone } = screen.site
    return { now: clock.now.value, timeZone, hasAlarmRules: screen.alarmRules.length > 0 }
  })
}

/** That nobody may be watching for alarms, on a page that has no figures or none yet; not said to whom the site is closed. */
function useAlarmBands(): ComputedRef<readonly Band[]> {
  const store = useScreenStore()
  const feed = useFeedStateStore()
  const alarms = useAlarmStore()
  const place = useBandPlace()
  return computed(() =>
    feed.refusal === undefined ? alarmBands(alarms, messagesOf(store.locale), place.value) : [],
  )
}

/** What the pages of the desk say, whether they have figures or not: also that the alarms are of a moment that has passed. */
export function useDeskBands(): ComputedRef<readonly Band[]> {
  const store = useScreenStore()
  const alarms = useAlarmStore()
  const place = useBandPlace()
  const ofAlarms = useAlarmBands()
  return computed(() => [
    ...lostBands(alarms, messagesOf(store.locale), place.value),
    ...ofAlarms.value,
  ])
}

/** What every page that shows figures says of itself: its language, what failed, and that nothing comes. */
export function usePageState(context: () => PanelContext | undefined): PageState {
  const store = useScreenStore()
  const feed = useFeedStateStore()
  const alarms = useAlarmStore()
  const hasWaited = ref(false)
  const alarmsOnly = useAlarmBands()
  const waiting = setTimeout(() => (hasWaited.value = true), UNREACHABLE_AFTER_MS)
  onScopeDispose(() => clearTimeout(waiting))
  return {
    messages: computed(() => messagesOf(store.locale)),
    bands: computed(() => {
      const known = context()
      return known ? bandsOf(known, feed, alarms) : alarmsOnly.value
    }),
    skewMs: computed(() => (feed.layer === 'clock-off' ? feed.skewMs : undefined)),
    hasWaited,
  }
}
