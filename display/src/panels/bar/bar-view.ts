import type { Freshness } from '../../../../protocol/freshness.ts'
import type { BarOptions } from '../../../../protocol/panels/bar.ts'
import type { ScreenMetric } from '../../../../protocol/screen.ts'
import type { Locale } from '../../i18n/messages.ts'
import { formatNumber, withUnit } from '../../i18n/numbers.ts'
import type { Reading } from '../../stores/readings.ts'
import { mixedState } from '../mixed-state.ts'
import type { PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber, type PanelState } from '../panel-state.ts'
import { compareValues, isMeasuredAt, type NamedPlace } from '../place-order.ts'

export interface Bar {
  readonly series: string
  readonly metric: number
  readonly text: string
  readonly freshness: Freshness
  /** From the baseline or the segment before, in shares of the axis; undefined without a number. */
  readonly from: number | undefined
  readonly to: number | undefined
}

export interface BarRow {
  readonly name: string
  readonly bars: readonly Bar[]
  /** What stacked bars come to, a dash where none has a number; undefined where bars stand side by side, or one has no number. */
  readonly total: string | undefined
  /** Where the row's last bar ends, in shares of the axis. */
  readonly end: number
}

export interface BarView {
  readonly title: string
  readonly subtitle: readonly string[]
  readonly state: PanelState
  readonly arrangement: BarOptions['arrangement']
  /** Names of the metrics, where there are several to tell apart. */
  readonly keys: readonly string[]
  /** Where zero stands on the axis, 0…1. */
  readonly zero: number
  readonly target: { readonly share: number; readonly text: string } | undefined
  readonly rows: readonly BarRow[]
  readonly nameLetters: number
  readonly valueLetters: number
}

interface Entry {
  readonly place: NamedPlace
  readonly cells: readonly {
    readonly series: string
    readonly reading: Reading | undefined
    readonly value: number | undefined
  }[]
}

interface Axis {
  readonly from: number
  readonly to: number
}

export function barKeys(
  metrics: readonly ScreenMetric[],
  places: readonly NamedPlace[],
): readonly string[] {
  return places.flatMap((place) =>
    metrics.filter((one) => isMeasuredAt(one, place)).map(({ id }) => `${id}/${place.id}`),
  )
}

export function barView(
  options: BarOptions,
  metrics: readonly ScreenMetric[],
  places: readonly NamedPlace[],
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): BarView {
  const { locale, messages } = context
  const entries = places.map((place): Entry => entryOf(place, metrics, readings))
  const isStacked = options.arrangement === 'stacked' && metrics.length > 1
  const ordered = options.order === 'as-listed' ? entries : entries.toSorted(byHighest(isStacked))
  const [only] = metrics.length === 1 ? metrics : []
  const axis = axisOf(entries, isStacked, only?.target)
  const units = new Set(metrics.map((metric) => metric.unitOfMeasure[locale]))
  const rows = ordered.map((entry) =>
    rowOf(entry, metrics, axis, isStacked, units.size === 1, context),
  )
  const texts = rows.flatMap(({ bars, total }) => [total ?? '', ...bars.map(({ text }) => text)])
  return {
    title: options.title?.[locale] ?? titleOf(metrics, locale),
    subtitle: units.size === 1 ? [...units] : [],
    state: mixedState(
      entries.flatMap(({ cells }) =>
        cells.flatMap(({ reading }, index) => {
          const metric = metrics[index]
          return metric ? [{ metric, reading }] : []
        }),
      ),
      context,
    ),
    arrangement: isStacked ? 'stacked' : 'grouped',
    keys: metrics.length > 1 ? metrics.map((metric) => metric.shortName[locale]) : [],
    zero: shareOn(axis, 0),
    target: only?.target === undefined ? undefined : targetOn(axis, only, only.target, context),
    rows,
    nameLetters: Math.max(4, ...places.map(({ name }) => name.length)),
    valueLetters: Math.max(messages.emDash.length + 1, ...texts.map((text) => text.length)),
  }
}

function titleOf(metrics: readonly ScreenMetric[], locale: Locale): string {
  const [only] = metrics.length === 1 ? metrics : []
  return only?.name[locale] ?? metrics.map(({ shortName }) => shortName[locale]).join(' · ')
}

function entryOf(
  place: NamedPlace,
  metrics: readonly ScreenMetric[],
  readings: ReadonlyMap<string, Reading>,
): Entry {
  return {
    place,
    cells: metrics.map((metric) => {
      const series = `${metric.id}/${place.id}`
      const reading = readings.get(series)
      return { series, reading, value: hasNumber(reading) ? reading.value : undefined }
    }),
  }
}

/** By the first metric, or by what all come to; without a number last, equal ones by name. */
function byHighest(isStacked: boolean): (a: Entry, b: Entry) => number {
  const weight = ({ cells }: Entry): number | undefined =>
    isStacked ? sumOf(cells.map(({ value }) => value)) : cells[0]?.value
  return (a, b) =>
    compareValues(weight(a), weight(b), false) || a.place.nameOrder - b.place.nameOrder
}

function sumOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, one) => sum + one, 0)
}

/** Always from zero: the length of a bar is its number. */
function axisOf(entries: readonly Entry[], isStacked: boolean, target = 0): Axis {
  const ends = entries.flatMap(({ cells }) => {
    const values = cells.map(({ value }) => value ?? 0)
    if (!isStacked) return values
    const sum = (sign: number): number =>
      values.filter((one) => one * sign > 0).reduce((all, one) => all + one, 0)
    return [sum(-1), sum(1)]
  })
  const from = Math.min(0, target, ...ends)
  const to = Math.max(0, target, ...ends)
  return to > from ? { from, to } : { from: 0, to: 1 }
}

function shareOn({ from, to }: Axis, value: number): number {
  return (value - from) / (to - from)
}

function targetOn(
  axis: Axis,
  metric: ScreenMetric,
  target: number,
  { locale, messages }: PanelContext,
): BarView['target'] {
  const text = formatNumber(target, Number.isInteger(target) ? 0 : metric.decimals, locale)
  return { share: shareOn(axis, target), text: messages.value.target(text) }
}

function rowOf(
  { place, cells }: Entry,
  metrics: readonly ScreenMetric[],
  axis: Axis,
  isStacked: boolean,
  hasOneUnit: boolean,
  { locale, messages, layer }: PanelContext,
): BarRow {
  const reached = { above: 0, below: 0 }
  const bars = cells.map(({ series, reading, value }, index): Bar => {
    const metric = metrics[index]
    const side = (value ?? 0) < 0 ? 'below' : 'above'
    const from = isStacked ? reached[side] : 0
    if (isStacked) reached[side] += value ?? 0
    const number = value === undefined ? '' : formatNumber(value, metric?.decimals ?? 0, locale)
    return {
      series,
      metric: index,
      text:
        value === undefined
          ? messages.emDash
          : withUnit(number, hasOneUnit ? '' : (metric?.unitOfMeasure[locale] ?? '')),
      freshness: freshnessOn(reading, layer),
      from: value === undefined ? undefined : shareOn(axis, from),
      to: value === undefined ? undefined : shareOn(axis, from + value),
    }
  })
  const isWhole = isStacked && cells.every(({ value }) => value !== undefined)
  const decimals = Math.max(0, ...metrics.map((metric) => metric.decimals))
  const sum = sumOf(cells.map(({ value }) => value))
  return {
    name: place.name,
    bars,
    total:
      isStacked && sum === undefined
        ? messages.emDash
        : isWhole && sum !== undefined
          ? formatNumber(sum, decimals, locale)
          : undefined,
    end: Math.max(shareOn(axis, 0), ...bars.map(({ to }) => to ?? 0)),
  }
}
