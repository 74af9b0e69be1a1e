import { linesOf } from '../text-lines.ts'
import type { RadarView } from './radar-view.ts'

/** A label's box, in rem from the centre of the drawing, and which way its text grows. */
export interface LabelBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly across: 'start' | 'middle' | 'end'
  readonly down: 'above' | 'middle' | 'below'
}

export interface RadarLabels {
  readonly radius: number
  readonly centreY: number
  readonly boxes: readonly LabelBox[]
  readonly labelWidth: number
  readonly isRoomy: boolean
}

interface Spoke {
  readonly across: number
  readonly down: number
}

type Arrangement = 'beside' | 'over'

/** All in rem, of text at fine and at body size. */
const TEXT = {
  fine: { letter: 1.06, name: 2.34, value: 3 },
  body: { letter: 1.28, name: 2.86, value: 3.7 },
}
const LABEL_GAP = 1
const LABEL_WIDTH = { least: 11, most: 22, shares: [0.22, 0.26, 0.3, 0.34, 0.38] }
const LEAST_RADIUS = 3
const STEP = 0.25
/** Nearer than that to straight up or down a label stands over its axis, not beside it. */
const UPRIGHT = 0.2
const VALUE_LETTERS = 8
/** What larger names may cost the drawing. */
const ROOMY = { share: 0.8, radius: 15 }

/** Unit vectors of the axes; the first points up. */
export function spokesOf(count: number): readonly Spoke[] {
  return Array.from({ length: count }, (_, axis) => {
    const angle = (axis / count) * 2 * Math.PI - Math.PI / 2
    return { across: Math.cos(angle), down: Math.sin(angle) }
  })
}

/**
 * The arrangement with the largest drawing: labels beside their axes in wide boxes, over and under
 * the slopes in tall ones, each at several widths. Larger letters where they cost little.
 */
export function placeLabels(view: RadarView, width: number, height: number): RadarLabels {
  const fine = largest(view, width, height, 'fine')
  const body = largest(view, width, height, 'body')
  const isCheap = body.radius >= Math.max(ROOMY.radius, fine.radius * ROOMY.share)
  return isCheap ? body : fine
}

function largest(
  view: RadarView,
  width: number,
  height: number,
  text: keyof typeof TEXT,
): RadarLabels {
  const { least, most, shares } = LABEL_WIDTH
  let best: RadarLabels | undefined
  for (const arrangement of ['beside', 'over'] as const) {
    for (const share of shares) {
      const labelWidth = Math.min(most, Math.max(least, width * share))
      const labels = labelSizes(view, labelWidth, text)
      const found = fitted(labels, arrangement, width, height)
      if (best && found.radius <= best.radius) continue
      best = { ...found, labelWidth, isRoomy: text === 'body' }
    }
  }
  return (
    best ?? {
      radius: LEAST_RADIUS,
      centreY: height / 2,
      boxes: [],
      labelWidth: least,
      isRoomy: false,
    }
  )
}

interface LabelSize {
  readonly width: number
  readonly height: number
}

function labelSizes(
  { axes, units }: RadarView,
  labelWidth: number,
  text: keyof typeof TEXT,
): readonly LabelSize[] {
  const { letter, name: nameLine, value: valueLine } = TEXT[text]
  const perLine = labelWidth / letter
  return axes.map(({ name, full }) => {
    const words = name.split(' ')
    const value = full.length + (units.length === 1 ? VALUE_LETTERS : 0)
    const longest = Math.max(...words.map((word) => word.length), full.length)
    return {
      width: Math.max(
        longest * letter,
        Math.min(labelWidth, Math.max(name.length, value) * letter),
      ),
      height: linesOf(words, perLine) * nameLine + Math.ceil(value / perLine) * valueLine,
    }
  })
}

/** The largest radius at which every label has room, and where its centre then stands. */
function fitted(
  labels: readonly LabelSize[],
  arrangement: Arrangement,
  width: number,
  height: number,
): Pick<RadarLabels, 'radius' | 'centreY' | 'boxes'> {
  const spokes = spokesOf(labels.length)
  for (let radius = Math.max(width, height) / 2; ; radius -= STEP) {
    const boxes = spokes.map((spoke, axis) =>
      boxOf(spoke, labels[axis] ?? { width: 0, height: 0 }, radius, spokes, arrangement, width),
    )
    const top = Math.min(-radius, ...boxes.map((box) => box.top))
    const lowest = Math.max(...spokes.map(({ down }) => down * radius))
    const bottom = Math.max(lowest, ...boxes.map((box) => box.top + box.height))
    const isInside =
      bottom - top <= height &&
      spokes.every(({ across }) => Math.abs(across) * radius <= width / 2) &&
      boxes.every((box) => box.left >= -width / 2 && box.left + box.width <= width / 2)
    if (radius <= LEAST_RADIUS || (isInside && !overlap(boxes))) {
      return { radius, boxes, centreY: (height - top - bottom) / 2 }
    }
  }
}

function overlap(boxes: readonly LabelBox[]): boolean {
  return boxes.some((a, index) =>
    boxes
      .slice(index + 1)
      .some(
        (b) =>
          a.left < b.left + b.width + LABEL_GAP / 2 &&
          b.left < a.left + a.width + LABEL_GAP / 2 &&
          a.top < b.top + b.height &&
          b.top < a.top + a.height,
      ),
  )
}

function boxOf(
  { across, down }: Spoke,
  { width, height }: LabelSize,
  radius: number,
  spokes: readonly Spoke[],
  arrangement: Arrangement,
  boxWidth: number,
): LabelBox {
  const isUpright = Math.abs(across) < UPRIGHT
  const isLevel = Math.abs(down) < UPRIGHT
  if (isUpright || (arrangement === 'over' && !isLevel)) {
    const most = Math.max(0, (boxWidth - width) / 2)
    const middle = Math.min(most, Math.max(-most, across * radius))
    const left = middle - width / 2
    const edge = edgeOver(spokes, radius, left, left + width, down < 0 ? -1 : 1)
    return down < 0
      ? { left, top: edge - LABEL_GAP - height, width, height, across: 'middle', down: 'above' }
      : { left, top: edge + LABEL_GAP, width, height, across: 'middle', down: 'below' }
  }
  const reach = across * radius + Math.sign(across) * LABEL_GAP
  return {
    left: across > 0 ? reach : reach - width,
    top: down * radius - height / 2,
    width,
    height,
    across: across > 0 ? 'start' : 'end',
    down: 'middle',
  }
}

/** The farthest the outline reaches up (-1) or down (1) between two verticals. */
function edgeOver(
  spokes: readonly Spoke[],
  radius: number,
  from: number,
  to: number,
  side: -1 | 1,
): number {
  const points = spokes.map(({ across, down }) => ({ x: across * radius, y: down * radius }))
  const reached = points.flatMap((point, index) => {
    const next = points[(index + 1) % points.length] ?? point
    const inside = point.x >= from && point.x <= to ? [point.y] : []
    const crossed = [from, to]
      .filter((x) => (point.x - x) * (next.x - x) < 0)
      .map((x) => point.y + ((x - point.x) / (next.x - point.x)) * (next.y - point.y))
    return [...inside, ...crossed]
  })
  return side * Math.max(0, ...reached.map((y) => side * y))
}
