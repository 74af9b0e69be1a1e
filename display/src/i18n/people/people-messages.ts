import { computed, type ComputedRef } from 'vue'
import { useScreenStore } from '../../stores/screen.ts'
import type { Locale } from '../messages.ts'
import { peopleEn } from './en.ts'
import { peopleVi } from './vi.ts'

export type PeopleMessages = typeof peopleVi

const MESSAGES: Readonly<Record<Locale, PeopleMessages>> = { vi: peopleVi, en: peopleEn }

export function usePeopleMessages(): ComputedRef<PeopleMessages> {
  const store = useScreenStore()
  return computed(() => MESSAGES[store.locale])
}
