import { ARROW_REM, SENSOR_VALUE_REM } from '../../map/map-layout.ts'
import type { PlacedSensor, ValueSide } from '../../map/sensor-placement.ts'
import { SENSOR_SHAPES } from '../../map/sensor-shapes.ts'
import { writeFading } from '../fading.ts'
import { TREND_PATHS, type Trend } from '../trend.ts'
import type { MapSensor } from './commune-map-view.ts'
import { addSvg } from './svg-element.ts'

/** The sensors of a map: like its labels, drawn once for each layout and then only written where something is other than before. */
export interface SensorDrawing {
  readonly lay: (
    placed: readonly PlacedSensor[],
    sensors: readonly MapSensor[],
    rem: number,
  ) => void
  readonly write: (sensors: readonly MapSensor[]) => void
}

interface Drawn {
  readonly group: SVGGElement
  readonly reading: Reading | undefined
  isOld: boolean
}

/** Number and arrow beside the shape, where there was room for them. */
interface Reading {
  readonly side: ValueSide
  readonly value: SVGTextElement
  readonly arrow: SVGPathElement
  readonly rem: number
  text: string
  trend: Trend | undefined
}

const GLYPH_BOX = 100
const VALUE_BASELINE = 0.8
const ARROW_MIDDLE = 0.52
const ARROW_SCALE = 0.085

export function createSensorDrawing(parent: SVGGElement): SensorDrawing {
  let drawn: ReadonlyMap<string, Drawn> = new Map()
  return {
    lay(placed, sensors, rem) {
      const bySeries = new Map(sensors.map((sensor) => [sensor.series, sensor]))
      parent.replaceChildren()
      drawn = new Map(
        placed.flatMap((one) => {
          const sensor = bySeries.get(one.id)
          return sensor ? [[one.id, draw(parent, one, sensor, rem)] as const] : []
        }),
      )
    },
    write(sensors) {
      for (const sensor of sensors) {
        const one = drawn.get(sensor.series)
        if (!one) continue
        if (one.isOld !== sensor.isOld) {
          one.group.setAttribute('class', classOf(sensor))
          one.isOld = sensor.isOld
        }
        if (one.reading) writeReading(one.reading, sensor)
      }
    },
  }
}

function draw(parent: SVGGElement, placed: PlacedSensor, sensor: MapSensor, rem: number): Drawn {
  const { glyph, value: side } = placed
  const shape = SENSOR_SHAPES[sensor.kind]
  const group = addSvg(parent, 'g', { class: classOf(sensor) })
  const transform = `translate(${glyph.x} ${glyph.y}) scale(${glyph.width / GLYPH_BOX})`
  const picture = addSvg(group, 'g', { transform })
  addSvg(picture, 'path', { class: 'sensor-casing', d: shape.path })
  addSvg(picture, 'path', { class: 'sensor-shape', d: shape.path })
  const middle = { x: GLYPH_BOX / 2, y: shape.baseline, 'font-size': shape.letterSize }
  addSvg(picture, 'text', { class: 'sensor-letter', ...middle }, sensor.letter)
  if (!side) return { group, reading: undefined, isOld: sensor.isOld }
  const attributes = {
    y: side.y + side.height * VALUE_BASELINE,
    'text-anchor': side.align,
    'font-size': SENSOR_VALUE_REM * rem,
    'data-series': sensor.series,
  }
  const value = addSvg(group, 'text', { class: 'sensor-value', ...attributes }, sensor.text)
  const arrow = addSvg(group, 'path', { class: 'sensor-trend', d: arrowOf(sensor.trend) })
  const reading = { side, value, arrow, rem, text: sensor.text, trend: sensor.trend }
  spread(reading)
  return { group, reading, isOld: sensor.isOld }
}

function writeReading(reading: Reading, { text, trend }: MapSensor): void {
  if (reading.text !== text) {
    writeFading(reading.value, text)
    reading.text = text
  }
  if (reading.trend === trend) return
  const isMoved = (reading.trend === undefined) !== (trend === undefined)
  reading.trend = trend
  reading.arrow.setAttribute('d', arrowOf(trend))
  if (isMoved) spread(reading)
}

/** The arrow stands next to the shape, the number beyond it: one digit more moves neither. */
function spread({ side, value, arrow, rem, trend }: Reading): void {
  const { x, arrowX } = placesOf(side, trend === undefined ? 0 : ARROW_REM * rem, rem)
  value.setAttribute('x', String(x))
  const y = side.y + side.height * ARROW_MIDDLE
  arrow.setAttribute('transform', `translate(${arrowX} ${y}) scale(${rem * ARROW_SCALE})`)
}

function arrowOf(trend: Trend | undefined): string {
  return trend === undefined ? '' : TREND_PATHS[trend]
}

function placesOf(
  { x, width, align }: ValueSide,
  room: number,
  rem: number,
): { readonly x: number; readonly arrowX: number } {
  const half = (ARROW_REM * rem) / 2
  switch (align) {
    case 'start':
      return { x: x + room, arrowX: x + half }
    case 'end':
      return { x: x + width - room, arrowX: x + width - half }
    case 'middle':
      return { x: x + (width + room) / 2, arrowX: x + half }
  }
}

function classOf({ isOld }: MapSensor): string {
  return isOld ? 'sensor is-old' : 'sensor'
}
