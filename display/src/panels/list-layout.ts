import type { BoxSize } from './box-size.ts'

export interface ListLayout {
  readonly columnCount: number
  readonly rowsPerColumn: number
  /** Height that a row has to itself. */
  readonly rowRem: number
  readonly columnRem: number
}

/** All in rem. */
export interface ListLimits {
  readonly leastRow: number
  readonly tallestRow: number
  readonly leastColumn: number
  readonly gap: number
  /** What a head above each column takes. */
  readonly head?: number
}

/** How the rows of a list share a box: one column while they fit, more of them on wide walls, pages where even those are full. */
export function listLayout(
  rowCount: number,
  size: BoxSize | undefined,
  { leastRow, tallestRow, leastColumn, gap, head = 0 }: ListLimits,
): ListLayout {
  const width = size ? size.width / size.rem : 0
  const height = size ? size.height / size.rem - head : 0
  const fitting = Math.max(1, Math.floor(height / leastRow))
  const wanted = Math.max(1, Math.ceil(rowCount / fitting))
  const possible = Math.max(1, Math.floor((width + gap) / (leastColumn + gap)))
  const columnCount = Math.min(possible, wanted)
  const rowsPerColumn = Math.min(fitting, Math.max(1, Math.ceil(rowCount / columnCount)))
  return {
    columnCount,
    rowsPerColumn,
    rowRem: Math.min(tallestRow, height / rowsPerColumn),
    columnRem: (width - (columnCount - 1) * gap) / columnCount,
  }
}
