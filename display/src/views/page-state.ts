import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from 'vue'
import { messagesOf, type Messages } from '../i18n/messages.ts'
import type { PanelContext } from '../panels/panel-context.ts'
import { useFeedStateStore } from '../stores/feed-state.ts'
import { useScreenStore } from '../stores/screen.ts'
import { bandsOf, type Band } from './bands.ts'

const UNREACHABLE_AFTER_MS = 5_000

export interface PageState {
  readonly messages: ComputedRef<Messages>
  readonly bands: ComputedRef<readonly Band[]>
  /** How far this device's clock is off, where that is the worst there is to say. */
  readonly skewMs: ComputedRef<number | undefined>
  /** True when a page that still has nothing must say that nothing can be reached. */
  readonly hasWaited: Readonly<Ref<boolean>>
}

/** What every page that shows figures says of itself: its language, what failed, and that nothing comes. */
export function usePageState(context: () => PanelContext | undefined): PageState {
  const store = useScreenStore()
  const feed = useFeedStateStore()
  const hasWaited = ref(false)
  const waiting = setTimeout(() => (hasWaited.value = true), UNREACHABLE_AFTER_MS)
  onScopeDispose(() => clearTimeout(waiting))
  return {
    messages: computed(() => messagesOf(store.locale)),
    bands: computed(() => {
      const known = context()
      return known ? bandsOf(known, feed) : []
    }),
    skewMs: computed(() => (feed.layer === 'clock-off' ? feed.skewMs : undefined)),
    hasWaited,
  }
}
