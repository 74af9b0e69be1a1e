import { computed, type ComputedRef } from 'vue'
import type { ScreenMessage, ScreenMetric } from '../../../protocol/screen.ts'
import { messagesOf, type Locale, type Messages } from '../i18n/messages.ts'
import { useFeedStateStore, type FeedLayer } from '../stores/feed-state.ts'
import { useScreenStore } from '../stores/screen.ts'
import { useSiteClock } from '../stores/site-clock.ts'

/** What every panel is drawn from, beside its own readings. */
export interface PanelContext {
  readonly screen: ScreenMessage
  readonly locale: Locale
  readonly messages: Messages
  /** Site time, ms since 1970. */
  readonly now: number
  readonly layer: FeedLayer
  /** Site time since which the layer is not live. */
  readonly since: number | undefined
}

/** Undefined until the server has said what this screen shows. */
export function usePanelContext(): ComputedRef<PanelContext | undefined> {
  const store = useScreenStore()
  const feed = useFeedStateStore()
  const clock = useSiteClock()
  return computed(() => {
    const screen = store.screen
    if (!screen) return undefined
    const { locale } = store
    const { layer, since } = feed
    return { screen, locale, messages: messagesOf(locale), now: clock.now.value, layer, since }
  })
}

/** Options name a metric that the screen does not have; the panel's frame says which. */
export class UnknownMetric extends Error {
  override readonly name = 'UnknownMetric'
  readonly id: string

  constructor(id: string) {
    super(`no metric "${id}"`)
    this.id = id
  }
}

/** The metric of that id; throws `UnknownMetric`, which the panel's host turns into words. */
export function metricOf({ metrics }: ScreenMessage, id: string): ScreenMetric {
  const metric = metrics.find((one) => one.id === id)
  if (!metric) throw new UnknownMetric(id)
  return metric
}
