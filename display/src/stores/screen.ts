import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { LocalizedText, ScreenMessage, ScreenMetric } from '../../../protocol/screen.ts'

export type Locale = keyof LocalizedText

/** What this screen must show, and in which language. */
export const useScreenStore = defineStore('screen', () => {
  const screen = shallowRef<ScreenMessage>()
  const locale = ref<Locale>('vi')
  const metrics = computed(
    () => new Map(screen.value?.metrics.map((one) => [one.id, one] as const) ?? []),
  )

  function metric(id: string): ScreenMetric | undefined {
    return metrics.value.get(id)
  }

  return { screen, locale, metrics, metric }
})
