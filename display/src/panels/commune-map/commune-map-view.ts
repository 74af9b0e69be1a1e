import type { CommuneMapOptions } from '../../../../protocol/panels/commune-map.ts'
import type {
  ScreenMap,
  ScreenMessage,
  ScreenMetric,
  ScreenSensor,
} from '../../../../protocol/screen.ts'
import { formatIsoDate } from '../../i18n/dates.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import type { Reading } from '../../stores/readings.ts'
import type { PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber, panelState, type PanelState } from '../panel-state.ts'
import { leafUnits, sensorsOf } from '../places.ts'
import type { Trend } from '../trend.ts'

/** Shade of a unit: one of the five classes, hatched for no data, striped grey for a stale number. */
export type CellShade = '0' | '1' | '2' | '3' | '4' | 'none' | 'stale'

export interface MapCell {
  readonly code: string
  readonly name: string
  readonly series: string
  readonly text: string
  readonly shade: CellShade
}

export interface MapSensor {
  readonly series: string
  readonly kind: ScreenSensor['kind']
  readonly letter: string
  readonly name: string
  readonly metric: string
  readonly lon: number
  readonly lat: number
  readonly text: string
  readonly trend: Trend | undefined
  readonly isOld: boolean
}

export interface CommuneMapView {
  readonly title: string
  readonly subtitle: string
  readonly state: PanelState
  readonly cells: readonly MapCell[]
  readonly sensors: readonly MapSensor[]
  readonly legend: readonly { readonly shade: CellShade; readonly text: string }[]
}

const SHADES = ['0', '1', '2', '3', '4'] as const
const LAST_SHADE = SHADES.length - 1

export function communeMapKeys(
  options: CommuneMapOptions,
  metric: ScreenMetric,
  screen: ScreenMessage,
): readonly string[] {
  const units = leafUnits(screen).map((unit) => `${metric.id}/${unit.code}`)
  return [
    ...units,
    ...sensorSeries(options, screen).map((one) => `${one.metric.id}/${one.sensor.id}`),
  ]
}

function sensorSeries(
  options: CommuneMapOptions,
  screen: ScreenMessage,
): readonly { readonly metric: ScreenMetric; readonly sensor: ScreenSensor }[] {
  return options.sensors.flatMap((id) => {
    const metric = screen.metrics.find((one) => one.id === id)
    return metric ? sensorsOf(metric, screen).map((sensor) => ({ metric, sensor })) : []
  })
}

export function communeMapView(
  options: CommuneMapOptions,
  metric: ScreenMetric,
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): CommuneMapView {
  const { locale, messages, screen } = context
  const units = leafUnits(screen)
  const cells = units.map((unit): MapCell => {
    const series = `${metric.id}/${unit.code}`
    const reading = readings.get(series)
    const value = hasNumber(reading) ? reading.value : undefined
    const isOld = freshnessOn(reading, context.layer) === 'stale'
    return {
      code: unit.code,
      name: unit.name[locale],
      series,
      text: value === undefined ? messages.emDash : formatNumber(value, metric.decimals, locale),
      shade: value === undefined ? 'none' : isOld ? 'stale' : shadeOf(value, metric),
    }
  })
  return {
    title: options.title?.[locale] ?? metric.name[locale],
    subtitle: [metric.unitOfMeasure[locale], ...sourceWords(screen.map, context)]
      .filter((part) => part !== '')
      .join(' · '),
    state: panelState(
      units.map((unit) => readings.get(`${metric.id}/${unit.code}`)),
      metric.freshness,
      context,
    ),
    cells,
    sensors: mapSensors(options, readings, context),
    legend: legendOf(metric, context),
  }
}

/** Fewer than four bounds are spread over the five shades, so the highest class is always the strongest. */
export function shadeOf(value: number, metric: ScreenMetric): CellShade {
  const bounds = metric.classes ?? []
  const rounded = Number(value.toFixed(metric.decimals))
  return shadeOfClass(bounds.filter((bound) => rounded >= bound).length, bounds.length)
}

function shadeOfClass(index: number, boundCount: number): CellShade {
  const step = boundCount === 0 ? 0 : Math.round((index * LAST_SHADE) / boundCount)
  return SHADES[Math.min(step, LAST_SHADE)] ?? '0'
}

function legendOf(
  metric: ScreenMetric,
  { locale, messages }: PanelContext,
): CommuneMapView['legend'] {
  const bounds = metric.classes ?? []
  if (bounds.length === 0) return [{ shade: 'none', text: messages.map.noData }]
  const isWhole = metric.decimals === 0
  const format = (bound: number): string =>
    formatNumber(bound, Number.isInteger(bound) ? 0 : metric.decimals, locale)
  const classes = [undefined, ...bounds].map((from, index) => {
    const shade = shadeOfClass(index, bounds.length)
    const to = bounds[index]
    if (from === undefined) {
      const text = isWhole && to === 1 ? format(0) : messages.map.upTo(format(to ?? 0))
      return { shade, text }
    }
    if (to === undefined) return { shade, text: messages.map.from(format(from)) }
    if (!isWhole) return { shade, text: format(from) }
    return { shade, text: to - from === 1 ? format(from) : `${format(from)}–${format(to - 1)}` }
  })
  return [...classes, { shade: 'none', text: messages.map.noData }]
}

function sourceWords(
  map: ScreenMap | undefined,
  { locale, messages }: PanelContext,
): readonly string[] {
  if (!map) return []
  const source = map.source[locale]
  if (map.kind === 'schematic') {
    const { schematic } = messages.map
    return source.startsWith(schematic) ? [source] : [schematic, source]
  }
  const date =
    map.validFrom === undefined ? [] : [messages.map.boundaries(formatIsoDate(map.validFrom))]
  return [...date, messages.map.source(source)]
}

function mapSensors(
  options: CommuneMapOptions,
  readings: ReadonlyMap<string, Reading>,
  { locale, messages, screen, layer }: PanelContext,
): readonly MapSensor[] {
  return sensorSeries(options, screen).flatMap(({ metric, sensor }): readonly MapSensor[] => {
    if (!sensor.point) return []
    const series = `${metric.id}/${sensor.id}`
    const reading = readings.get(series)
    const isNumber = hasNumber(reading)
    return [
      {
        series,
        kind: sensor.kind,
        letter: messages.map.sensorLetters[sensor.kind],
        name: sensor.name[locale],
        metric: metric.shortName[locale],
        lon: sensor.point.lon,
        lat: sensor.point.lat,
        text: isNumber ? formatNumber(reading.value, metric.decimals, locale) : messages.emDash,
        trend: isNumber ? reading.trend : undefined,
        isOld: !isNumber || freshnessOn(reading, layer) === 'stale',
      },
    ]
  })
}
