import type { CommuneMapOptions } from '../../../../protocol/panels/commune-map.ts'
import type {
  ScreenMap,
  ScreenMessage,
  ScreenMetric,
  ScreenSensor,
} from '../../../../protocol/screen.ts'
import { formatIsoDate } from '../../i18n/dates.ts'
import type { Locale } from '../../i18n/messages.ts'
import { valueText } from '../../i18n/value-text.ts'
import type { Reading } from '../../stores/readings.ts'
import { legendOf, shadeOf, type CellShade, type LegendStep } from '../class-shade.ts'
import type { PanelContext } from '../panel-context.ts'
import { freshnessOn, hasNumber, panelState, type PanelState } from '../panel-state.ts'
import { leafUnits, sensorsOf } from '../../stores/places.ts'
import type { Trend } from '../trend.ts'

export interface MapCell {
  readonly code: string
  readonly name: string
  /** Absent where its number is no figure of the feed. */
  readonly series: string | undefined
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
  readonly subtitle: readonly string[]
  /** Where the shapes come from. */
  readonly origin: string
  readonly state: PanelState
  readonly places: MapPlaces
  readonly cells: readonly MapCell[]
  readonly sensors: readonly MapSensor[]
  readonly legend: readonly LegendStep[]
}

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
      text: value === undefined ? messages.emDash : valueText(value, metric, locale),
      shade: value === undefined ? 'none' : isOld ? 'stale' : shadeOf(value, metric),
    }
  })
  return {
    title: options.title?.[locale] ?? metric.name[locale],
    subtitle: [metric.unitOfMeasure[locale], kindWords(screen.map, context)],
    origin: originWords(screen.map, context),
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

/** What the shapes are: a schematic, or boundaries with the days that they hold for. */
function kindWords(map: ScreenMap | undefined, { messages }: PanelContext): string {
  if (!map) return ''
  const { validFrom, validTo } = map
  const words = messages.map
  if (map.kind === 'schematic') return words.schematic
  if (validFrom !== undefined) return words.boundaries(formatIsoDate(validFrom))
  return validTo === undefined ? '' : words.boundariesUntil(formatIsoDate(validTo))
}

function originWords(map: ScreenMap | undefined, { locale, messages }: PanelContext): string {
  if (!map) return ''
  const source = map.source[locale]
  return map.kind === 'schematic' ? source : messages.map.source(source)
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
        text: isNumber ? valueText(reading.value, metric, locale) : messages.emDash,
        trend: isNumber ? reading.trend : undefined,
        isOld: !isNumber || freshnessOn(reading, layer) === 'stale',
      },
    ]
  })
}
