import type { CommuneLeaflet } from './commune-leaflet.ts'
import { projectPolygons } from './commune-leaflet.ts'
import type { Rect } from './geometry.ts'
import { placeNames, type PlacedName } from './context-names.ts'
import {
  placeLabels,
  type LabelTier,
  type PlacedLabel,
  type PlacedText,
} from './label-placement.ts'
import { placeSensors, type PlacedSensor } from './sensor-placement.ts'
import type { MapShape } from './shapes.ts'
import { FEW_UNITS } from './value-room.ts'

export interface LabelTexts {
  readonly name: string
  readonly value: string
}

export interface SensorSpot {
  readonly series: string
  readonly lon: number
  readonly lat: number
  /** The longest text its value may take. */
  readonly value: string
}

export interface LayoutRequest {
  readonly shapes: readonly MapShape[]
  readonly texts: ReadonlyMap<string, LabelTexts>
  readonly sensors: readonly SensorSpot[]
  readonly bounds: Rect
  readonly obstacles: readonly Rect[]
  /** CSS px of 1rem. */
  readonly rem: number
  /** Width in px of a text at a size in px. */
  readonly measure: (text: string, size: number) => number
}

export interface MapLayout {
  readonly labels: readonly PlacedLabel[]
  readonly sensors: readonly PlacedSensor[]
  /** Names of the neighbours. */
  readonly names: readonly PlacedName[]
}

/** Sizes in rem, largest first; nothing on a wall is smaller than 1.8. */
const TIERS_OF_FEW: readonly LabelTier[] = [
  { value: 5.6, name: 2.8 },
  { value: 4.8, name: 2.6 },
  { value: 4, name: 2.4 },
  { value: 3.4, name: 2.2 },
  { value: 2.8, name: 2 },
  { value: 2.4, name: 1.8 },
  { value: 2.8 },
  { value: 2.2 },
  { value: 1.8 },
]
const TIERS_OF_MANY: readonly LabelTier[] = [
  { value: 2.8, name: 1.8 },
  { value: 2.4, name: 1.8 },
  { value: 2.6 },
  { value: 2.2 },
  { value: 1.8 },
]
const GLYPH_REM = 3.6
export const SENSOR_VALUE_REM = 2
export const ARROW_REM = 2.4
const VALUE_LINE_REM = 2.2
const GAP_REM = 0.3
const CONTEXT_NAME_REM = 1.8

export function layOut(map: CommuneLeaflet, request: LayoutRequest): MapLayout {
  const { shapes, texts, bounds, obstacles, rem, measure } = request
  const sensors = placeSensors(
    request.sensors.map((sensor) => ({
      id: sensor.series,
      at: map.project(sensor.lon, sensor.lat),
      valueWidth: measure(sensor.value, SENSOR_VALUE_REM * rem) + ARROW_REM * rem,
    })),
    { glyph: GLYPH_REM * rem, valueHeight: VALUE_LINE_REM * rem, gap: GAP_REM * rem },
    { bounds, obstacles },
  )
  const drawn = shapes.filter((shape) => !shape.isInset && texts.has(shape.code))
  const tiers = drawn.length <= FEW_UNITS ? TIERS_OF_FEW : TIERS_OF_MANY
  const labels = placeLabels(
    drawn.map((shape) => ({
      code: shape.code,
      name: texts.get(shape.code)?.name ?? shape.name,
      value: texts.get(shape.code)?.value ?? '',
      polygons: projectPolygons(shape.polygons, map.project),
    })),
    {
      bounds,
      obstacles: [
        ...obstacles,
        ...sensors.flatMap((one) => (one.value ? [one.glyph, one.value] : [one.glyph])),
      ],
      tiers: tiers.map(({ value, name }) =>
        name === undefined ? { value: value * rem } : { value: value * rem, name: name * rem },
      ),
      hasLeaders: drawn.length <= FEW_UNITS,
      measure,
    },
  )
  const names = placeNames(
    shapes
      .filter((shape) => shape.isContext)
      .map(({ code, name, polygons }) => ({
        code,
        name,
        polygons: projectPolygons(polygons, map.project),
      })),
    {
      bounds,
      taken: [
        ...obstacles,
        ...sensors.flatMap((one) => (one.value ? [one.glyph, one.value] : [one.glyph])),
        ...labels.flatMap((label) => rectsOf(label, texts, measure)),
      ],
      size: CONTEXT_NAME_REM * rem,
      measure,
    },
  )
  return { labels, sensors, names }
}

/** About the ground that a label covers. */
function rectsOf(
  { code, name, value }: PlacedLabel,
  texts: LayoutRequest['texts'],
  measure: LayoutRequest['measure'],
): readonly Rect[] {
  const rect = ({ x, baseline, size }: PlacedText, text = ''): Rect => {
    const width = measure(text, size)
    return { x: x - width / 2, y: baseline - size, width, height: size * 1.3 }
  }
  const own = texts.get(code)
  return [rect(value, own?.value), ...(name ? [rect(name, own?.name)] : [])]
}
