import { computed, type ComputedRef } from 'vue'
import { useScreenStore } from '../../stores/screen.ts'
import type { Locale } from '../messages.ts'
import { deskEn } from './en.ts'
import { deskVi } from './vi.ts'

export type DeskMessages = typeof deskVi

const MESSAGES: Readonly<Record<Locale, DeskMessages>> = { vi: deskVi, en: deskEn }

export function useDeskMessages(): ComputedRef<DeskMessages> {
  const store = useScreenStore()
  return computed(() => MESSAGES[store.locale])
}
