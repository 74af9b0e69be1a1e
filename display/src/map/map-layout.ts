import type { CommuneLeaflet } from './commune-leaflet.ts'
import { projectPolygons } from './commune-leaflet.ts'
import type { Polygon, Rect } from './geometry.ts'
import type { MarkedGround, SpotRoom } from './alarm-spots.ts'
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

export interface UnitGround extends MarkedGround {
  /** `d` of a path, as the map projects it. */
  readonly outline: string
}

export interface MapLayout {
  readonly labels: readonly PlacedLabel[]
  readonly sensors: readonly PlacedSensor[]
  /** Names of the neighbours. */
  readonly names: readonly PlacedName[]
  /** The units by code, for marks that come and go without a new layout. */
  readonly grounds: ReadonlyMap<string, UnitGround>
  /** What a mark finds around them; undefined before anything is laid out. */
  readonly room: SpotRoom | undefined
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
const SPOT_REM = { few: 4.6, many: 3, gap: 0.4, border: 0.4 }
const OVERHANG = { few: 0.2, many: 0.4 }

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
  const ofSensors = sensors.flatMap((one) => (one.value ? [one.glyph, one.value] : [one.glyph]))
  const drawn = shapes
    .filter((shape) => !shape.isInset && texts.has(shape.code))
    .map(({ code, name, polygons }) => ({
      ...{ code, name: texts.get(code)?.name ?? name, value: texts.get(code)?.value ?? '' },
      polygons: projectPolygons(polygons, map.project),
    }))
  const isFew = drawn.length <= FEW_UNITS
  const tiers = isFew ? TIERS_OF_FEW : TIERS_OF_MANY
  const labels = placeLabels(drawn, {
    bounds,
    obstacles: [...obstacles, ...ofSensors],
    tiers: tiers.map(({ value, name }) =>
      name === undefined ? { value: value * rem } : { value: value * rem, name: name * rem },
    ),
    hasLeaders: isFew,
    measure,
  })
  const rects = new Map(labels.map((label) => [label.code, rectsOf(label, texts, measure)]))
  const taken = [...obstacles, ...ofSensors, ...[...rects.values()].flat()]
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
      taken,
      size: CONTEXT_NAME_REM * rem,
      measure,
    },
  )
  const grounds = new Map(
    drawn.map(({ code, polygons }) => [
      code,
      { polygons, label: rects.get(code) ?? [], outline: outlineOf(polygons) },
    ]),
  )
  const room = {
    ...{ bounds, taken, mayCoverValue: !isFew },
    overhang: isFew ? OVERHANG.few : OVERHANG.many,
    size: (isFew ? SPOT_REM.few : SPOT_REM.many) * rem,
    ...{ gap: SPOT_REM.gap * rem, border: SPOT_REM.border * rem },
  }
  return { labels, sensors, names, grounds, room }
}

function outlineOf(polygons: readonly Polygon[]): string {
  const coordinate = (value: number): string => value.toFixed(1)
  return polygons
    .flat()
    .map((ring) => {
      const points = ring.map(([x, y]) => `${coordinate(x)} ${coordinate(y)}`)
      return `M${points.join('L')}Z`
    })
    .join('')
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
