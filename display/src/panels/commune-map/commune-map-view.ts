import type { CommuneMapOptions } from '../../../../protocol/panels/commune-map.ts'
import type {
  ScreenMap,
  ScreenMessage,
  ScreenMetric,
  ScreenSensor,
} from '../../../../protocol/screen.ts'
import { formatIsoDate } from '../../i18n/dates.ts'
import type { Locale } from '../../i18n/messages.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import type { Reading } from '../../stores/readings.ts'
import type { PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber, panelState, type PanelState } from '../panel-state.ts'
import { leafUnits, sensorsOf } from '../../stores/places.ts'
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
  readonly places: MapPlaces
  readonly cells: readonly MapCell[]
  readonly sensors: readonly MapSensor[]
  readonly legend: readonly { readonly shade: CellShade; readonly text: string }[]
}

const SHADES = ['0', '1', '2', '3', '4'] as const
const LAST_SHADE = SHADES.length - 1

/** What a map draws, whatever the values: the same for as long as the screen is. */
export interface MapPlaces {
  readonly units: readonly {
    readonly code: string
    readonly name: string
    readonly series: string
  }[]
  readonly sensors: readonly {
    readonly metric: ScreenMetric
    readonly sensor: ScreenSensor
    readonly series: string
  }[]
}

export function mapPlaces(
  options: CommuneMapOptions,
  metric: ScreenMetric,
  screen: ScreenMessage,
  locale: Locale,
): MapPlaces {
  return {
    units: leafUnits(screen).map(({ code, name }) => ({
      code,
      name: name[locale],
      series: `${metric.id}/${code}`,
    })),
    sensors: options.sensors.flatMap((id) => {
      const other = screen.metrics.find((one) => one.id === id)
      if (!other) return []
      return sensorsOf(other, screen).map((sensor) => ({
        metric: other,
        sensor,
        series: `${id}/${sensor.id}`,
      }))
    }),
  }
}

export function mapKeys({ units, sensors }: MapPlaces): readonly string[] {
  return [...units, ...sensors].map((place) => place.series)
}

export function communeMapView(
  options: CommuneMapOptions,
  metric: ScreenMetric,
  places: MapPlaces,
  readings: ReadonlyMap<string, Reading>,
  context: PanelContext,
): CommuneMapView {
  const { locale, messages, screen } = context
  const cells = places.units.map(({ code, name, series }): MapCell => {
    const reading = readings.get(series)
    const value = hasNumber(reading) ? reading.value : undefined
    const isOld = freshnessOn(reading, context.layer) === 'stale'
    return {
      code,
      name,
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
      places.units.map(({ series }) => readings.get(series)),
      metric.freshness,
      context,
    ),
    places,
    cells,
    sensors: mapSensors(places, readings, context),
    legend: legendOf(metric, context),
  }
}

/** Fewer than four bounds are spread over the five shades, so the highest class is always the strongest. */
export function shadeOf(value: number, metric: ScreenMetric): CellShade {
  const bounds = metric.classes ?? []
  const rounded = Number(value.toFixed(metric.decimals))
  const above = bounds.findIndex((bound) => rounded < bound)
  return shadeOfClass(above === -1 ? bounds.length : above, bounds.length)
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
  places: MapPlaces,
  readings: ReadonlyMap<string, Reading>,
  { locale, messages, layer }: PanelContext,
): readonly MapSensor[] {
  return places.sensors.flatMap(({ metric, sensor, series }): readonly MapSensor[] => {
    if (!sensor.point) return []
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
