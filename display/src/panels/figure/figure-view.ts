import type { FigureOptions } from '../../../../protocol/panels/figure.ts'
import type { ScreenMessage, ScreenMetric, ScreenSensor } from '../../../../protocol/screen.ts'
import { formatMomentWords } from '../../i18n/dates.ts'
import type { Locale } from '../../i18n/messages.ts'
import { formatNumber, withUnit } from '../../i18n/numbers.ts'
import { stateOf, valueText } from '../../i18n/value-text.ts'
import type { Reading } from '../../stores/readings.ts'
import { doubtsOf } from '../doubts.ts'
import { levelReached, levelWords, type LevelMark } from '../levels.ts'
import type { PanelContext } from '../panel-context.ts'
import { hasNumber, panelState, type PanelState } from '../panel-state.ts'
import type { Trend } from '../trend.ts'

export interface FigureNote {
  readonly text: string
  /** Says in words what the arrow shows. */
  readonly isTrend?: boolean
  /** Set when the note shows a value of its own. */
  readonly value?: { readonly series: string; readonly text: string }
}

export interface FigureView {
  readonly title: string
  readonly state: PanelState
  readonly series: string
  readonly text: string
  /** Width in em of the digits' size that the type size is chosen for, also while the number is shorter. */
  readonly widthEm: number
  readonly unitOfMeasure: string
  readonly trend: Trend | undefined
  /** Named level of a river station that is reached, counted from 1, and how many there are. */
  readonly level: LevelMark | undefined
  /** What the number means, said first and larger than the notes. */
  readonly meaning: string | undefined
  readonly notes: readonly FigureNote[]
  /** Why there is no number. */
  readonly lost: string | undefined
}

const DIGIT_EM = 0.65
/** As wide as the letters of a name are in the mean, I among them. */
const LETTER_EM = 0.52
const SEPARATOR_EM = 0.3
const LEAST_DIGITS = 2

export function figureSubject(options: FigureOptions, screen: ScreenMessage): string {
  return options.unit === 'root' ? screen.site.rootUnit : (options.unit ?? options.sensor ?? '')
}

/** Every series the figure reads: its own, its notes', and how many inputs stood behind it. */
export function figureKeys(options: FigureOptions, screen: ScreenMessage): readonly string[] {
  const subject = figureSubject(options, screen)
  const metrics = [options.metric, `${options.metric}.coverage`, ...options.notes]
  return metrics.map((metric) => `${metric}/${subject}`)
}

/** Room for the number so that one digit more or less moves nothing beside it. */
export function widthInEm(text: string, decimals: number): number {
  const digits = text.replace(/\D/g, '').length
  const kept = Math.max(digits, LEAST_DIGITS + decimals)
  const separators = Math.max(text.length - digits, decimals > 0 ? 1 : 0)
  return kept * DIGIT_EM + separators * SEPARATOR_EM
}

/** Names of states keep the room of the longest of them. */
function widthOf(text: string, { states, decimals }: ScreenMetric, locale: Locale): number {
  if (states === undefined) return widthInEm(text, decimals)
  return Math.max(...states.map(({ name }) => name[locale].length)) * LETTER_EM
}

export function figureView(
  options: FigureOptions,
  metric: ScreenMetric,
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): FigureView {
  const { locale, messages, screen } = context
  const subject = figureSubject(options, screen)
  const sensor = screen.sensors.find((one) => one.id === options.sensor)
  const series = `${metric.id}/${subject}`
  const reading = readings.get(series)
  const number = hasNumber(reading) ? reading.value : undefined
  const text = number === undefined ? messages.emDash : valueText(number, metric, locale)
  const level = number === undefined ? undefined : levelReached(number, metric, sensor)
  const state = panelState([reading], metric.freshness, context)
  return {
    title: titleOf(options, metric, subject, context),
    state: { ...state, age: undefined },
    series,
    text,
    widthEm: widthOf(number === undefined ? '' : text, metric, locale),
    unitOfMeasure: number === undefined ? '' : metric.unitOfMeasure[locale],
    trend: number === undefined ? undefined : reading?.trend,
    level,
    meaning: number === undefined ? undefined : meaningOf(number, metric, sensor, context),
    notes:
      reading && number !== undefined
        ? [...ageNote(state), ...notesOf(options, metric, reading, readings, context)]
        : [],
    lost: number === undefined ? lostWords(options, reading, context) : undefined,
  }
}

function meaningOf(
  number: number,
  metric: ScreenMetric,
  sensor: ScreenSensor | undefined,
  context: PanelContext,
): string | undefined {
  return (
    stateOf(number, metric)?.meaning?.[context.locale] ??
    levelWords(number, metric, sensor, context)
  )
}

/** A tile's head has room for its name only, so the age is the first thing said below the number. */
function ageNote({ age }: PanelState): readonly FigureNote[] {
  return age === undefined ? [] : [{ text: age }]
}

function titleOf(
  options: FigureOptions,
  metric: ScreenMetric,
  subject: string,
  { locale, screen }: PanelContext,
): string {
  if (options.title) return options.title[locale]
  const sensor = screen.sensors.find((one) => one.id === options.sensor)
  if (sensor) return `${metric.shortName[locale]} ${sensor.name[locale]}`
  if (subject === screen.site.rootUnit) return metric.name[locale]
  const unit = screen.units.find((one) => one.code === subject)
  return `${metric.shortName[locale]} ${unit?.name[locale] ?? subject}`
}

function notesOf(
  options: FigureOptions,
  metric: ScreenMetric,
  reading: Reading,
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): readonly FigureNote[] {
  const { locale, messages, screen } = context
  const notes: FigureNote[] = doubtsOf(reading, context).map((text) => ({ text }))
  if (options.sensor !== undefined && reading.trend) {
    notes.push({ text: messages.trend[reading.trend], isTrend: true })
  }
  if (metric.target !== undefined) {
    const target = formatNumber(metric.target, targetDecimals(metric), locale)
    notes.push({ text: messages.value.target(withUnit(target, metric.unitOfMeasure[locale])) })
  }
  const coverage = coverageNote(options, readings, context)
  if (coverage) notes.push(coverage)
  for (const id of options.notes) {
    const other = screen.metrics.find((one) => one.id === id)
    if (!other) continue
    const series = `${id}/${figureSubject(options, screen)}`
    const value = readings.get(series)
    const text = hasNumber(value)
      ? withUnit(valueText(value.value, other, locale), other.unitOfMeasure[locale])
      : messages.emDash
    notes.push({ text: other.shortName[locale], value: { series, text } })
  }
  return notes
}

/** A target of 95 is not written 95,0. */
function targetDecimals(metric: ScreenMetric): number {
  return Number.isInteger(metric.target) ? 0 : metric.decimals
}

function coverageNote(
  options: FigureOptions,
  readings: ReadonlyMap<string, Reading>,
  { messages, screen }: PanelContext,
): FigureNote | undefined {
  const subject = figureSubject(options, screen)
  const series = `${options.metric}.coverage/${subject}`
  const coverage = readings.get(series)
  if (!hasNumber(coverage)) return undefined
  const children = screen.units.filter((unit) => unit.parent === subject)
  if (coverage.value >= children.length) return undefined
  const noun = messages.value.unitNoun(new Set(children.map((unit) => unit.kind)))
  const text = messages.value.coverage(coverage.value, children.length, noun)
  return { text: '', value: { series, text } }
}

function lostWords(
  options: FigureOptions,
  reading: Reading | undefined,
  { messages, now, screen }: PanelContext,
): string {
  const { value } = messages
  if (!reading) return options.sensor === undefined ? value.neverFromUnit : value.neverFromSensor
  const when = formatMomentWords(reading.sampledAt, now, screen.site.timeZone, messages)
  return reading.freshness !== 'expired' && reading.value === null
    ? value.toldEmpty(when)
    : value.lostSince(when)
}
