import type { ScreenMetric } from '../../../../protocol/screen.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import type { Reading } from '../../stores/readings.ts'
import { shadeOf, type CellShade } from '../class-shade.ts'
import type { PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber } from '../panel-state.ts'
import { isMeasuredAt, type NamedPlace } from '../place-order.ts'
import type { HeatmapPlan } from './heatmap-plan.ts'

export interface HeatmapCell {
  /** Absent where the cell is a sum over rows that are not drawn, or where nothing is measured. */
  readonly series: string | undefined
  readonly text: string
  /** What the cell is filled with; `sum` and `total` are not filled by class, `blank` is not measured there. */
  readonly look: CellShade | 'sum' | 'sum-stale' | 'total' | 'total-stale' | 'blank'
  /** A zero where fewer is better draws no eye. */
  readonly isQuiet: boolean
}

export interface HeatmapRow {
  readonly name: string
  /** Stands for several places that found no row of their own. */
  readonly isGroup: boolean
  /** In the order of the columns, the total last. */
  readonly cells: readonly HeatmapCell[]
}

export interface HeatmapEntry {
  readonly place: NamedPlace
  /** In the order of the plan's metrics, like the readings. */
  readonly series: readonly string[]
  readonly readings: readonly (Reading | undefined)[]
}

const BLANK: HeatmapCell = { series: undefined, text: '', look: 'blank', isQuiet: false }

export function valueOf({ readings }: HeatmapEntry, index: number): number | undefined {
  const reading = readings[index]
  return hasNumber(reading) ? reading.value : undefined
}

/** As many rows as there is room for; the places that do not fit stand summed up in the last row or two. */
export function rowsWithin(
  ordered: readonly HeatmapEntry[],
  room: number,
  plan: HeatmapPlan,
  context: PanelContext,
): readonly HeatmapRow[] {
  const rows = (count: number): readonly HeatmapRow[] =>
    ordered.slice(0, count).map((entry) => rowOf(entry, plan, context))
  if (ordered.length <= room) return rows(ordered.length)
  const groups = groupsOf(ordered.slice(Math.max(0, room - 1)), plan, context)
  if (groups.length === 1) return [...rows(room - 1), ...groups]
  return [...rows(room - 2), ...groupsOf(ordered.slice(Math.max(0, room - 2)), plan, context)]
}

function groupsOf(
  rest: readonly HeatmapEntry[],
  plan: HeatmapPlan,
  context: PanelContext,
): readonly HeatmapRow[] {
  const { others, incomplete } = context.messages.panels.heatmap
  const whole: HeatmapEntry[] = []
  const partial: HeatmapEntry[] = []
  for (const entry of rest) (isWhole(entry, plan) ? whole : partial).push(entry)
  // Apart from the rest, so that one place without a figure does not take the sum from all the others.
  return [
    { members: whole, name: others(whole.length, plan.noun) },
    { members: partial, name: incomplete(partial.length, plan.noun) },
  ].flatMap(({ members, name }) =>
    members.length === 0 ? [] : [groupOf(members, name, plan, context)],
  )
}

/** True when nothing is missing of what can be summed up. */
function isWhole(entry: HeatmapEntry, plan: HeatmapPlan): boolean {
  return plan.metrics.every(
    (metric, index) => metric.aggregation?.kind !== 'sum' || valueOf(entry, index) !== undefined,
  )
}

function rowOf(entry: HeatmapEntry, plan: HeatmapPlan, context: PanelContext): HeatmapRow {
  const { place, series, readings } = entry
  const { columns, total } = plan
  const cells = columns.map((metric, index) =>
    isMeasuredAt(metric, place)
      ? classCell(metric, series[index], readings[index], context)
      : BLANK,
  )
  const last = total && totalCell(total, series[columns.length], readings[columns.length], context)
  return { name: place.name, isGroup: false, cells: last ? [...cells, last] : cells }
}

function classCell(
  metric: ScreenMetric,
  series: string | undefined,
  reading: Reading | undefined,
  { locale, messages, layer }: PanelContext,
): HeatmapCell {
  if (!hasNumber(reading)) {
    return { series, text: messages.emDash, look: 'none', isQuiet: false }
  }
  const isOld = freshnessOn(reading, layer) === 'stale'
  return {
    series,
    text: formatNumber(reading.value, metric.decimals, locale),
    look: isOld ? 'stale' : shadeOf(reading.value, metric),
    isQuiet: isZero(reading.value, metric),
  }
}

function isZero(value: number, { decimals, direction }: ScreenMetric): boolean {
  return direction !== 'higher-is-better' && Number(value.toFixed(decimals)) === 0
}

/** As the source counts it; never a sum made here. */
export function totalCell(
  metric: ScreenMetric,
  series: string | undefined,
  reading: Reading | undefined,
  { locale, messages, layer }: PanelContext,
): HeatmapCell {
  const isOld = freshnessOn(reading, layer) === 'stale'
  return {
    series,
    text: hasNumber(reading)
      ? formatNumber(reading.value, metric.decimals, locale)
      : messages.emDash,
    look: isOld ? 'total-stale' : 'total',
    isQuiet: false,
  }
}

function groupOf(
  members: readonly HeatmapEntry[],
  name: string,
  plan: HeatmapPlan,
  { locale, messages, layer }: PanelContext,
): HeatmapRow {
  const cells = plan.metrics.map((metric, index): HeatmapCell => {
    if (metric.aggregation?.kind !== 'sum') return BLANK
    const sum = sumOver(members, index, layer)
    return sum === undefined
      ? { series: undefined, text: messages.emDash, look: 'none', isQuiet: false }
      : {
          series: undefined,
          text: formatNumber(sum.value, metric.decimals, locale),
          look: sum.isOld ? 'sum-stale' : 'sum',
          isQuiet: sum.value === 0,
        }
  })
  return { name, isGroup: true, cells }
}

/** Undefined where one of them has no figure: what the others come to would pass for all of them. */
function sumOver(
  members: readonly HeatmapEntry[],
  index: number,
  layer: PanelContext['layer'],
): { readonly value: number; readonly isOld: boolean } | undefined {
  let sum = 0
  let isOld = false
  for (const entry of members) {
    const value = valueOf(entry, index)
    if (value === undefined) return undefined
    sum += value
    isOld ||= freshnessOn(entry.readings[index], layer) === 'stale'
  }
  return { value: sum, isOld }
}
