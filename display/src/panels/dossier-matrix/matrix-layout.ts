import type { BoxSize } from '../box-size.ts'
import { heatmapLayout, type HeatmapLayout } from '../heatmap/heatmap-layout.ts'
import type { MatrixView } from './matrix-view.ts'

export interface MatrixLayout extends Pick<
  HeatmapLayout,
  'blockCount' | 'rowsPerBlock' | 'rowRem' | 'nameRem' | 'text' | 'nameText' | 'nameLines'
> {
  readonly columnCount: number
  /** Width of a column, without what sets it off from the one before. */
  readonly cellRem: number
  /** Lines of the heads of single columns. */
  readonly headLines: number
  readonly headPadding: number
  /** Whether the totals below have room in their columns. */
  readonly hasFootValues: boolean
}

type Texts = Pick<
  MatrixView,
  'columns' | 'rowCount' | 'hasTotal' | 'hasSpans' | 'nameLetters' | 'valueLetters' | 'footLetters'
>

/** All in rem, as in the other heatmap. */
export const GAP_REM = 1.4
const TOTAL_COLUMN = 8.4
const BLOCK_GAP = 3.6
const SLIT = 0.3
const HEAD_LINE = 2.4
/** A weekday over a day of the month. */
const DAY_LINES = 2
const LEAST_DAY_CELL = 4
const FINE_DIGIT = 1.8 * 0.62
const FOOT_PADDING = 0.4

/** How rows and columns share a box: like those of the other heatmap, which set nothing apart. */
export function matrixLayout(view: Texts, size: BoxSize | undefined): MatrixLayout {
  const gaps = view.columns.filter(({ hasGap }) => hasGap).length * GAP_REM
  const width = size ? size.width / size.rem : 0
  const totals = view.hasTotal ? TOTAL_COLUMN : 0
  const laid = (letters: number, blocks: number): HeatmapLayout => {
    const room = size && smaller(size, gaps * blocks, view.hasSpans ? DAY_LINES * HEAD_LINE : 0)
    return heatmapLayout(textsOf(view, letters), room)
  }
  const withFoot = laid(Math.max(view.valueLetters, view.footLetters), 1)
  // Rather a total that is not drawn than a day.
  const isCrowded = withFoot.columnCount < view.columns.length + (view.hasTotal ? 1 : 0)
  const once = isCrowded ? laid(view.valueLetters, 1) : withFoot
  const layout = once.blockCount > 1 ? laid(view.valueLetters, once.blockCount) : once
  const columnCount = layout.columnCount - (view.hasTotal ? 1 : 0)
  const block = (width - (layout.blockCount - 1) * BLOCK_GAP) / layout.blockCount
  const cellRem = (block - layout.nameRem - totals - gaps) / Math.max(1, columnCount)
  return {
    ...layout,
    columnCount: Math.max(1, columnCount),
    cellRem,
    headLines: view.hasSpans ? DAY_LINES : layout.headLines,
    hasFootValues: view.footLetters * FINE_DIGIT + FOOT_PADDING <= cellRem - SLIT,
  }
}

function smaller({ width, height, rem }: BoxSize, byWidth: number, byHeight: number): BoxSize {
  return { width: width - byWidth * rem, height: height - byHeight * rem, rem }
}

function textsOf(view: Texts, valueLetters: number): Parameters<typeof heatmapLayout>[0] {
  const { columns, rowCount, hasTotal, hasSpans, nameLetters } = view
  const heads = columns.map(({ name, lines }) =>
    hasSpans ? (lines.at(-1) ?? '') : (lines[0] ?? name),
  )
  return {
    ...{ rowCount, hasTotal, nameLetters, valueLetters, foot: {} },
    heads: hasTotal ? [...heads, ''] : heads,
    ...(hasSpans && { leastCell: LEAST_DAY_CELL }),
  }
}
