import { computed, type ComputedRef } from 'vue'
import type { AlarmRow } from '../../../protocol/alarms.ts'
import type { Freshness } from '../../../protocol/freshness.ts'
import { riseOf } from '../../../protocol/rise.ts'
import type { ScreenMetric } from '../../../protocol/screen.ts'
import { watchedSeries } from '../alarms/watched-series.ts'
import { DAY_MS, windowFor } from '../history/history-window.ts'
import { useHistory, type HistoryView } from '../history/use-history.ts'
import { valueText } from '../i18n/value-text.ts'
import { levelWords } from '../panels/levels.ts'
import type { PanelContext } from '../panels/panel-context.ts'
import { freshnessOn, hasNumber } from '../panels/panel-state.ts'
import { trendOf } from '../panels/told-rise.ts'
import type { Trend } from '../panels/trend.ts'
import { useReadings, type Reading } from '../stores/readings.ts'

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

/** The figure that an alarm watches as it comes by the feed, behind the last day of it. */
export function useAlarmCourse(row: () => AlarmRow, context: () => PanelContext): AlarmCourse {
  const metric = computed(() => context().screen.metrics.find(({ id }) => id === row().metric))
  const series = computed(() => metric.value && watchedSeries(row(), context().screen))
  const keys = computed(() => (series.value === undefined ? [] : [series.value]))
  const readings = useReadings(() => keys.value)
  const windows = computed(() => {
    const of = metric.value
    return of ? keys.value.map((key) => windowFor(key, DAY_MS, of)) : []
  })
  const views = useHistory(() => windows.value)
  const history = computed(() => views.value.get(series.value ?? '') ?? LOADING)
  const present = computed(() => {
    const reading = readings.value.get(series.value ?? '')
    return metric.value && presentOf(reading, metric.value, row(), history.value, context())
  })
  return { metric, history, present }
}

function presentOf(
  reading: Reading | undefined,
  metric: ScreenMetric,
  row: AlarmRow,
  { points }: HistoryView,
  context: PanelContext,
): PresentValue {
  const freshness = freshnessOn(reading, context.layer)
  const told = {
    at: reading?.sampledAt,
    ageMs: reading?.ageMs ?? Infinity,
    freshness,
    unitOfMeasure: metric.unitOfMeasure[context.locale],
  }
  if (!hasNumber(reading)) {
    return { ...told, text: undefined, meaning: undefined, trend: undefined }
  }
  const rise = riseOf(points, context.now, metric.freshness)
  const sensor = context.screen.sensors.find(({ id }) => id === row.sensor)
  return {
    ...told,
    text: valueText(reading.value, metric, context.locale),
    meaning: levelWords(reading.value, metric, sensor, context),
    // From the course, which is there before a second figure has come.
    trend: freshness === 'stale' ? undefined : trendOf(reading, rise, metric),
  }
}
