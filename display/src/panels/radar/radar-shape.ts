import type { BoxSize } from '../box-size.ts'
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
}

const RINGS = [0.25, 0.5, 0.75, 1]
const LABEL_HEIGHT = 5.4
const LABEL_GAP = 1
const MOST_LABEL_WIDTH = 17
const LETTER = 1.05
/** Nearer than that to straight up or down a label stands over its axis, not beside it. */
const UPRIGHT = 0.2

const short = (rem: number): string => rem.toFixed(2)

export function radarShape(view: RadarView, size: BoxSize): RadarShape {
  const [width, height] = [size.width / size.rem, size.height / size.rem]
  const count = view.axes.length
  const isSingle = view.units.length === 1
  const letters = Math.max(
    ...view.axes.map(({ name, full }) => Math.max(name.length, isSingle ? full.length + 6 : 0)),
  )
  const labelWidth = Math.min(MOST_LABEL_WIDTH, letters * LETTER)
  const radius = Math.max(
    2,
    Math.min(width / 2 - labelWidth - LABEL_GAP, height / 2 - LABEL_HEIGHT - LABEL_GAP),
  )
  const [cx, cy] = [width / 2, height / 2]
  const place = (axis: number, share: number, more = 0) => {
    const angle = (axis / count) * 2 * Math.PI - Math.PI / 2
    const reach = share * radius + more
    return { x: cx + Math.cos(angle) * reach, y: cy + Math.sin(angle) * reach }
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
    labels: view.axes.map((_, axis) => labelAt(place(axis, 1, LABEL_GAP), cx, cy, radius)),
    labelWidth,
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

function labelAt(
  { x, y }: { readonly x: number; readonly y: number },
  cx: number,
  cy: number,
  radius: number,
): RadarLabel {
  const isUpright = Math.abs(x - cx) < UPRIGHT * radius
  const across = isUpright ? 'middle' : x > cx ? 'start' : 'end'
  const down = !isUpright ? 'middle' : y < cy ? 'above' : 'below'
  return { x, y, across, down }
}
