import type { BoxSize } from '../box-size.ts'
import { placeLabels, spokesOf, type LabelBox } from './radar-labels.ts'
import type { RadarView } from './radar-view.ts'

export interface RadarLabel {
  readonly x: number
  readonly y: number
  /** Which way the text grows from its place. */
  readonly across: 'start' | 'middle' | 'end'
  readonly down: 'above' | 'middle' | 'below'
}

/** The drawing, in rem from the box's corner. */
export interface RadarShape {
  readonly width: number
  readonly height: number
  readonly spokes: string
  readonly rings: readonly string[]
  readonly units: readonly {
    /** Sides between neighbours that both have a number; a missing one leaves a gap. */
    readonly sides: string
    /** The whole polygon; empty while a number is missing. */
    readonly area: string
    readonly dots: readonly { readonly x: number; readonly y: number }[]
  }[]
  readonly labels: readonly RadarLabel[]
  readonly labelWidth: number
  /** Names at body size, not fine. */
  readonly isRoomy: boolean
}

const RINGS = [0.25, 0.5, 0.75, 1]

const short = (rem: number): string => rem.toFixed(2)

export function radarShape(view: RadarView, size: BoxSize): RadarShape {
  const [width, height] = [size.width / size.rem, size.height / size.rem]
  const count = view.axes.length
  const { radius, centreY, boxes, labelWidth, isRoomy } = placeLabels(view, width, height)
  const [cx, cy] = [width / 2, centreY]
  const directions = spokesOf(count)
  const place = (axis: number, share: number) => {
    const { across = 0, down = 0 } = directions[axis] ?? {}
    const reach = share * radius
    return { x: cx + across * reach, y: cy + down * reach }
  }
  const ring = (share: number): string => polygon(view.axes.map((_, axis) => place(axis, share)))
  return {
    width,
    height,
    spokes: view.axes
      .map((_, axis) => place(axis, 1))
      .map(({ x, y }) => `M${short(cx)} ${short(cy)}L${short(x)} ${short(y)}`)
      .join(''),
    rings: RINGS.map(ring),
    units: view.units.map(({ values }) => {
      const points = values.map(({ share }, axis) =>
        share === undefined ? undefined : place(axis, share),
      )
      const known = points.filter((point) => point !== undefined)
      return {
        sides: sidesOf(points),
        area: known.length === count ? polygon(known) : '',
        dots: known,
      }
    }),
    labels: boxes.map((box) => labelIn(box, cx, cy)),
    labelWidth,
    isRoomy,
  }
}

function polygon(points: readonly { readonly x: number; readonly y: number }[]): string {
  return `M${points.map(({ x, y }) => `${short(x)} ${short(y)}`).join('L')}Z`
}

function sidesOf(
  points: readonly ({ readonly x: number; readonly y: number } | undefined)[],
): string {
  return points
    .map((from, index) => {
      const to = points[(index + 1) % points.length]
      return from && to ? `M${short(from.x)} ${short(from.y)}L${short(to.x)} ${short(to.y)}` : ''
    })
    .join('')
}

/** The corner or edge of a label's box that faces the drawing: texts that come out smaller stay close to it. */
function labelIn(
  { across, down, left, top, width, height }: LabelBox,
  cx: number,
  cy: number,
): RadarLabel {
  const shares = { start: 0, above: 1, middle: 0.5, end: 1, below: 0 }
  return {
    x: cx + left + width * shares[across],
    y: cy + top + height * shares[down],
    across,
    down,
  }
}
