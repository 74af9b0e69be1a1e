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
const NAME_LINE = 2.4
const VALUE_LINE = 3
const LABEL_GAP = 1
const LABEL_WIDTH = { least: 11, most: 18, share: 0.25 }
const LEAST_RADIUS = 3
const LETTER = 1.08
/** Nearer than that to straight up or down a label stands over its axis, not beside it. */
const UPRIGHT = 0.2

interface Spoke {
  readonly across: number
  readonly down: number
  readonly isUpright: boolean
  readonly label: { readonly width: number; readonly height: number }
}

const short = (rem: number): string => rem.toFixed(2)

export function radarShape(view: RadarView, size: BoxSize): RadarShape {
  const [width, height] = [size.width / size.rem, size.height / size.rem]
  const count = view.axes.length
  const { least, most, share: part } = LABEL_WIDTH
  const labelWidth = Math.min(most, Math.max(least, width * part))
  const spokes = spokesOf(view, labelWidth)
  const { radius, cy } = fitted(spokes, width, height)
  const cx = width / 2
  const place = (axis: number, share: number, more = 0) => {
    const { across = 0, down = 0 } = spokes[axis] ?? {}
    const reach = share * radius + more
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
    labels: spokes.map((spoke, axis) => labelAt(spoke, place(axis, 1, LABEL_GAP))),
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

function spokesOf({ axes, units }: RadarView, labelWidth: number): readonly Spoke[] {
  return axes.map(({ name, full }, axis) => {
    const angle = (axis / axes.length) * 2 * Math.PI - Math.PI / 2
    const across = Math.cos(angle)
    const text = name.length * LETTER
    const value = (full.length + (units.length === 1 ? 8 : 0)) * LETTER
    return {
      across,
      down: Math.sin(angle),
      isUpright: Math.abs(across) < UPRIGHT,
      label: {
        width: Math.min(labelWidth, Math.max(text, value)),
        height:
          Math.ceil(text / labelWidth) * NAME_LINE + Math.ceil(value / labelWidth) * VALUE_LINE,
      },
    }
  })
}

/** The largest radius at which every label has room, and the height of the centre; the first axis points up. */
function fitted(
  spokes: readonly Spoke[],
  width: number,
  height: number,
): { readonly radius: number; readonly cy: number } {
  const wide = spokes.map(({ across, isUpright, label }) => {
    const room = width / 2 - (isUpright ? label.width / 2 : label.width + LABEL_GAP)
    return Math.abs(across) < 0.01 ? Infinity : room / Math.abs(across)
  })
  const top = (spokes[0]?.label.height ?? 0) + LABEL_GAP
  const high = spokes
    .filter(({ down }) => down > 0)
    .map(({ down, isUpright, label }) => {
      const below = isUpright ? label.height + LABEL_GAP : label.height / 2
      return (height - top - below) / (1 + down)
    })
  const radius = Math.max(LEAST_RADIUS, Math.min(...wide, ...high))
  const lowest = Math.max(
    ...spokes.map(({ down, isUpright, label }) => {
      return down * radius + (isUpright ? label.height + LABEL_GAP : label.height / 2)
    }),
  )
  const spare = Math.max(0, height - top - radius - lowest)
  return { radius, cy: top + radius + spare / 2 }
}

function labelAt(
  { across, down, isUpright }: Spoke,
  { x, y }: { readonly x: number; readonly y: number },
): RadarLabel {
  return {
    x,
    y,
    across: isUpright ? 'middle' : across > 0 ? 'start' : 'end',
    down: !isUpright ? 'middle' : down < 0 ? 'above' : 'below',
  }
}
