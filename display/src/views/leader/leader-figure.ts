import type { Freshness } from '../../../../protocol/freshness.ts'
import type { LocalizedText, ScreenMetric } from '../../../../protocol/screen.ts'
import { spanWords } from '../../i18n/age.ts'
import { formatNumber, withUnit } from '../../i18n/numbers.ts'
import { doubtsOf } from '../../panels/doubts.ts'
import { figureView, type FigureView } from '../../panels/figure/figure-view.ts'
import type { PanelContext } from '../../panels/panel-context.ts'
import { hasNumber } from '../../panels/panel-state.ts'
import type { Reading } from '../../stores/readings.ts'
import { childrenOf } from './leader-places.ts'

/** One number of the site: a metric, and the unit or sensor it is of. */
export interface Spot {
  readonly metric: ScreenMetric
  readonly subject: string
  /** What to call it, where the metric's own name is not meant. */
  readonly title?: LocalizedText | undefined
  /** Shown only once it was heard of. */
  readonly isOptional?: boolean
}

/** A number as the leaders' view writes it, the same as on the wall, with all that must be said beside it. */
export interface LeaderFigure extends Pick<
  FigureView,
  'series' | 'text' | 'widthEm' | 'unitOfMeasure' | 'trend' | 'level' | 'meaning'
> {
  readonly name: string
  readonly freshness: Freshness
  /** How old the number is, or since when there is none: never empty. */
  readonly age: string
  readonly target: TargetWords | undefined
  /** What makes it less than certain: missing inputs, doubts about its quality. */
  readonly doubts: readonly string[]
}

/** What an element that is a number of its own says to checks from outside. */
export function panelMarks({ freshness }: Pick<LeaderFigure, 'freshness'>): {
  readonly 'data-panel': string
  readonly 'data-freshness': Freshness
} {
  return { 'data-panel': 'figure', 'data-freshness': freshness }
}

export interface TargetWords {
  readonly words: string
  /** Without the judgement. */
  readonly plain: string
  readonly isMissed: boolean
}

const MINUTE_MS = 60_000

export function seriesOf({ metric, subject }: Spot): string {
  return `${metric.id}/${subject}`
}

/** What there is to show: a number that need not exist is left out until it does. */
export function expectedSpots(
  spots: readonly Spot[],
  readings: ReadonlyMap<string, Reading>,
): readonly Spot[] {
  return spots.filter((spot) => spot.isOptional !== true || readings.has(seriesOf(spot)))
}

/** Every series that the number and its words are made from. */
export function figureKeysOf(spot: Spot): readonly string[] {
  const { metric, subject } = spot
  const isCombined = metric.aggregation !== undefined
  return isCombined ? [seriesOf(spot), coverageKey(metric, subject)] : [seriesOf(spot)]
}

function coverageKey(metric: ScreenMetric, subject: string): string {
  return `${metric.id}.coverage/${subject}`
}

export function leaderFigure(
  spot: Spot,
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): LeaderFigure {
  const { metric, subject } = spot
  const where = metric.subjects === 'sensor' ? { sensor: subject } : { unit: subject }
  const view = figureView({ metric: metric.id, ...where, notes: [] }, metric, readings, context)
  const reading = readings.get(view.series)
  const isShown = hasNumber(reading)
  const coverage = isShown ? coverageOf(metric, subject, readings, context) : undefined
  const doubts = isShown ? doubtsOf(reading, context) : []
  const isShort = coverage !== undefined && coverage.known < coverage.all
  const { series, text, widthEm, unitOfMeasure, trend, level, meaning } = view
  return {
    ...{ series, text, widthEm, unitOfMeasure, trend, level, meaning },
    name: (spot.title ?? metric.name)[context.locale],
    freshness: view.state.freshness,
    age: isShown ? ageWords(reading, view, context) : (view.lost ?? ''),
    target: isShown ? targetOf(metric, reading.value, context) : undefined,
    doubts: isShort ? [...doubts, context.messages.leader.coverage(coverage.words)] : doubts,
  }
}

/** In whole minutes, for seconds that count on every line of a page would be unrest. */
function ageWords(reading: Reading, { state }: FigureView, { messages }: PanelContext): string {
  if (state.strip !== undefined) return state.strip
  const { leader, age } = messages
  if (reading.ageMs < MINUTE_MS) return leader.justNow
  const words = age.ago(spanWords(wholeMinutes(reading.ageMs), messages))
  return state.freshness === 'ageing' ? leader.pastCadence(words) : words
}

/** Below 100 seconds a span is told in seconds, which is too fine here. */
function wholeMinutes(ageMs: number): number {
  const minutes = Math.floor(ageMs / MINUTE_MS) * MINUTE_MS
  return Math.max(minutes, 100_000)
}

export function targetOf(
  metric: ScreenMetric,
  value: number,
  { locale, messages }: PanelContext,
): TargetWords | undefined {
  const { target, direction, decimals } = metric
  if (target === undefined) return undefined
  const { leader } = messages
  const text = withUnit(
    formatNumber(target, Number.isInteger(target) ? 0 : decimals, locale),
    metric.unitOfMeasure[locale],
  )
  const plain = leader.target.plain(text)
  if (direction === 'neither') return { words: plain, plain, isMissed: false }
  const shown = Number(value.toFixed(decimals))
  const isMissed = direction === 'higher-is-better' ? shown < target : shown > target
  const words = isMissed ? leader.target.missed(text) : leader.target.reached(text)
  return { words, plain, isMissed }
}

export interface Coverage {
  readonly series: string
  readonly known: number
  readonly all: number
  /** `4/5 xã` */
  readonly words: string
}

/** How many of the units below stand behind a combined number; undefined where nothing is combined. */
export function coverageOf(
  metric: ScreenMetric,
  subject: string,
  readings: ReadonlyMap<string, Reading>,
  { messages, screen }: PanelContext,
): Coverage | undefined {
  const series = coverageKey(metric, subject)
  const reading = readings.get(series)
  const children = childrenOf(subject, screen)
  if (!hasNumber(reading) || children.length === 0) return undefined
  const noun = messages.value.unitNoun(new Set(children.map((unit) => unit.kind)))
  const words = messages.value.coverage(reading.value, children.length, noun)
  return { series, known: reading.value, all: children.length, words }
}
