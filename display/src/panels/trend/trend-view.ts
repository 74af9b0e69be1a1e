import type { Freshness } from '../../../../protocol/freshness.ts'
import type { TrendOptions } from '../../../../protocol/panels/trend.ts'
import { formatMoment } from '../../i18n/dates.ts'
import { formatNumber, withUnit } from '../../i18n/numbers.ts'
import { valueText } from '../../i18n/value-text.ts'
import type { ChartTableView } from '../../charts/chart-table.ts'
import { breaksIn } from '../../charts/breaks.ts'
import { windowWords } from '../../charts/window-words.ts'
import type { HistoryView } from '../../history/history-book.ts'
import type { HistoryPoint } from '../../history/history-window.ts'
import type { Reading } from '../../stores/readings.ts'
import { doubtsOf } from '../doubts.ts'
import { mixedState } from '../mixed-state.ts'
import type { PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber, type PanelState } from '../panel-state.ts'
import type { TrendSeries } from './trend-series.ts'

/** The number at a line's end. */
export interface TrendLabel {
  readonly series: string
  /** Empty where the title names the only line. */
  readonly name: string
  readonly text: string
  readonly freshness: Freshness
}

export interface TrendView {
  readonly title: string
  readonly subtitle: readonly string[]
  readonly state: PanelState
  readonly labels: readonly TrendLabel[]
}

type Histories = ReadonlyMap<string, HistoryView>

export function trendView(
  options: TrendOptions,
  all: readonly TrendSeries[],
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): TrendView {
  const { locale, messages } = context
  const units = new Set(all.map(({ metric }) => metric.unitOfMeasure[locale]))
  const hasOneUnit = units.size === 1
  const words = [...(hasOneUnit ? units : []), windowWords(options.hours, messages)]
  return {
    title: options.title?.[locale] ?? titleOf(all, context),
    subtitle: words.filter((one) => one !== ''),
    state: mixedState(
      all.map(({ metric, series }) => ({ metric, reading: readings.get(series) })),
      context,
    ),
    labels: all.map(({ series, name, metric }) => {
      const reading = readings.get(series)
      const unit = hasOneUnit ? '' : metric.unitOfMeasure[locale]
      return {
        series,
        name: all.length === 1 ? '' : name,
        text: hasNumber(reading)
          ? withUnit(valueText(reading.value, metric, locale), unit)
          : messages.emDash,
        freshness: freshnessOn(reading, context.layer),
      }
    }),
  }
}

function titleOf(all: readonly TrendSeries[], { locale, screen }: PanelContext): string {
  const metrics = [...new Set(all.map(({ metric }) => metric))]
  const [only] = metrics
  if (metrics.length > 1) return metrics.map((one) => one.shortName[locale]).join(' · ')
  if (!only) return ''
  const subject = all.length === 1 ? all[0]?.subject : undefined
  return subject && subject.id !== screen.site.rootUnit
    ? `${only.shortName[locale]} ${subject.name[locale]}`
    : only.name[locale]
}

/** The lines as a table: the number now, the least and the greatest of the window, what to know of each. */
export function trendTable(
  view: TrendView,
  all: readonly TrendSeries[],
  histories: Histories,
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): ChartTableView {
  const { chart, trend } = context.messages.panels
  const lines = all.map(({ series, name, metric }, index) => {
    const points = histories.get(series)?.points ?? []
    const reading = readings.get(series)
    const doubts = reading ? doubtsOf(reading, context) : []
    const end = (point: HistoryPoint | undefined, value: number | undefined) =>
      extremeText(point, value, metric.decimals, context)
    const [least, greatest] = [extremeOf(points, 'min'), extremeOf(points, 'max')]
    return {
      name,
      cells: [
        { text: [view.labels[index]?.text ?? '', ...doubts].join(', ') },
        { text: end(least, least?.min) },
        { text: end(greatest, greatest?.max) },
      ],
    }
  })
  return {
    caption: [view.title, ...view.subtitle].join(', '),
    columns: [trend.series, chart.now, chart.least, chart.greatest],
    rows: [...lines, ...breakRows(all, histories, context)],
  }
}

/** Where the ground of a unit was cut anew: figures before and after are not of the same place. */
function breakRows(
  all: readonly TrendSeries[],
  histories: Histories,
  context: PanelContext,
): ChartTableView['rows'] {
  const to = context.now
  const from = to - Math.max(...all.map(({ window }) => window.spanMs))
  const views = all.map(({ series }) => histories.get(series))
  return breaksIn(views, { from, to }, context).map(({ since, units }) => ({
    name: since,
    cells: [{ text: units.join('; ') }, { text: '' }, { text: '' }],
  }))
}

function extremeOf(points: readonly HistoryPoint[], side: 'min' | 'max'): HistoryPoint | undefined {
  const sign = side === 'min' ? -1 : 1
  return points.reduce<HistoryPoint | undefined>((found, point) => {
    if (point.value === null) return found
    return !found || sign * point[side] > sign * found[side] ? point : found
  }, undefined)
}

function extremeText(
  point: HistoryPoint | undefined,
  value: number | undefined,
  decimals: number,
  { locale, messages, now, screen }: PanelContext,
): string {
  if (!point || value === undefined) return messages.emDash
  const time = formatMoment(point.at, now, screen.site.timeZone)
  return messages.panels.chart.at(formatNumber(value, decimals, locale), time)
}
