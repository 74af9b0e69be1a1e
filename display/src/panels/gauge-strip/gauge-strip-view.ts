import type { GaugeStripOptions } from '../../../../protocol/panels/gauge-strip.ts'
import type { Rise } from '../../../../protocol/rise.ts'
import type { ScreenMessage, ScreenMetric, ScreenSensor } from '../../../../protocol/screen.ts'
import { spanWords } from '../../i18n/age.ts'
import { formatMoment } from '../../i18n/dates.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import { valueText } from '../../i18n/value-text.ts'
import type { Reading } from '../../stores/readings.ts'
import { shadeOf, type CellShade } from '../class-shade.ts'
import { levelReached, levelWords, type LevelMark } from '../levels.ts'
import { metricOf, type PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber, panelState, type PanelState } from '../panel-state.ts'
import { sensorsOf } from '../../stores/places.ts'
import { isToldInCm, toldRise, trendOf } from '../told-rise.ts'
import type { Trend } from '../trend.ts'

export interface GaugeRow {
  readonly series: string
  readonly name: string
  readonly text: string
  readonly look: 'plain' | 'old' | 'lost'
  readonly level: LevelMark | undefined
  /** What the level means, or since when the station is lost. */
  readonly words: string | undefined
  readonly trend: Trend | undefined
  /** Signed change of an hour; in the place of it the age of an old number. */
  readonly rise: string | undefined
  /** Length 0…1 on the scale that all stations share. */
  readonly bar: { readonly share: number; readonly shade: CellShade } | undefined
  readonly beside: { readonly series: string; readonly text: string } | undefined
}

export interface GaugeStripView {
  readonly title: string
  readonly subtitle: readonly string[]
  readonly state: PanelState
  /** Named levels are told by gauges and words, other figures by bars. */
  readonly mark: 'level' | 'bar'
  /** Over the two columns of numbers, where there are two. */
  readonly heads: { readonly beside: string; readonly value: string } | undefined
  readonly rows: readonly GaugeRow[]
  readonly nameLetters: number
  readonly valueLetters: number
}

/** What a strip draws, whatever the values: the same for as long as the screen is. */
export interface GaugePlan {
  readonly metric: ScreenMetric
  readonly beside: ScreenMetric | undefined
  readonly sensors: readonly ScreenSensor[]
}

export function gaugePlan(options: GaugeStripOptions, screen: ScreenMessage): GaugePlan {
  const metric = metricOf(screen, options.metric)
  const all = sensorsOf(metric, screen)
  return {
    metric,
    beside: options.beside === undefined ? undefined : metricOf(screen, options.beside),
    sensors: options.sensors
      ? options.sensors.flatMap((id) => all.find((sensor) => sensor.id === id) ?? [])
      : all,
  }
}

/** Stations with named levels are told by gauges, words and the rise of an hour. */
export function hasLevels({ sensors }: GaugePlan): boolean {
  return sensors.some(({ levels }) => levels !== undefined && levels.length > 0)
}

export function gaugeKeys({ metric, beside, sensors }: GaugePlan): readonly string[] {
  return [metric, ...(beside ? [beside] : [])].flatMap(({ id }) =>
    sensors.map((sensor) => `${id}/${sensor.id}`),
  )
}

export function gaugeStripView(
  options: GaugeStripOptions,
  plan: GaugePlan,
  readings: ReadonlyMap<string, Reading>,
  rises: ReadonlyMap<string, Rise>,
  context: PanelContext,
): GaugeStripView {
  const { locale, messages } = context
  const { metric, beside, sensors } = plan
  const own = sensors.map(({ id }) => readings.get(`${metric.id}/${id}`))
  const values = own.flatMap((reading) => (hasNumber(reading) ? [reading.value] : []))
  const mark = hasLevels(plan) ? 'level' : 'bar'
  const state = panelState(own, metric.freshness, context)
  const scale = scaleOf(values, metric)
  const unit = metric.unitOfMeasure[locale]
  const riseUnit = isToldInCm(metric) ? 'cm' : unit
  const subtitle = mark === 'level' ? [unit, messages.panels.gaugeStrip.perHour(riseUnit)] : [unit]
  return {
    title: options.title?.[locale] ?? metric.name[locale],
    subtitle: subtitle.filter((part) => part !== ''),
    state,
    mark,
    heads: beside && {
      beside: beside.shortName[locale],
      value: metric.shortName[locale],
    },
    rows: sensors.map((sensor) => {
      const rise = rises.get(`${metric.id}/${sensor.id}`)
      const row = rowOf(sensor, plan, readings, rise, context, state.look === 'stale')
      const reading = readings.get(row.series)
      return mark === 'level' || !hasNumber(reading)
        ? row
        : { ...row, bar: barOf(reading.value, scale, metric, row.look) }
    }),
    nameLetters: sensors.reduce((most, { name }) => Math.max(most, name[locale].length), 4),
    valueLetters: values.reduce(
      (most, value) => Math.max(most, valueText(value, metric, locale).length),
      3,
    ),
  }
}

function rowOf(
  sensor: ScreenSensor,
  { metric, beside }: GaugePlan,
  readings: ReadonlyMap<string, Reading>,
  rise: Rise | undefined,
  context: PanelContext,
  isAllOld: boolean,
): GaugeRow {
  const { locale, messages, layer } = context
  const series = `${metric.id}/${sensor.id}`
  const reading = readings.get(series)
  const row = {
    series,
    name: sensor.name[locale],
    bar: undefined,
    beside: beside && besideOf(beside, sensor, readings, context),
  }
  if (!hasNumber(reading)) {
    const words = lostWords(reading, context)
    const nothing = { level: undefined, trend: undefined, rise: undefined }
    return { ...row, ...nothing, text: messages.emDash, look: 'lost', words }
  }
  const isOld = freshnessOn(reading, layer) === 'stale'
  // The strip along the foot tells the age already where every number is old.
  const age = isAllOld ? undefined : messages.age.old(spanWords(reading.ageMs, messages))
  return {
    ...row,
    text: valueText(reading.value, metric, locale),
    look: isOld ? 'old' : 'plain',
    level: levelReached(reading.value, metric, sensor),
    words: levelWords(reading.value, metric, sensor, context, ''),
    trend: isOld ? undefined : trendOf(reading, rise, metric),
    rise: isOld ? age : rise && riseText(rise, metric, context),
  }
}

function besideOf(
  metric: ScreenMetric,
  sensor: ScreenSensor,
  readings: ReadonlyMap<string, Reading>,
  { locale, messages }: PanelContext,
): GaugeRow['beside'] {
  const series = `${metric.id}/${sensor.id}`
  const reading = readings.get(series)
  return {
    series,
    text: hasNumber(reading) ? valueText(reading.value, metric, locale) : messages.emDash,
  }
}

function lostWords(reading: Reading | undefined, { messages, now, screen }: PanelContext): string {
  if (!reading) return messages.value.neverFromSensor
  const when = formatMoment(reading.sampledAt, now, screen.site.timeZone)
  return reading.freshness !== 'expired' && reading.value === null
    ? messages.value.toldEmpty(when)
    : messages.panels.gaugeStrip.lostSince(when)
}

function riseText(rise: Rise, metric: ScreenMetric, { locale }: PanelContext): string {
  const { amount, decimals } = toldRise(rise, metric)
  const text = formatNumber(amount, decimals, locale)
  return amount > 0 ? `+${text}` : text
}

/** From zero to a round end at or above the highest class, so that drizzle does not fill the bar. */
function scaleOf(values: readonly number[], { classes }: ScreenMetric): number {
  const high = Math.max(classes?.at(-1) ?? 0, ...values)
  if (!(high > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(high))
  return (Math.ceil((high / power) * 2) / 2) * power
}

function barOf(
  value: number,
  scale: number,
  metric: ScreenMetric,
  look: GaugeRow['look'],
): GaugeRow['bar'] {
  const share = Math.min(1, Math.max(0, value / scale))
  return { share, shade: look === 'plain' ? shadeOf(value, metric) : 'stale' }
}
