import type { TrendOptions } from '../../../../protocol/panels/trend.ts'
import { breaksIn, type TimeBreak } from '../../charts/breaks.ts'
import {
  freeHeight,
  levelLines,
  levelsInReach,
  placeNames,
  targetLine,
  type Dot,
  type NamePlace,
  type ReferenceLine,
} from '../../charts/reference-lines.ts'
import {
  clearOfBreaks,
  mostApart,
  runsFrom,
  runsOf,
  silentSpans,
  type Runs,
  type TimeSpan,
} from '../../charts/runs.ts'
import { spreadLabels } from '../../charts/spread-labels.ts'
import { timeTicks, type TimeTick } from '../../charts/time-ticks.ts'
import { scaleDecimals, shareOf, valueScale, type ValueScale } from '../../charts/value-scale.ts'
import type { HistoryView } from '../../history/history-book.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import { stateOf } from '../../i18n/value-text.ts'
import type { BoxSize } from '../box-size.ts'
import type { PanelContext } from '../panel-context.ts'
import type { TrendSeries } from './trend-series.ts'

/** A line's end and where the label for it stands; all in rem from the panel body's top. */
export interface TrendEnd {
  readonly y: number
  readonly labelY: number
}

export interface TrendChart {
  /** What is said in the drawing's place, or beside it. */
  readonly notice: 'loading' | 'empty' | undefined
  /** There are only the points that came live. */
  readonly lacksHistory: boolean
  /** The plot inside the panel's body, in rem. */
  readonly plot: {
    readonly left: number
    readonly top: number
    readonly width: number
    readonly height: number
  }
  readonly window: TimeSpan
  readonly scale: ValueScale
  readonly valueTexts: readonly string[]
  readonly timeTicks: readonly TimeTick[]
  readonly lines: readonly Runs[]
  readonly references: readonly (ReferenceLine & { readonly place: NamePlace | undefined })[]
  readonly silent: readonly (TimeSpan & { readonly text: string })[]
  /** How far from the plot's middle the words on silent stretches stand, in rem. */
  readonly silentShift: number
  readonly breaks: readonly ChartBreak[]
  readonly ends: readonly TrendEnd[]
}

export interface ChartBreak {
  readonly at: number
  readonly text: string
  /** How far from the line the middle of the words stands, in rem: they stay beside the axis and in the panel. */
  readonly shift: number
}

const HOUR_MS = 3_600_000
/** All in rem; a letter of the fine size, a figure of the body size. */
const FINE_LETTER = 1.02
const BODY_LETTER = 1.34
const LINE = 2.5
const LABEL_LINE = 3
const TICK_ROOM = 11
const VALUE_ROOM = 4.4
const KEY = 3.4
const FOOT = 3.4
const HEAD = 1.4
const BREAK_HEAD = 4.2
const BREAK_GAP = 0.6

export function trendChart(
  options: TrendOptions,
  all: readonly TrendSeries[],
  histories: ReadonlyMap<string, HistoryView>,
  context: PanelContext,
  size: BoxSize,
  valueLetters: number,
): TrendChart {
  const window = { from: context.now - options.hours * HOUR_MS, to: context.now }
  const views = all.map(({ series }) => histories.get(series))
  const lines = linesOf(all, views, window)
  const values = lines.flat(2).map((point) => point.value)
  const references = referencesOf(all, values, context)
  const decimals = Math.max(0, ...all.map(({ metric }) => metric.decimals))
  const breaks = breaksIn(views, window, context)
  const height = Math.max(
    1,
    size.height / size.rem - FOOT - (breaks.length > 0 ? BREAK_HEAD : HEAD),
  )
  const scale = valueScale([...values, ...references.map(({ value }) => value)], {
    most: Math.max(1, Math.floor(height / VALUE_ROOM)),
    decimals,
  })
  const tickDecimals = scaleDecimals(scale, decimals)
  const valueTexts = scale.ticks.map((tick) => tickText(tick, tickDecimals, all, context))
  const left = Math.max(...valueTexts.map((text) => text.length)) * FINE_LETTER + 1.2
  const width = Math.max(
    1,
    size.width / size.rem - left - labelRoom(all, values, valueLetters, context),
  )
  const plot = { left, top: breaks.length > 0 ? BREAK_HEAD : HEAD, width, height }
  const msPerRem = (window.to - window.from) / width
  const silentY = freeHeight(
    references.map(({ value }) => (1 - shareOf(scale, value)) * height),
    height,
    LINE,
  )
  const isLoading = views.some((view) => view === undefined || view.state === 'loading')
  return {
    notice: values.length > 0 ? undefined : isLoading ? 'loading' : 'empty',
    lacksHistory: views.some((view) => view?.state === 'failed'),
    plot,
    window,
    scale,
    valueTexts,
    timeTicks: timeTicks(window.from, window.to, width / TICK_ROOM, context.screen.site.timeZone),
    lines: lines.map((runs, index) =>
      clearOfBreaks(runs, views[index]?.breaks ?? [], BREAK_GAP * msPerRem),
    ),
    references: withPlaces(references, scale, plot, dotsOf(lines, window, scale, plot)),
    silent:
      values.length === 0
        ? []
        : silentOf(all, lines, window, plot.width, silentY !== undefined, context),
    silentShift: (silentY ?? 0) - height / 2,
    breaks: breaks.map((one) => withWords(one, window, plot, size.width / size.rem)),
    ends: endsOf(lines, scale, plot),
  }
}

function linesOf(
  all: readonly TrendSeries[],
  views: readonly (HistoryView | undefined)[],
  window: TimeSpan,
): readonly Runs[] {
  return all.map(({ metric, window: asked }, index) =>
    runsFrom(
      window.from,
      runsOf(
        (views[index]?.points ?? []).filter(({ at }) => at <= window.to),
        mostApart(metric.freshness.staleAfterMs, asked.stepMs),
        views[index]?.breaks,
      ),
    ),
  )
}

/** A target belongs to a metric, levels to a station: lines that are not of every series would mislead. */
function referencesOf(
  all: readonly TrendSeries[],
  values: readonly number[],
  context: PanelContext,
): readonly ReferenceLine[] {
  const [first] = all
  if (!first || all.some(({ metric }) => metric.id !== first.metric.id)) return []
  const isOneSubject = all.every(({ subject }) => subject.id === first.subject.id)
  const levels = isOneSubject ? levelLines(first.subject.sensor, first.metric, context) : []
  const greatest = values.length > 0 ? Math.max(...values) : -Infinity
  return [...targetLine(first.metric, context), ...levelsInReach(levels, greatest)]
}

function withPlaces(
  references: readonly ReferenceLine[],
  scale: ValueScale,
  plot: TrendChart['plot'],
  curve: readonly Dot[],
): TrendChart['references'] {
  const named = references.map(({ value, text }) => ({
    y: (1 - shareOf(scale, value)) * plot.height,
    width: (text.length + 1) * FINE_LETTER,
  }))
  const places = placeNames(named, plot, LINE, curve)
  return references.map((line, index) => ({ ...line, place: places[index] }))
}

function dotsOf(
  lines: readonly Runs[],
  { from, to }: TimeSpan,
  scale: ValueScale,
  { width, height }: TrendChart['plot'],
): readonly Dot[] {
  return lines.flat(2).map(({ at, value }) => ({
    x: ((at - from) / (to - from)) * width,
    y: (1 - shareOf(scale, value)) * height,
  }))
}

/** Room at the right for the longest label: its line's key, the number, the name. */
function labelRoom(
  all: readonly TrendSeries[],
  values: readonly number[],
  valueLetters: number,
  { locale }: PanelContext,
): number {
  const extremes = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0]
  const isAlone = all.length === 1
  const hasOneUnit = new Set(all.map(({ metric }) => metric.unitOfMeasure[locale])).size === 1
  const rooms = all.map(({ name, metric }) => {
    const unit = hasOneUnit ? 0 : metric.unitOfMeasure[locale].length + 1
    const letters = Math.max(
      valueLetters - unit,
      ...extremes.map((one) => formatNumber(one, metric.decimals, locale).length),
    )
    const text = (letters + unit) * BODY_LETTER
    return isAlone ? text + 1.6 : KEY + text + 1.8 + name.length * FINE_LETTER
  })
  return Math.max(...rooms)
}

function silentOf(
  all: readonly TrendSeries[],
  lines: readonly Runs[],
  window: TimeSpan,
  width: number,
  hasHeight: boolean,
  { messages }: PanelContext,
): TrendChart['silent'] {
  const least = Math.max(
    ...all.map(({ metric, window: { stepMs } }) =>
      mostApart(metric.freshness.staleAfterMs, stepMs),
    ),
  )
  const { gap } = messages.panels.chart
  const remPerMs = width / (window.to - window.from)
  return silentSpans(lines, window, least).map((span) => {
    const hasRoom = hasHeight && (span.to - span.from) * remPerMs > (gap.length + 1) * FINE_LETTER
    return { ...span, text: hasRoom ? gap : '' }
  })
}

/** The units before and after where they fit, else since when there are others. */
function withWords(
  { at, date, since, units }: TimeBreak,
  { from, to }: TimeSpan,
  plot: TrendChart['plot'],
  width: number,
): ChartBreak {
  const widthOf = (text: string): number => text.length * FINE_LETTER
  const room = width - plot.left
  const text = [units.join(' · '), since].find((words) => widthOf(words) <= room) ?? date
  const x = plot.left + ((at - from) / (to - from)) * plot.width
  const half = widthOf(text) / 2
  const middle = Math.max(plot.left + half, Math.min(x, width - half))
  return { at, text, shift: middle - x }
}

function endsOf(
  lines: readonly Runs[],
  scale: ValueScale,
  { top, height }: TrendChart['plot'],
): readonly TrendEnd[] {
  const ys = lines.map((runs) => {
    const last = runs.at(-1)?.at(-1)
    return last ? (1 - shareOf(scale, last.value)) * height : height
  })
  const spread = spreadLabels(ys, LABEL_LINE, height)
  return ys.map((y, index) => ({ y: top + y, labelY: top + (spread[index] ?? y) }))
}

/** States have names and nothing between or beyond them. */
function tickText(
  tick: number,
  decimals: number,
  all: readonly TrendSeries[],
  { locale }: PanelContext,
): string {
  const [metric] = all.map((one) => one.metric)
  const areStates = metric?.states !== undefined && all.every((one) => one.metric === metric)
  return areStates
    ? (stateOf(tick, metric)?.name[locale] ?? '')
    : formatNumber(tick, decimals, locale)
}
