import type { ScreenMetric, ScreenSensor } from '../../../protocol/screen.ts'
import { formatNumber } from '../i18n/numbers.ts'
import type { PanelContext } from '../panels/panel-context.ts'

/** A named line across a chart: a target of the metric, or a named level of a station. */
export interface ReferenceLine {
  readonly value: number
  readonly text: string
  /** Shade of the water's family for levels, from 1; targets are grey and dashed. */
  readonly shade: 'target' | 1 | 2 | 3
}

const SHADES = 3

export function levelLines(
  sensor: ScreenSensor | undefined,
  metric: ScreenMetric,
  { locale, messages }: PanelContext,
): readonly ReferenceLine[] {
  const levels = sensor?.levels ?? []
  return levels.map(({ name, value }, index) => ({
    value,
    text: messages.panels.hydrograph.level(name, formatNumber(value, metric.decimals, locale)),
    shade: shadeOf(index, levels.length),
  }))
}

function shadeOf(index: number, count: number): 1 | 2 | 3 {
  const shade = Math.min(SHADES, Math.ceil(((index + 1) * SHADES) / count))
  return shade === 1 ? 1 : shade === 2 ? 2 : 3
}

export function targetLine(
  metric: ScreenMetric,
  { locale, messages }: PanelContext,
): readonly ReferenceLine[] {
  const { target, decimals } = metric
  if (target === undefined) return []
  const text = formatNumber(target, Number.isInteger(target) ? 0 : decimals, locale)
  return [{ value: target, text: messages.value.target(text), shade: 'target' }]
}

/** Levels that say something of the values: all that were reached and the next one above. */
export function levelsInReach(
  lines: readonly ReferenceLine[],
  greatest: number,
): readonly ReferenceLine[] {
  const above = lines.findIndex((line) => line.value > greatest)
  return above === -1 ? lines : lines.slice(0, above + 1)
}

/** Where a name stands at its line. */
export interface NamePlace {
  readonly side: 'start' | 'end'
  readonly edge: 'above' | 'below'
}

export interface NamedLine {
  /** Distance of the line from the plot's top. */
  readonly y: number
  readonly width: number
}

export interface Dot {
  readonly x: number
  readonly y: number
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const NAME_PLACES: readonly NamePlace[] = [
  { side: 'start', edge: 'above' },
  { side: 'end', edge: 'above' },
  { side: 'start', edge: 'below' },
  { side: 'end', edge: 'below' },
]

/**
 * Gives each name a place at its line where no other name stands, rather off the drawn curve than on
 * it; the highest line chooses first. Undefined where there is no room. All in rem from the plot's corner.
 */
export function placeNames(
  lines: readonly NamedLine[],
  plot: { readonly width: number; readonly height: number },
  lineHeight: number,
  curve: readonly Dot[],
): readonly (NamePlace | undefined)[] {
  const taken: Box[] = []
  const places = new Array<NamePlace | undefined>(lines.length).fill(undefined)
  const order = lines.map((_, index) => index).toSorted((a, b) => lines[a]!.y - lines[b]!.y)
  for (const index of order) {
    const { y, width } = lines[index]!
    const free = NAME_PLACES.map((place) => {
      const left = place.side === 'start' ? 0 : plot.width - width
      const top = place.edge === 'above' ? y - lineHeight : y
      return { place, box: { left, right: left + width, top, bottom: top + lineHeight } }
    }).filter(
      ({ box }) =>
        box.top >= -lineHeight / 2 &&
        box.bottom <= plot.height &&
        !taken.some((other) => isOverlapping(box, other)),
    )
    const chosen = free.find(({ box }) => !curve.some((dot) => isInside(dot, box))) ?? free[0]
    if (!chosen) continue
    taken.push(chosen.box)
    places[index] = chosen.place
  }
  return places
}

function isOverlapping(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

function isInside({ x, y }: Dot, { left, right, top, bottom }: Box): boolean {
  return x >= left && x <= right && y >= top && y <= bottom
}

const HEIGHTS = [0.45, 0.3, 0.6, 0.15, 0.8]

/** A height in a plot at which a line of text meets no reference line and no name at one; undefined where there is none. */
export function freeHeight(
  lines: readonly number[],
  height: number,
  lineHeight: number,
): number | undefined {
  return HEIGHTS.map((share) => share * height).find((y) =>
    lines.every((line) => Math.abs(line - y) > lineHeight * 1.5),
  )
}
