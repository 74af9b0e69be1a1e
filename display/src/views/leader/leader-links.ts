import { computed, type ComputedRef } from 'vue'
import { useRoute, type RouteLocationRaw } from 'vue-router'
import { keptQuery } from '../kept-query.ts'

/** Addresses inside the leaders' view of one site. */
export interface LeaderLinks {
  readonly site: RouteLocationRaw
  readonly unit: (code: string) => RouteLocationRaw
  readonly sensor: (id: string) => RouteLocationRaw
  /** Of a series named `metric/unit` or `metric/sensor`. */
  readonly series: (key: string) => RouteLocationRaw
}

interface Place {
  readonly query: Readonly<Record<string, unknown>>
  readonly hash: string
}

/** Language, theme and the key in the fragment go along, so that a page can be reloaded or passed on; what was chosen on one page stays there. */
export function leaderLinks(site: string, { query, hash }: Place): LeaderLinks {
  const kept = keptQuery(query)
  const to = (...parts: readonly string[]): RouteLocationRaw => ({
    path: ['/m', ...[site, ...parts].map(encodeURIComponent)].join('/'),
    query: kept,
    hash,
  })
  return {
    site: to(),
    unit: (code) => to('unit', code),
    sensor: (id) => to('sensor', id),
    series: (key) => to('series', ...splitSeries(key)),
  }
}

/** Metric ids hold no slash, so the first one ends the metric. */
export function splitSeries(key: string): readonly [metric: string, subject: string] {
  const at = key.indexOf('/')
  return [key.slice(0, at), key.slice(at + 1)]
}

export function useLeaderLinks(): ComputedRef<LeaderLinks> {
  const route = useRoute()
  return computed(() => leaderLinks(paramOf(route.params['site']), route))
}

export function paramOf(param: string | readonly string[] | undefined): string {
  return typeof param === 'string' ? param : (param?.[0] ?? '')
}
