import type { ScreenMetric } from '../../../../protocol/screen.ts'
import { civilTime, formatTime } from '../../i18n/dates.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import type { PanelContext } from '../../panels/panel-context.ts'
import type { Spot } from './leader-figure.ts'

/** What one moment, or one step of time, says of a series. */
export interface CoursePoint {
  /** Site time, ms since 1970. */
  readonly at: number
  /** null = explicitly none. */
  readonly value: number | null
  readonly min: number
  readonly max: number
}

/** The past of a series as far as it is loaded. */
export interface Course {
  readonly state: 'loading' | 'ready' | 'failed'
  readonly points: readonly CoursePoint[]
}

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
  /** SVG paths in a box of 100 × 100, one for each stretch without a gap. */
  readonly paths: readonly string[]
  /** From the top, 0…100. */
  readonly yTicks: readonly { readonly y: number; readonly text: string }[]
  readonly marks: readonly { readonly y: number; readonly text: string }[]
  readonly from: string
  readonly to: string
  readonly lowest: string
  readonly highest: string
  readonly gapCount: number
  readonly rows: readonly CourseRow[]
}

/** One line of the table; without a number where nothing came in its time. */
export interface CourseRow {
  readonly at: number
  readonly when: string
  readonly numbers:
    { readonly last: string; readonly low: string; readonly high: string } | undefined
}

interface Axis {
  readonly low: number
  readonly high: number
  readonly ticks: readonly number[]
}

/** What a chart and its table show of the points in a period that ends now; undefined where there are none. */
export function courseShape(
  points: readonly CoursePoint[],
  period: Period,
  metric: ScreenMetric,
  marks: readonly CourseMark[],
  context: PanelContext,
): CourseShape | undefined {
  const to = context.now
  const from = to - PERIOD_MS[period]
  const inside = points.filter((point) => point.at >= from && point.at <= to)
  const known = inside.filter((point) => point.value !== null)
  if (known.length === 0) return undefined
  const lowest = Math.min(...known.map(({ min }) => min))
  const highest = Math.max(...known.map(({ max }) => max))
  const axis = axisOf(lowest, highest, 2 * 10 ** -metric.decimals)
  const near = marks.filter(({ value }) => value >= axis.low && value <= axis.high)
  const yOf = (value: number): number => 100 - (100 * (value - axis.low)) / (axis.high - axis.low)
  const xOf = (at: number): number => (100 * (at - from)) / (to - from)
  const stretches = stretchesOf(inside, gapAfterMs(metric, period))
  const format = (value: number): string => formatNumber(value, metric.decimals, context.locale)
  return {
    paths: stretches.map((stretch) => pathOf(stretch, xOf, yOf)),
    yTicks: axis.ticks.map((value) => ({ y: yOf(value), text: tickText(value, axis, context) })),
    marks: near.map(({ name, value }) => ({ y: yOf(value), text: name })),
    from: momentText(from, period, context),
    to: momentText(to, period, context),
    lowest: format(lowest),
    highest: format(highest),
    gapCount: stretches.length - 1,
    rows: rowsOf(inside, from, to, period, format, context),
  }
}

/** Within this time a number still stands for what came after it; beyond it nobody knows. */
function gapAfterMs({ freshness }: ScreenMetric, period: Period): number {
  return Math.max(freshness.staleAfterMs, PERIOD_MS[period] / 100)
}

function stretchesOf(
  points: readonly CoursePoint[],
  gapMs: number,
): readonly (readonly CoursePoint[])[] {
  const stretches: CoursePoint[][] = []
  let open: CoursePoint[] | undefined
  for (const point of points) {
    const last = open?.at(-1)
    if (point.value === null) {
      open = undefined
      continue
    }
    if (!open || (last && point.at - last.at > gapMs)) {
      open = []
      stretches.push(open)
    }
    open.push(point)
  }
  return stretches
}

function pathOf(
  points: readonly CoursePoint[],
  xOf: (at: number) => number,
  yOf: (value: number) => number,
): string {
  const places = points.map(
    ({ at, value }) => `${xOf(at).toFixed(2)} ${yOf(value ?? NaN).toFixed(2)}`,
  )
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

function rowsOf(
  points: readonly CoursePoint[],
  from: number,
  to: number,
  period: Period,
  format: (value: number) => string,
  context: PanelContext,
): readonly CourseRow[] {
  const count = Math.ceil((to - from) / ROW_MS[period])
  const rows = Array.from({ length: count }, (_, index): CourseRow => {
    const end = to - index * ROW_MS[period]
    const start = Math.max(from, end - ROW_MS[period])
    const within = points.filter(({ at, value }) => value !== null && at > start && at <= end)
    const last = within.at(-1)?.value ?? undefined
    const numbers =
      last === undefined
        ? undefined
        : {
            last: format(last),
            low: format(Math.min(...within.map(({ min }) => min))),
            high: format(Math.max(...within.map(({ max }) => max))),
          }
    return { at: start, when: momentText(start, period, context), numbers }
  })
  return rows
}
