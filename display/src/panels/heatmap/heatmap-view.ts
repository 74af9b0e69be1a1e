import type { HeatmapOptions } from '../../../../protocol/panels/heatmap.ts'
import type { ScreenMetric } from '../../../../protocol/screen.ts'
import type { Locale } from '../../i18n/messages.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import type { Reading } from '../../stores/readings.ts'
import { mixedState, type MeasuredReading } from '../mixed-state.ts'
import type { PanelContext } from '../panel-context.ts'
import { hasNumber, type PanelState } from '../panel-state.ts'
import { compareValues, isLowestWorst, isMeasuredAt } from '../place-order.ts'
import type { HeatmapPlan } from './heatmap-plan.ts'
import {
  rowsWithin,
  totalCell,
  valueOf,
  type HeatmapEntry,
  type HeatmapRow,
} from './heatmap-rows.ts'

export interface HeatmapView {
  readonly title: string
  readonly subtitle: readonly string[]
  readonly state: PanelState
  /** The total's head comes last where there is one. */
  readonly heads: readonly string[]
  readonly hasTotal: boolean
  readonly rowCount: number
  /** As many rows as there is room for; those that do not fit are summed up in the last ones. */
  readonly rowsWithin: (room: number) => readonly HeatmapRow[]
  /** The root unit's own figures. */
  readonly foot: HeatmapRow | undefined
  readonly nameLetters: number
  readonly valueLetters: number
}

export function heatmapView(
  options: HeatmapOptions,
  plan: HeatmapPlan,
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): HeatmapView {
  const { locale, messages } = context
  const { metrics } = plan
  const entries = plan.places.map((place, row): HeatmapEntry => {
    const series = plan.series[row] ?? []
    return { place, series, readings: series.map((one) => readings.get(one)) }
  })
  const ordered = options.order === 'as-listed' ? entries : worstFirst(entries, plan)
  const measured = measuredOf(entries, plan)
  const foot = footOf(plan, readings, context)
  return {
    title: options.title?.[locale] ?? (plan.total ?? plan.columns[0])?.name[locale] ?? '',
    subtitle: [commonUnit(metrics, locale)],
    state: mixedState(measured, context),
    heads: [
      ...plan.columns.map(({ shortName }) => shortName[locale]),
      ...(plan.total ? [messages.panels.heatmap.total] : []),
    ],
    hasTotal: plan.total !== undefined,
    rowCount: entries.length,
    rowsWithin: (room) => rowsWithin(ordered, room, plan, context),
    foot,
    nameLetters: plan.places.reduce((longest, { name }) => Math.max(longest, name.length), 4),
    valueLetters: longestValue(measured, foot, locale),
  }
}

function measuredOf(
  entries: readonly HeatmapEntry[],
  { metrics }: HeatmapPlan,
): readonly MeasuredReading[] {
  const measured: MeasuredReading[] = []
  for (const { place, readings } of entries) {
    for (const [index, metric] of metrics.entries()) {
      if (isMeasuredAt(metric, place)) measured.push({ metric, reading: readings[index] })
    }
  }
  return measured
}

/** Said in the head when all columns share one. */
function commonUnit(metrics: readonly ScreenMetric[], locale: Locale): string {
  const [only, ...others] = new Set(metrics.map(({ unitOfMeasure }) => unitOfMeasure[locale]))
  return only !== undefined && others.length === 0 ? only : ''
}

/** By the total, or by the columns from the first on; equal rows by name. */
function worstFirst(entries: readonly HeatmapEntry[], plan: HeatmapPlan): readonly HeatmapEntry[] {
  const { columns, total } = plan
  const deciding = total
    ? [{ index: columns.length, metric: total }]
    : columns.map((metric, index) => ({ index, metric }))
  return entries.toSorted((a, b) => {
    for (const { index, metric } of deciding) {
      const order = compareValues(valueOf(a, index), valueOf(b, index), isLowestWorst(metric))
      if (order !== 0) return order
    }
    return a.place.nameOrder - b.place.nameOrder
  })
}

function footOf(
  plan: HeatmapPlan,
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): HeatmapRow | undefined {
  const { columns, metrics, totals } = plan
  const known = totals.map((series) => readings.get(series))
  if (known.every((reading) => reading === undefined)) return undefined
  const { total, whole } = context.messages.panels.heatmap
  return {
    name: columns.every(({ aggregation }) => aggregation?.kind === 'sum') ? total : whole,
    isGroup: false,
    cells: metrics.map((metric, index) => totalCell(metric, totals[index], known[index], context)),
  }
}

function longestValue(
  all: readonly MeasuredReading[],
  foot: HeatmapRow | undefined,
  locale: Locale,
): number {
  const longest = new Map<ScreenMetric, number>()
  for (const { metric, reading } of all) {
    if (!hasNumber(reading)) continue
    const size = Math.abs(reading.value)
    if (size > (longest.get(metric) ?? -1)) longest.set(metric, size)
  }
  const letters = [...longest].map(
    ([metric, size]) => formatNumber(size, metric.decimals, locale).length,
  )
  return Math.max(2, ...letters, ...(foot?.cells.map(({ text }) => text.length) ?? []))
}
