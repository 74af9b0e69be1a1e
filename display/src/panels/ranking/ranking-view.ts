import type { RankingOptions } from '../../../../protocol/panels/ranking.ts'
import type { ScreenMessage, ScreenMetric } from '../../../../protocol/screen.ts'
import type { Freshness } from '../../../../protocol/freshness.ts'
import type { Locale } from '../../i18n/messages.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import type { Reading } from '../../stores/readings.ts'
import type { PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber, panelState, type PanelState } from '../panel-state.ts'
import { placesOf } from '../../stores/places.ts'
import { pageAt } from '../paging.ts'
import { compareValues, namedPlaces } from '../place-order.ts'
import type { Trend } from '../trend.ts'

export interface RankingRow {
  readonly series: string
  /** Equal values share a rank; without a number there is none. */
  readonly rank: number | undefined
  readonly name: string
  readonly text: string
  /** Position on the axis, 0…1. */
  readonly share: number | undefined
  readonly trend: Trend | undefined
  readonly freshness: Freshness
}

export interface RankingView {
  readonly title: string
  readonly subtitle: readonly string[]
  readonly state: PanelState
  /** Bars grow from zero; where the axis does not start there, dots stand on it. */
  readonly mark: 'bar' | 'dot'
  readonly axis: Axis
  /** The target's position on the axis, 0…1. */
  readonly target:
    { readonly share: number; readonly words: string; readonly text: string } | undefined
  readonly rowCount: number
  /** The rows from a position on; made only when they are shown. */
  readonly rowsFrom: (first: number, count: number) => readonly RankingRow[]
  /** Letters of the longest value and name, so that the columns never change their width. */
  readonly valueLetters: number
  readonly nameLetters: number
  /** Arrows are for what is measured, not for what is counted once a day. */
  readonly hasTrends: boolean
}

export interface Axis {
  readonly from: number
  readonly to: number
}

/** A place that is ranked; the same for as long as the screen is. */
export interface RankedPlace {
  readonly series: string
  readonly name: string
  /** Position of the name among all, in the order of the alphabet: decides between equal values. */
  readonly nameOrder: number
}

interface Entry {
  readonly place: RankedPlace
  readonly reading: Reading | undefined
  readonly value: number | undefined
}

export function rankedPlaces(
  metric: ScreenMetric,
  screen: ScreenMessage,
  locale: Locale,
): readonly RankedPlace[] {
  return namedPlaces(placesOf(metric, screen), locale).map(({ id, name, nameOrder }) => ({
    series: `${metric.id}/${id}`,
    name,
    nameOrder,
  }))
}

export function rankingView(
  options: RankingOptions,
  metric: ScreenMetric,
  places: readonly RankedPlace[],
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): RankingView {
  const { locale } = context
  const entries = places.map((place): Entry => {
    const reading = readings.get(place.series)
    return { place, reading, value: hasNumber(reading) ? reading.value : undefined }
  })
  const ordered = orderEntries(entries, options.order, metric.direction)
  const ranks = options.order === 'as-listed' ? [] : ranksOf(ordered)
  const mark = metric.target === undefined ? 'bar' : 'dot'
  const values = entries.flatMap((entry) => (entry.value === undefined ? [] : [entry.value]))
  const axis = axisOf(values, mark, metric.target)
  return {
    title: options.title?.[locale] ?? metric.name[locale],
    subtitle: [metric.unitOfMeasure[locale]],
    state: panelState(
      entries.map((entry) => entry.reading),
      metric.freshness,
      context,
    ),
    mark,
    axis,
    target: targetOn(axis, metric, context),
    rowCount: ordered.length,
    rowsFrom: (first, count) =>
      ordered
        .slice(first, first + count)
        .map((entry, index) => rowOf(entry, ranks[first + index], axis, metric, context)),
    valueLetters: lettersOf(values, metric, locale),
    nameLetters: places.reduce((longest, { name }) => Math.max(longest, name.length), 4),
    hasTrends: metric.subjects === 'sensor',
  }
}

/** Of all values the least or the greatest is the longest. */
function lettersOf(values: readonly number[], metric: ScreenMetric, locale: Locale): number {
  const ends = values.length === 0 ? [] : [Math.min(...values), Math.max(...values)]
  return Math.max(2, ...ends.map((end) => formatNumber(end, metric.decimals, locale).length))
}

function rowOf(
  { place, reading, value }: Entry,
  rank: number | undefined,
  axis: Axis,
  metric: ScreenMetric,
  { locale, messages, layer }: PanelContext,
): RankingRow {
  return {
    series: place.series,
    rank,
    name: place.name,
    text: value === undefined ? messages.emDash : formatNumber(value, metric.decimals, locale),
    share: value === undefined ? undefined : shareOn(axis, value),
    trend: value === undefined ? undefined : reading?.trend,
    freshness: freshnessOn(reading, layer),
  }
}

function targetOn(axis: Axis, metric: ScreenMetric, context: PanelContext): RankingView['target'] {
  if (metric.target === undefined) return undefined
  const decimals = Number.isInteger(metric.target) ? 0 : metric.decimals
  const text = formatNumber(metric.target, decimals, context.locale)
  return {
    share: shareOn(axis, metric.target),
    words: context.messages.value.targetWord,
    text,
  }
}

function orderEntries(
  entries: readonly Entry[],
  order: RankingOptions['order'],
  direction: ScreenMetric['direction'],
): readonly Entry[] {
  if (order === 'as-listed') return entries
  const isLowestFirst = (direction === 'higher-is-better') === (order === 'worst-first')
  return entries.toSorted(
    (a, b) =>
      compareValues(a.value, b.value, isLowestFirst) || a.place.nameOrder - b.place.nameOrder,
  )
}

/** Counted from 1; equal values share the first one's. */
function ranksOf(ordered: readonly Entry[]): readonly (number | undefined)[] {
  const ranks: (number | undefined)[] = []
  for (const [index, { value }] of ordered.entries()) {
    const isEqual = index > 0 && ordered[index - 1]?.value === value
    ranks.push(value === undefined ? undefined : isEqual ? ranks[index - 1] : index + 1)
  }
  return ranks
}

/** Bars need zero. Dots get round ends outside the values, so that a small change moves no axis. */
export function axisOf(
  values: readonly number[],
  mark: RankingView['mark'],
  target: number | undefined,
): Axis {
  const all = target === undefined ? values : [...values, target]
  const [low, high] = [Math.min(...all), Math.max(...all)]
  if (all.length === 0) return { from: 0, to: 1 }
  if (mark === 'bar') return { from: Math.min(0, low), to: Math.max(high, 0) || 1 }
  const step = roundStep(high - low || Math.abs(high) || 1)
  return {
    from: Math.floor(low / step) * step,
    to: (Math.floor(high / step) + 1) * step,
  }
}

function roundStep(span: number): number {
  const power = 10 ** Math.floor(Math.log10(span / 2))
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => span / step <= 4) ?? power
}

function shareOn({ from, to }: Axis, value: number): number {
  return (value - from) / (to - from)
}

export interface RankingPage {
  readonly page: number
  readonly pageCount: number
  readonly rows: readonly RankingRow[]
}

/** The rows of a page; a page number past the end starts again. */
export function pageOf(view: RankingView, rowsPerPage: number, page: number): RankingPage {
  const { first, size, ...shown } = pageAt(view.rowCount, rowsPerPage, page)
  return { ...shown, rows: view.rowsFrom(first, size) }
}
