import { computed, type ComputedRef } from 'vue'
import type { AlarmRow } from '../../../protocol/alarms.ts'
import { ageAt, freshnessOf, type Freshness } from '../../../protocol/freshness.ts'
import type { ScreenMetric } from '../../../protocol/screen.ts'
import { fetchHistory } from '../history/fetch-history.ts'
import type { HistoryView } from '../history/history-book.ts'
import { DAY_MS, windowFor } from '../history/history-window.ts'
import { valueText } from '../i18n/value-text.ts'
import { levelWords } from '../panels/levels.ts'
import type { PanelContext } from '../panels/panel-context.ts'
import type { Trend } from '../panels/trend.ts'
import { useSiteClockStore } from '../stores/site-clock.ts'
import { TrendTrack } from '../stores/trend.ts'
import { useFresh } from './use-fresh.ts'

/** The newest figure of what an alarm watches, as far as it can be trusted. */
export interface PresentValue {
  /** Absent where the figure has expired or there is none. */
  readonly text: string | undefined
  readonly unitOfMeasure: string
  readonly at: number | undefined
  readonly ageMs: number
  readonly freshness: Freshness
  readonly meaning: string | undefined
  readonly trend: Trend | undefined
}

export interface AlarmCourse {
  readonly metric: ComputedRef<ScreenMetric | undefined>
  readonly history: ComputedRef<HistoryView>
  readonly present: ComputedRef<PresentValue | undefined>
}

const LOADING: HistoryView = { state: 'loading', points: [], breaks: [] }

/** The last day of the figure that an alarm watches, asked for every ten seconds: a desk has no figures of its own. */
export function useAlarmCourse(
  site: () => string,
  row: () => AlarmRow,
  context: () => PanelContext,
): AlarmCourse {
  const clock = useSiteClockStore()
  const metric = computed(() => context().screen.metrics.find(({ id }) => id === row().metric))
  const series = computed(() => {
    const subject = row().sensor ?? row().unit ?? context().screen.site.rootUnit
    return metric.value && `${metric.value.id}/${subject}`
  })
  const found = useFresh(
    async () => {
      const [asked, of] = [series.value, metric.value]
      if (asked === undefined || !of || clock.now === 0) return { ok: true, value: LOADING }
      const window = windowFor(asked, DAY_MS, of)
      const access = { site: site(), key: undefined }
      const answer = await fetchHistory(window, clock.now, access, (address, init) =>
        fetch(address, init),
      )
      if (!answer.ok) return { ok: false, problem: { name: 'unreachable' } }
      const { points, breaks } = answer
      return { ok: true, value: { state: 'ready', points, breaks } satisfies HistoryView }
    },
    () => `${site()} ${series.value} ${clock.now === 0}`,
  )
  const history = computed((): HistoryView => {
    const value = found.value.value
    if (value) return value
    return found.problem.value ? { ...LOADING, state: 'failed' } : LOADING
  })
  const present = computed(() => {
    if (!metric.value || history.value.state !== 'ready') return undefined
    return presentOf(history.value, metric.value, row(), context(), clock.rate)
  })
  return { metric, history, present }
}

function presentOf(
  { points }: HistoryView,
  metric: ScreenMetric,
  row: AlarmRow,
  context: PanelContext,
  rate: number,
): PresentValue {
  const last = points.at(-1)
  const unitOfMeasure = metric.unitOfMeasure[context.locale]
  const none = { text: undefined, unitOfMeasure, meaning: undefined, trend: undefined }
  if (!last) return { ...none, at: undefined, ageMs: Infinity, freshness: 'none' }
  const ageMs = ageAt(context.now, last.at, rate)
  const freshness = freshnessOf(ageMs, metric.freshness)
  const told = { at: last.at, ageMs, freshness }
  if (last.value === null || freshness === 'expired') return { ...none, ...told }
  const sensor = context.screen.sensors.find(({ id }) => id === row.sensor)
  return {
    ...told,
    text: valueText(last.value, metric, context.locale),
    unitOfMeasure,
    meaning: levelWords(last.value, metric, sensor, context),
    trend: trendOf(points, metric),
  }
}

function trendOf(
  points: HistoryView['points'],
  { freshness, decimals }: ScreenMetric,
): Trend | undefined {
  const track = new TrendTrack()
  const options = { spacingMs: freshness.cadenceMs / 2, spanMs: freshness.expireAfterMs }
  for (const { at, value } of points.slice(-64)) {
    if (value === null) track.clear()
    else track.push(at, value, options)
  }
  return track.read(decimals)
}
