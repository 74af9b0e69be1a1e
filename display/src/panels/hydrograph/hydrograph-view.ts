import type { Freshness } from '../../../../protocol/freshness.ts'
import type { HydrographOptions } from '../../../../protocol/panels/hydrograph.ts'
import { estimateOf, type Rise } from '../../../../protocol/rise.ts'
import type { ScreenMetric } from '../../../../protocol/screen.ts'
import type { ChartTableView } from '../../charts/chart-table.ts'
import { windowWords } from '../../charts/window-words.ts'
import type { HistoryPoint } from '../../history/history-window.ts'
import { formatMoment } from '../../i18n/dates.ts'
import { formatNumber, withUnit } from '../../i18n/numbers.ts'
import type { Reading } from '../../stores/readings.ts'
import { subjectOf, type Subject } from '../../stores/subjects.ts'
import { doubtsOf } from '../doubts.ts'
import { levelReached, levelWords, type LevelMark } from '../levels.ts'
import type { PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber, panelState, type PanelState } from '../panel-state.ts'
import { isToldInCm, toldRise, trendOf, type ToldRise } from '../told-rise.ts'
import type { Trend } from '../trend.ts'

/** One station in words and numbers. */
export interface StationView {
  readonly series: string
  readonly name: string
  readonly text: string
  readonly meaning: string | undefined
  readonly level: LevelMark | undefined
  readonly trend: Trend | undefined
  readonly freshness: Freshness
}

export interface HydrographView {
  readonly title: string
  readonly subtitle: readonly string[]
  readonly state: PanelState
  readonly station: StationView
  readonly unitOfMeasure: string
  readonly doubts: readonly string[]
  /** `đang lên` and `1 cm/giờ`; without the second while the slope is not known. */
  readonly direction: string | undefined
  readonly rate: string | undefined
  readonly estimate: string | undefined
  readonly peak: string | undefined
  readonly beside: readonly StationView[]
}

/** What is known of the stations. */
interface Told {
  readonly points: readonly HistoryPoint[]
  /** By series. */
  readonly readings: ReadonlyMap<string, Reading>
  readonly rises: ReadonlyMap<string, Rise>
}

export function hydrographKeys({ metric, sensor, beside }: HydrographOptions): readonly string[] {
  return [sensor, ...beside].map((id) => `${metric}/${id}`)
}

export function hydrographView(
  options: HydrographOptions,
  metric: ScreenMetric,
  { points, readings, rises }: Told,
  context: PanelContext,
): HydrographView {
  const { locale, messages } = context
  const subject = subjectOf({ metric: metric.id, sensor: options.sensor }, context.screen)
  const reading = readings.get(`${metric.id}/${subject.id}`)
  const isKnown = hasNumber(reading)
  const rise = isKnown ? rises.get(`${metric.id}/${subject.id}`) : undefined
  const station = stationView(subject, metric, reading, rise, context)
  const told = rise && toldRise(rise, metric)
  const { trend, freshness } = station
  const isLive = freshness === 'fresh' || freshness === 'ageing'
  const unit = metric.unitOfMeasure[locale]
  const words = [metric.shortName[locale].toLocaleLowerCase(locale), unit].filter((one) => one)
  return {
    title: options.title?.[locale] ?? `${metric.shortName[locale]} ${subject.name[locale]}`,
    subtitle: [words.join(', '), windowWords(options.hours, messages)],
    state: panelState([reading], metric.freshness, context),
    station,
    unitOfMeasure: isKnown ? unit : '',
    doubts: reading && isKnown ? doubtsOf(reading, context) : [],
    direction: trend && messages.trend[trend],
    rate: told && rateWords(told, metric, context),
    estimate:
      isLive && told && told.amount > 0 ? estimateWords(rise, subject, metric, context) : undefined,
    peak: peakWords(points, metric, context),
    beside: options.beside.map((id) => {
      const other = subjectOf({ metric: metric.id, sensor: id }, context.screen)
      const series = `${metric.id}/${id}`
      return stationView(other, metric, readings.get(series), rises.get(series), context)
    }),
  }
}

function stationView(
  { id, name, sensor }: Subject,
  metric: ScreenMetric,
  reading: Reading | undefined,
  rise: Rise | undefined,
  context: PanelContext,
): StationView {
  const { locale, messages } = context
  const value = hasNumber(reading) ? reading.value : undefined
  return {
    series: `${metric.id}/${id}`,
    name: name[locale],
    text: value === undefined ? messages.emDash : formatNumber(value, metric.decimals, locale),
    meaning: value === undefined ? undefined : levelWords(value, metric, sensor, context),
    level: value === undefined ? undefined : levelReached(value, metric, sensor),
    trend: value === undefined ? undefined : trendOf(reading, rise, metric),
    freshness: freshnessOn(reading, context.layer),
  }
}

function rateWords(
  { amount, decimals }: ToldRise,
  metric: ScreenMetric,
  { locale, messages }: PanelContext,
): string | undefined {
  if (amount === 0) return undefined
  const { hydrograph } = messages.panels
  const unit = isToldInCm(metric) ? hydrograph.centimetres : metric.unitOfMeasure[locale]
  return hydrograph.perHour(withUnit(formatNumber(Math.abs(amount), decimals, locale), unit))
}

function estimateWords(
  rise: Rise | undefined,
  { sensor }: Subject,
  { decimals }: ScreenMetric,
  { messages, now, screen }: PanelContext,
): string | undefined {
  const estimate = estimateOf(rise, sensor?.levels ?? [], now, decimals)
  if (!estimate) return undefined
  const time = formatMoment(estimate.at, now, screen.site.timeZone)
  return messages.panels.hydrograph.estimate(estimate.level.name, time)
}

function peakWords(
  points: readonly HistoryPoint[],
  metric: ScreenMetric,
  { locale, messages, now, screen }: PanelContext,
): string | undefined {
  const peak = points.reduce<HistoryPoint | undefined>(
    (found, one) => (one.value !== null && (!found || one.max > found.max) ? one : found),
    undefined,
  )
  // The newest point is on the wall already.
  if (!peak || peak === points.at(-1)) return undefined
  const value = formatNumber(peak.max, metric.decimals, locale)
  const { chart, hydrograph } = messages.panels
  return hydrograph.peak(chart.at(value, formatMoment(peak.at, now, screen.site.timeZone)))
}

/** The stations as a table. */
export function hydrographTable(view: HydrographView, { messages }: PanelContext): ChartTableView {
  const { chart, hydrograph } = messages.panels
  const none = messages.emDash
  const ownRate = [view.direction, view.rate].filter((one) => one !== undefined).join(' ')
  return {
    caption: [view.title, ...view.subtitle].join(', '),
    columns: [hydrograph.station, chart.now, hydrograph.meaning, hydrograph.rate],
    rows: [view.station, ...view.beside].map((station, index) => ({
      name: station.name,
      cells: [
        { text: station.text },
        { text: station.meaning ?? none },
        { text: (index === 0 ? ownRate : station.trend && messages.trend[station.trend]) || none },
      ],
    })),
  }
}
