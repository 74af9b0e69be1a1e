import type { Severity } from '../../../../protocol/alarms.ts'
import type { ScreenMetric } from '../../../../protocol/screen.ts'
import { breaksIn, type TimeBreak } from '../../charts/breaks.ts'
import { clearOfBreaks, runsOf, type RunPoint, type TimeSpan } from '../../charts/runs.ts'
import type { HistoryView } from '../../history/history-book.ts'
import type { HistoryPoint } from '../../history/history-window.ts'
import { civilTime, formatTime } from '../../i18n/dates.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import { valueText } from '../../i18n/value-text.ts'
import type { PanelContext } from '../../panels/panel-context.ts'
import type { Spot } from './leader-figure.ts'

export const PERIODS = ['24h', '7d', '30d'] as const
export type Period = (typeof PERIODS)[number]

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const PERIOD_MS: Readonly<Record<Period, number>> = {
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
}

const ROW_MS: Readonly<Record<Period, number>> = {
  '24h': HOUR_MS,
  '7d': 6 * HOUR_MS,
  '30d': DAY_MS,
}

export function readPeriod(text: unknown): Period {
  return PERIODS.find((period) => period === text) ?? '24h'
}

/** A line across the chart with its name: a target, or a named level. */
export interface CourseMark {
  readonly name: string
  readonly value: number
  /** Of an alarm's limit. */
  readonly severity?: Severity | undefined
  /** The chart reaches as far, wherever the figures are. */
  readonly isAlways?: boolean
}

/** The lines by which a number is judged: its target, and the levels of its station. */
export function courseMarks(
  { metric, subject }: Spot,
  { messages, screen }: PanelContext,
): readonly CourseMark[] {
  const sensor = screen.sensors.find((one) => one.id === subject)
  const levels = metric.subjects === 'sensor' ? (sensor?.levels ?? []) : []
  const target = { name: messages.value.targetWord, value: metric.target ?? NaN }
  return metric.target === undefined ? levels : [target, ...levels]
}

export interface CourseShape {
  /** SVG paths in a box of 100 × 100, one for each stretch without a gap and on one side of each break. */
  readonly paths: readonly string[]
  /** From the top, 0…100. */
  readonly yTicks: readonly { readonly y: number; readonly text: string }[]
  readonly marks: readonly {
    readonly y: number
    readonly value: number
    readonly text: string
    readonly severity?: Severity | undefined
    /** The line is further away from it at its right end than at its left: there its name is read. */
    readonly isFreeOnTheRight: boolean
  }[]
  /** From the left, 0…100: figures on both sides are of different units. */
  readonly breaks: readonly (TimeBreak & { readonly x: number })[]
  readonly from: string
  readonly to: string
  readonly lowest: string
  readonly highest: string
  readonly gapCount: number
  readonly rows: readonly CourseRow[]
}

/** One line of the table; without a number where nothing came in its time. Its time never reaches over a break. */
export interface CourseRow {
  readonly at: number
  readonly when: string
  /** The break that its time begins with. */
  readonly cut: TimeBreak | undefined
  readonly numbers:
    { readonly last: string; readonly low: string; readonly high: string } | undefined
}

/** Of the width of the chart: a line of that much less before a break is seen to end. */
const BREAK_GAP_SHARE = 0.01

interface Axis {
  readonly low: number
  readonly high: number
  readonly ticks: readonly number[]
}

/** What a chart and its table show of a history in a period that ends now; undefined where there are none. */
export function courseShape(
  history: HistoryView,
  period: Period,
  metric: ScreenMetric,
  marks: readonly CourseMark[],
  context: PanelContext,
): CourseShape | undefined {
  const to = context.now
  const from = to - PERIOD_MS[period]
  const inside = history.points.filter((point) => point.at >= from && point.at <= to)
  const known = inside.filter((point) => point.value !== null)
  if (known.length === 0) return undefined
  const lowest = Math.min(...known.map(({ min }) => min))
  const highest = Math.max(...known.map(({ max }) => max))
  const always = marks.filter(({ isAlways }) => isAlways).map(({ value }) => value)
  const ends = [Math.min(lowest, ...always), Math.max(highest, ...always)] as const
  const axis = axisOf(...ends, 2 * 10 ** -metric.decimals)
  const near = marks.filter(({ value }) => value >= axis.low && value <= axis.high)
  const yOf = (value: number): number => 100 - (100 * (value - axis.low)) / (axis.high - axis.low)
  const xOf = (at: number): number => (100 * (at - from)) / (to - from)
  const gapMs = gapAfterMs(metric, period)
  const breaks = breaksIn([history], { from, to }, context)
  const shortMs = BREAK_GAP_SHARE * (to - from)
  const runs = clearOfBreaks(runsOf(inside, gapMs, breaks), breaks, shortMs)
  const format = (value: number): string => valueText(value, metric, context.locale)
  return {
    paths: runs.map((run) => pathOf(run, xOf, yOf)),
    yTicks: axis.ticks.map((value) => ({ y: yOf(value), text: tickText(value, axis, context) })),
    marks: near.map(({ name, value, severity }) => ({
      ...{ y: yOf(value), value, text: name, severity },
      isFreeOnTheRight: isFreerAtTheEnd(value, known),
    })),
    breaks: breaks.map((one) => ({ ...one, x: xOf(one.at) })),
    from: momentText(from, period, context),
    to: momentText(to, period, context),
    lowest: format(lowest),
    highest: format(highest),
    // Where the ground was cut anew nothing is missing.
    gapCount: runsOf(inside, gapMs).length - 1,
    rows: rowsOf(inside, { from, to }, breaks, period, format, context),
  }
}

function isFreerAtTheEnd(mark: number, known: readonly HistoryPoint[]): boolean {
  const from = (point: HistoryPoint | undefined): number => Math.abs((point?.value ?? mark) - mark)
  return from(known.at(-1)) > from(known[0])
}

/** Within this time a number still stands for what came after it; beyond it nobody knows. */
function gapAfterMs({ freshness }: ScreenMetric, period: Period): number {
  return Math.max(freshness.staleAfterMs, PERIOD_MS[period] / 100)
}

function pathOf(
  run: readonly RunPoint[],
  xOf: (at: number) => number,
  yOf: (value: number) => number,
): string {
  const places = run.map(({ at, value }) => `${xOf(at).toFixed(2)} ${yOf(value).toFixed(2)}`)
  // A round line end makes a dot of a stretch that has no length.
  return places.length === 1 ? `M${places[0]}h0` : `M${places.join('L')}`
}

/** Round ends around all values; never finer than the numbers are written. */
function axisOf(lowest: number, highest: number, leastSpan: number): Axis {
  const span = Math.max(highest - lowest, leastSpan)
  const step = roundStep(span / 2)
  const low = Math.floor(lowest / step) * step
  const high = Math.max(Math.ceil(highest / step) * step, low + step)
  const count = Math.round((high - low) / step)
  return { low, high, ticks: Array.from({ length: count + 1 }, (_, index) => low + index * step) }
}

function roundStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted))
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= wanted) ?? power
}

function tickText(value: number, { ticks }: Axis, { locale }: PanelContext): string {
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0)
  return formatNumber(value, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)), locale)
}

/** Of a month the day is enough. */
function momentText(at: number, period: Period, { screen }: PanelContext): string {
  const time = civilTime(at, screen.site.timeZone)
  const day = `${time.day}/${time.month}`
  return period === '30d' ? day : `${formatTime(time)} ${day}`
}

/** Newest first; a row that a break would part becomes two. */
function rowsOf(
  points: readonly HistoryPoint[],
  { from, to }: TimeSpan,
  breaks: readonly TimeBreak[],
  period: Period,
  format: (value: number) => string,
  context: PanelContext,
): readonly CourseRow[] {
  const count = Math.ceil((to - from) / ROW_MS[period])
  const steps = Array.from({ length: count }, (_, index) => to - (index + 1) * ROW_MS[period])
  const starts = [...new Set([...steps, ...breaks.map(({ at }) => at)])].toSorted((a, b) => b - a)
  return starts.map((at, index): CourseRow => {
    const end = starts[index - 1] ?? Infinity
    const within = points.filter((one) => one.value !== null && one.at >= at && one.at < end)
    const last = within.at(-1)?.value ?? undefined
    const numbers = last !== undefined && {
      last: format(last),
      low: format(Math.min(...within.map(({ min }) => min))),
      high: format(Math.max(...within.map(({ max }) => max))),
    }
    const cut = breaks.find((one) => one.at === at)
    // Two rows of one day, one on each side, are told apart by their hours.
    const when = momentText(at, cut ? '24h' : period, context)
    return { at, when, cut, numbers: numbers || undefined }
  })
}
