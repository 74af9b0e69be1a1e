import type { Freshness } from '../../../../protocol/freshness.ts'
import type { RadarOptions } from '../../../../protocol/panels/radar.ts'
import type { ScreenMessage, ScreenMetric } from '../../../../protocol/screen.ts'
import type { ChartTableView } from '../../charts/chart-table.ts'
import { formatNumber, withUnit } from '../../i18n/numbers.ts'
import type { Reading } from '../../stores/readings.ts'
import { subjectOf } from '../../stores/subjects.ts'
import { mixedState } from '../mixed-state.ts'
import { metricOf, type PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber, type PanelState } from '../panel-state.ts'

export interface RadarValue {
  readonly series: string
  readonly text: string
  readonly freshness: Freshness
  /** Of the axis, 0…1; undefined without a number, which is not zero. */
  readonly share: number | undefined
}

export interface RadarView {
  readonly title: string
  readonly state: PanelState
  readonly axes: readonly { readonly name: string; readonly full: string }[]
  readonly units: readonly { readonly name: string; readonly values: readonly RadarValue[] }[]
}

export function radarMetrics(
  { axes }: RadarOptions,
  screen: ScreenMessage,
): readonly ScreenMetric[] {
  return axes.map(({ metric }) => metricOf(screen, metric))
}

export function radarKeys({ axes, units }: RadarOptions, screen: ScreenMessage): readonly string[] {
  return units.flatMap((unit) => {
    const { id } = subjectOf({ metric: '', unit }, screen)
    return axes.map(({ metric }) => `${metric}/${id}`)
  })
}

export function radarView(
  options: RadarOptions,
  metrics: readonly ScreenMetric[],
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): RadarView {
  const { locale, messages, screen, layer } = context
  const units = options.units.map((unit) => {
    const { id, name } = subjectOf({ metric: '', unit }, screen)
    const values = metrics.map((metric, index): RadarValue => {
      const series = `${metric.id}/${id}`
      const reading = readings.get(series)
      const full = options.axes[index]?.full ?? 1
      return {
        series,
        text: hasNumber(reading)
          ? formatNumber(reading.value, metric.decimals, locale)
          : messages.emDash,
        freshness: freshnessOn(reading, layer),
        share: hasNumber(reading) ? Math.min(1, Math.max(0, reading.value / full)) : undefined,
      }
    })
    return { name: name[locale], values }
  })
  const [only] = units.length === 1 ? units : []
  return {
    title: options.title?.[locale] ?? only?.name ?? screen.site.name[locale],
    state: mixedState(
      units.flatMap(({ values }) =>
        metrics.map((metric, index) => ({
          metric,
          reading: readings.get(values[index]?.series ?? ''),
        })),
      ),
      context,
    ),
    axes: metrics.map((metric, index) => {
      const full = options.axes[index]?.full ?? 1
      const text = formatNumber(full, Number.isInteger(full) ? 0 : metric.decimals, locale)
      return {
        name: metric.shortName[locale],
        full: messages.panels.radar.full(withUnit(text, metric.unitOfMeasure[locale])),
      }
    }),
    units,
  }
}

export function radarTable(view: RadarView, { messages }: PanelContext): ChartTableView {
  return {
    caption: view.title,
    columns: [messages.panels.radar.axis, ...view.units.map(({ name }) => name)],
    rows: view.axes.map(({ name, full }, index) => ({
      name: `${name}, ${full}`,
      cells: view.units.map(({ values }) => ({
        text: values[index]?.text ?? messages.emDash,
        // Where there is one unit, its values stand at the axes.
        series: view.units.length > 1 ? values[index]?.series : undefined,
      })),
    })),
  }
}
