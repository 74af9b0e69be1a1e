import type { PlacedLabel } from '../../map/label-placement.ts'
import { writeFading } from '../fading.ts'
import type { MapCell } from './commune-map-view.ts'
import { addSvg } from './svg-element.ts'

/**
 * The labels of a map's units. Their places are drawn once for each layout; of what changes with the
 * values, only the texts and grounds that are other than before are written, straight into the page:
 * comparing hundreds of labels four times a second was most of a wall's script.
 */
export interface LabelDrawing {
  /** Draws all labels anew. */
  readonly lay: (labels: readonly PlacedLabel[], cells: readonly MapCell[], rem: number) => void
  /** Takes over new values of the units that are drawn. */
  readonly write: (cells: readonly MapCell[]) => void
  /** Marks of alarms stand in place of the values of these units, and of no others. */
  readonly cover: (codes: ReadonlySet<string>) => void
}

interface Drawn {
  readonly label: PlacedLabel
  readonly group: SVGGElement
  readonly value: SVGTextElement
  text: string
  ground: string
}

const FOOT_REM = 0.5

export function createLabelDrawing(parent: SVGGElement): LabelDrawing {
  let drawn: ReadonlyMap<string, Drawn> = new Map()

  function write(cells: readonly MapCell[]): void {
    for (const cell of cells) {
      const one = drawn.get(cell.code)
      if (!one) continue
      if (one.text !== cell.text) {
        writeFading(one.value, cell.text)
        one.text = cell.text
      }
      const ground = groundOf(one.label, cell)
      if (one.ground === ground) continue
      one.group.setAttribute('class', classOf(ground))
      one.ground = ground
    }
  }

  return {
    lay(labels, cells, rem) {
      const byCode = new Map(cells.map((cell) => [cell.code, cell]))
      parent.replaceChildren()
      drawn = new Map(
        labels.flatMap((label) => {
          const cell = byCode.get(label.code)
          return cell ? [[label.code, draw(parent, label, cell, rem)] as const] : []
        }),
      )
    },
    write,
    cover(codes) {
      for (const [code, { value }] of drawn) {
        value.style.visibility = codes.has(code) ? 'hidden' : ''
      }
    },
  }
}

function draw(parent: SVGGElement, label: PlacedLabel, cell: MapCell, rem: number): Drawn {
  const ground = groundOf(label, cell)
  const group = addSvg(parent, 'g', { class: classOf(ground) })
  if (label.leader) {
    const { from, to } = label.leader
    const [line, foot] = ['label-leader', 'label-foot']
    addSvg(group, 'line', { class: line, x1: from[0], y1: from[1], x2: to[0], y2: to[1] })
    addSvg(group, 'circle', { class: foot, cx: from[0], cy: from[1], r: FOOT_REM * rem })
  }
  if (label.name) {
    const { x, baseline, size } = label.name
    addSvg(group, 'text', { class: 'label-name', x, y: baseline, 'font-size': size }, cell.name)
  }
  const { x, baseline, size } = label.value
  const series = cell.series === undefined ? {} : { 'data-series': cell.series }
  const attributes = { x, y: baseline, 'font-size': size, ...series }
  const value = addSvg(group, 'text', { class: 'label-value', ...attributes }, cell.text)
  return { label, group, value, text: cell.text, ground }
}

function groundOf(label: PlacedLabel, { shade }: MapCell): string {
  return label.leader && shade !== 'stale' ? 'outside' : shade
}

function classOf(ground: string): string {
  return `label on-${ground}`
}
