import { computed, watchEffect, type ComputedRef } from 'vue'
import { useRoute, type LocationQueryRaw, type RouteLocationRaw } from 'vue-router'
import { useScreenStore } from '../stores/screen.ts'
import { usePageLook } from '../theme/page-look.ts'
import { keptQuery } from './kept-query.ts'

/** What every page without figures does: it looks like a page, and speaks the language of its address. */
export function usePlainPage(): void {
  const route = useRoute()
  const screen = useScreenStore()
  usePageLook(() => route.query['theme'])
  watchEffect(() => {
    const { lang } = route.query
    if (lang === 'vi' || lang === 'en') screen.locale = lang
    document.documentElement.lang = screen.locale
  })
}

export type PageLink = (path: string, query?: LocationQueryRaw) => RouteLocationRaw

/** Addresses of other pages, in the same language and look. */
export function usePageLinks(): ComputedRef<PageLink> {
  const route = useRoute()
  return computed(() => {
    const kept = keptQuery(route.query)
    return (path, query) => ({ path, query: { ...kept, ...query } })
  })
}
