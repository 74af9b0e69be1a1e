import { computed, type ComputedRef } from 'vue'
import type { LocalizedText } from '../../../protocol/screen.ts'
import { useScreenStore } from '../stores/screen.ts'
import { en } from './en.ts'
import { vi } from './vi.ts'

export type Messages = typeof vi
export type Locale = keyof LocalizedText

const MESSAGES: Readonly<Record<Locale, Messages>> = { vi, en }

export function messagesOf(locale: Locale): Messages {
  return MESSAGES[locale]
}

export function useMessages(): ComputedRef<Messages> {
  const store = useScreenStore()
  return computed(() => MESSAGES[store.locale])
}
