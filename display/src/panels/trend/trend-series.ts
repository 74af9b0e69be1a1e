import type { TrendOptions } from '../../../../protocol/panels/trend.ts'
import type { LocalizedText, ScreenMessage, ScreenMetric } from '../../../../protocol/screen.ts'
import { windowFor, type HistoryWindow } from '../../history/history-window.ts'
import type { Locale } from '../../i18n/messages.ts'
import { subjectOf, type Subject } from '../../stores/subjects.ts'
import { metricOf } from '../panel-context.ts'

const HOUR_MS = 3_600_000

/** One line of a trend; the same for as long as the screen is. */
export interface TrendSeries {
  readonly series: string
  readonly metric: ScreenMetric
  readonly subject: Subject
  readonly name: string
  readonly window: HistoryWindow
}

export function trendSeries(
  { series, hours }: TrendOptions,
  screen: ScreenMessage,
  locale: Locale,
): readonly TrendSeries[] {
  const all = series.map((one) => ({
    metric: metricOf(screen, one.metric),
    subject: subjectOf(one, screen),
    label: one.label,
  }))
  const hasOneMetric = new Set(all.map(({ metric }) => metric.id)).size === 1
  const hasOneSubject = new Set(all.map(({ subject }) => subject.id)).size === 1
  return all.map(({ metric, subject, label }) => {
    const id = `${metric.id}/${subject.id}`
    return {
      series: id,
      metric,
      subject,
      name: (label ?? nameOf(metric, subject, hasOneMetric, hasOneSubject))[locale],
      window: windowFor(id, hours * HOUR_MS, metric),
    }
  })
}

/** What all lines share stands in the title. */
function nameOf(
  { shortName }: ScreenMetric,
  { name }: Subject,
  hasOneMetric: boolean,
  hasOneSubject: boolean,
): LocalizedText {
  if (hasOneMetric) return name
  if (hasOneSubject) return shortName
  return { vi: `${shortName.vi} ${name.vi}`, en: `${shortName.en} ${name.en}` }
}
