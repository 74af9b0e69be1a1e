import type { HydrographOptions } from '../../../../protocol/panels/hydrograph.ts'
import type { ScreenMetric } from '../../../../protocol/screen.ts'
import {
  freeHeight,
  levelLines,
  placeNames,
  type Dot,
  type NamePlace,
  type ReferenceLine,
} from '../../charts/reference-lines.ts'
import { mostApart, runsFrom, runsOf, silentSpans, type TimeSpan } from '../../charts/runs.ts'
import { timeTicks } from '../../charts/time-ticks.ts'
import { scaleDecimals, shareOf, valueScale } from '../../charts/value-scale.ts'
import type { HistoryView } from '../../history/history-book.ts'
import type { HistoryWindow } from '../../history/history-window.ts'
import { civilTime, formatTime } from '../../i18n/dates.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import { subjectOf } from '../../stores/subjects.ts'
import type { BoxSize } from '../box-size.ts'
import type { PanelContext } from '../panel-context.ts'

interface Tick {
  readonly place: number
  readonly text: string
}

export interface LevelLine extends ReferenceLine {
  readonly y: number
  readonly name: NamePlace | undefined
}

/** The drawing, in rem from the box's corner. */
export interface HydrographChart {
  readonly width: number
  readonly height: number
  readonly plot: {
    readonly left: number
    readonly top: number
    readonly right: number
    readonly bottom: number
  }
  readonly notice: 'loading' | 'empty' | undefined
  readonly lacksHistory: boolean
  /** Paths of the water's edge and of the water below it, without what is not known. */
  readonly edge: string
  readonly water: string
  /** Distance from the top to the highest level that the water has passed; undefined while it has passed none. */
  readonly passed: number | undefined
  readonly dots: readonly Dot[]
  readonly silent: readonly {
    readonly left: number
    readonly right: number
    readonly text: string
  }[]
  /** Where the words on silent stretches stand. */
  readonly silentY: number
  readonly levels: readonly LevelLine[]
  readonly valueTicks: readonly Tick[]
  readonly timeTicks: readonly (Tick & { readonly isMajor: boolean })[]
  readonly now: Tick
}

const HOUR_MS = 3_600_000
const FINE_LETTER = 1.02
const LINE = 2.5
const TICK_ROOM = 9
const VALUE_ROOM = 4.4
const FOOT = 3.2
const HEAD = 1.4
/** What is left blank for the hours to come. */
const FUTURE = 0.1
/** Points are drawn as dots while each can be seen as one. */
const MOST_DOTS = 60

export function hydrographChart(
  options: HydrographOptions,
  metric: ScreenMetric,
  asked: HistoryWindow,
  history: HistoryView | undefined,
  context: PanelContext,
  size: BoxSize,
): HydrographChart {
  const { now, screen } = context
  const { sensor } = subjectOf({ metric: metric.id, sensor: options.sensor }, screen)
  const window = { from: now - options.hours * HOUR_MS, to: now + options.hours * HOUR_MS * FUTURE }
  const apart = mostApart(metric.freshness.staleAfterMs, asked.stepMs)
  const points = (history?.points ?? []).filter(({ at }) => at <= now)
  const runs = runsFrom(window.from, runsOf(points, apart))
  const values = runs.flat().map(({ value }) => value)
  const levels = levelLines(sensor, metric, context)
  const frame = frameOf(levels, values, metric, window, context, size)
  const { plot, scale, xOf, yOf } = frame
  const { left, top, right, bottom } = plot
  const drawn = runs.map((run) => run.map(({ at, value }) => ({ x: xOf(at), y: yOf(value) })))
  const dots = drawn.flat()
  const passed = levels.findLast(({ value }) => values.some((one) => one >= value))
  const silentY = freeHeight(
    levels.map(({ value }) => yOf(value) - top),
    bottom - top,
    LINE,
  )
  const isLoading = history === undefined || history.state === 'loading'
  return {
    width: frame.width,
    height: frame.height,
    plot,
    notice: values.length > 0 ? undefined : isLoading ? 'loading' : 'empty',
    lacksHistory: history?.state === 'failed',
    edge: drawn.map(edgePath).join(''),
    water: drawn.map((run) => waterPath(run, bottom)).join(''),
    passed: passed && yOf(passed.value),
    dots: dots.length <= MOST_DOTS ? dots : dots.slice(-1),
    silent:
      values.length === 0
        ? []
        : silentSpans([runs], { from: window.from, to: now }, apart).map((span) =>
            silentBox(span, xOf, silentY !== undefined, context),
          ),
    silentY: top + (silentY ?? 0),
    levels: placedLevels(levels, yOf, dots, plot),
    valueTicks: scale.ticks.map((tick, index) => ({
      place: yOf(tick),
      text: frame.valueTexts[index] ?? '',
    })),
    timeTicks: ticksOf(window, now, xOf, (right - left) / TICK_ROOM, screen.site.timeZone),
    now: { place: xOf(now), text: formatTime(civilTime(now, screen.site.timeZone)) },
  }
}

/** The plot's place in its box, and where moments and values lie in it. */
function frameOf(
  levels: readonly ReferenceLine[],
  values: readonly number[],
  metric: ScreenMetric,
  window: TimeSpan,
  { locale }: PanelContext,
  size: BoxSize,
) {
  const [width, height] = [size.width / size.rem, size.height / size.rem]
  const [top, bottom] = [HEAD, Math.max(HEAD + 1, height - FOOT)]
  const scale = valueScale([...values, ...levels.map(({ value }) => value)], {
    most: Math.max(1, Math.floor((bottom - top) / VALUE_ROOM)),
    decimals: metric.decimals,
  })
  const decimals = scaleDecimals(scale, metric.decimals)
  const valueTexts = scale.ticks.map((tick) => formatNumber(tick, decimals, locale))
  const left = Math.max(...valueTexts.map((text) => text.length)) * FINE_LETTER + 0.8
  const right = Math.max(left + 1, width - 0.2)
  return {
    width,
    height,
    plot: { left, top, right, bottom },
    scale,
    valueTexts,
    xOf: (at: number): number =>
      left + ((at - window.from) / (window.to - window.from)) * (right - left),
    yOf: (value: number): number => top + (1 - shareOf(scale, value)) * (bottom - top),
  }
}

const short = (rem: number): string => rem.toFixed(2)

function edgePath(run: readonly Dot[]): string {
  return run.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${short(x)} ${short(y)}`).join('')
}

function waterPath(run: readonly Dot[], bottom: number): string {
  const [first, last] = [run[0], run.at(-1)]
  if (!first || !last || first === last) return ''
  return `${edgePath(run)}V${short(bottom)}H${short(first.x)}Z`
}

function silentBox(
  { from, to }: TimeSpan,
  xOf: (at: number) => number,
  hasHeight: boolean,
  { messages }: PanelContext,
): HydrographChart['silent'][number] {
  const [left, right] = [xOf(from), xOf(to)]
  const { gap } = messages.panels.chart
  const hasRoom = hasHeight && right - left > (gap.length + 1) * FINE_LETTER
  return { left, right, text: hasRoom ? gap : '' }
}

function placedLevels(
  levels: readonly ReferenceLine[],
  yOf: (value: number) => number,
  dots: readonly Dot[],
  { left, top, right, bottom }: HydrographChart['plot'],
): readonly LevelLine[] {
  const named = levels.map(({ value, text }) => ({
    y: yOf(value) - top,
    width: (text.length + 2) * FINE_LETTER,
  }))
  const curve = dots.map(({ x, y }) => ({ x: x - left, y: y - top }))
  const names = placeNames(named, { width: right - left, height: bottom - top }, LINE, curve)
  return levels.map((line, index) => ({ ...line, y: yOf(line.value), name: names[index] }))
}

/** The present moment has its own, bold text: ticks too near to it give way. */
function ticksOf(
  { from, to }: TimeSpan,
  now: number,
  xOf: (at: number) => number,
  most: number,
  timeZone: string,
): HydrographChart['timeTicks'] {
  const ticks = timeTicks(from, to, most, timeZone)
  return ticks.map(({ at, text, isMajor }) => {
    const isNear = Math.abs(xOf(at) - xOf(now)) < (text.length + 5) * (FINE_LETTER / 2) + 0.8
    return { place: xOf(at), text: isNear ? '' : text, isMajor }
  })
}
