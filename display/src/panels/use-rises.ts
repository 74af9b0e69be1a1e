import { computed, type ComputedRef } from 'vue'
import { riseOf, type Rise } from '../../../protocol/rise.ts'
import type { ScreenMetric } from '../../../protocol/screen.ts'
import { useCalmed } from './calmed.ts'
import { windowFor } from '../history/history-window.ts'
import { useHistory } from '../history/use-history.ts'

/** Enough to tell the rise of an hour by. */
const WINDOW_MS = 2 * 3_600_000
const RISES_EVERY_MS = 1_000

/** What sensors (or units) do in an hour, by series; the same window for all who draw it, whatever else they show. */
export function useRises(
  asked: () => { readonly metric: ScreenMetric; readonly sensors: readonly string[] } | undefined,
  now: () => number,
): ComputedRef<ReadonlyMap<string, Rise>> {
  const histories = useCalmed(
    useHistory(() => {
      const { metric, sensors = [] } = asked() ?? {}
      return metric ? sensors.map((id) => windowFor(`${metric.id}/${id}`, WINDOW_MS, metric)) : []
    }),
    RISES_EVERY_MS,
  )
  return computed(() => {
    const freshness = asked()?.metric.freshness
    if (!freshness) return new Map()
    const told = [...histories.value].map(
      ([series, { points }]) => [series, riseOf(points, now(), freshness)] as const,
    )
    return new Map(told.flatMap(([series, rise]) => (rise ? [[series, rise]] : [])))
  })
}
