import type { RankingOptions } from '../../../../protocol/panels/ranking.ts'
import type { ScreenMessage, ScreenMetric } from '../../../../protocol/screen.ts'
import type { Freshness } from '../../../../protocol/freshness.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import type { Reading } from '../../stores/readings.ts'
import type { PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber, panelState, type PanelState } from '../panel-state.ts'
import { placesOf, type Place } from '../places.ts'
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
  readonly subtitle: string
  readonly state: PanelState
  /** Bars grow from zero; where the axis does not start there, dots stand on it. */
  readonly mark: 'bar' | 'dot'
  readonly axis: Axis
  /** The target's position on the axis, 0…1. */
  readonly target:
    { readonly share: number; readonly words: string; readonly text: string } | undefined
  readonly rows: readonly RankingRow[]
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

interface Entry {
  readonly place: Place
  readonly series: string
  readonly reading: Reading | undefined
  readonly value: number | undefined
}

export function rankingKeys(metric: ScreenMetric, screen: ScreenMessage): readonly string[] {
  return placesOf(metric, screen).map((place) => `${metric.id}/${place.id}`)
}

export function rankingView(
  options: RankingOptions,
  metric: ScreenMetric,
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): RankingView {
  const { locale, messages, screen } = context
  const entries = placesOf(metric, screen).map((place): Entry => {
    const series = `${metric.id}/${place.id}`
    const reading = readings.get(series)
    return { place, series, reading, value: hasNumber(reading) ? reading.value : undefined }
  })
  const ordered = orderEntries(entries, options.order, metric.direction, locale)
  const mark = metric.target === undefined ? 'bar' : 'dot'
  const values = entries.flatMap((entry) => (entry.value === undefined ? [] : [entry.value]))
  const axis = axisOf(values, mark, metric.target)
  const rows = ordered.map((entry): RankingRow => ({
    series: entry.series,
    rank: options.order === 'as-listed' ? undefined : rankOf(entry, ordered),
    name: entry.place.name[locale],
    text:
      entry.value === undefined
        ? messages.emDash
        : formatNumber(entry.value, metric.decimals, locale),
    share: entry.value === undefined ? undefined : shareOn(axis, entry.value),
    trend: entry.value === undefined ? undefined : entry.reading?.trend,
    freshness: freshnessOn(entry.reading, context.layer),
  }))
  return {
    title: options.title?.[locale] ?? metric.name[locale],
    subtitle: metric.unitOfMeasure[locale],
    state: panelState(
      entries.map((entry) => entry.reading),
      metric.freshness,
      context,
    ),
    mark,
    axis,
    target: targetOn(axis, metric, context),
    rows,
    valueLetters: Math.max(2, ...rows.map((row) => row.text.length)),
    nameLetters: Math.max(4, ...rows.map((row) => row.name.length)),
    hasTrends: metric.subjects === 'sensor',
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
  locale: string,
): readonly Entry[] {
  if (order === 'as-listed') return entries
  const isLowestFirst = (direction === 'higher-is-better') === (order === 'worst-first')
  const sign = isLowestFirst ? 1 : -1
  const collator = new Intl.Collator(locale)
  return entries.toSorted((a, b) => {
    if (a.value === undefined || b.value === undefined) {
      return Number(a.value === undefined) - Number(b.value === undefined) || byName(a, b)
    }
    return sign * (a.value - b.value) || byName(a, b)
  })

  function byName(a: Entry, b: Entry): number {
    return collator.compare(a.place.name.vi, b.place.name.vi)
  }
}

function rankOf(entry: Entry, ordered: readonly Entry[]): number | undefined {
  if (entry.value === undefined) return undefined
  return ordered.findIndex((one) => one.value === entry.value) + 1
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
export function pageOf(
  rows: readonly RankingRow[],
  rowsPerPage: number,
  page: number,
): RankingPage {
  const size = Math.max(1, Math.floor(rowsPerPage))
  const pageCount = Math.max(1, Math.ceil(rows.length / size))
  const index = page % pageCount
  return { page: index, pageCount, rows: rows.slice(index * size, (index + 1) * size) }
}
