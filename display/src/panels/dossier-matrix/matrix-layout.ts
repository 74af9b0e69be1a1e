import type { BoxSize } from '../box-size.ts'
import { heatmapLayout, type HeatmapLayout } from '../heatmap/heatmap-layout.ts'
import { withSoftBreaks } from '../text-lines.ts'
import type { MatrixView } from './matrix-view.ts'

export interface MatrixLayout extends Pick<
  HeatmapLayout,
  | 'blockCount'
  | 'rowsPerBlock'
  | 'rowRem'
  | 'nameRem'
  | 'text'
  | 'nameText'
  | 'nameLines'
  | 'headLines'
  | 'headPadding'
> {
  readonly columnCount: number
  /** Width of a column, without what sets it off from the one before. */
  readonly cellRem: number
  /** Whether there is room for a column of totals. */
  readonly hasTotal: boolean
  /** The size at which the totals below have room in their columns; none where not even the smallest has. */
  readonly footText: 'body' | 'fine' | undefined
}

type Texts = Pick<
  MatrixView,
  | 'columns'
  | 'rowCount'
  | 'hasTotal'
  | 'hasSpans'
  | 'nameLetters'
  | 'groupLetters'
  | 'valueLetters'
  | 'footLetters'
>

/** All in rem, as in the other heatmap. */
export const GAP_REM = 1.4
const TOTAL_COLUMN = 8.4
const BLOCK_GAP = 3.6
const SLIT = 0.3
const HEAD_LINE = 2.4
/** A weekday over a day of the month. */
const DAY_LINES = 2
const LEAST_DAY_CELL = 3.7
const LEAST_FIELD_CELL = 5.6
/** Only a longer word than this may break within. */
const MOST_WORD_CELL = 9.5
const HEAD_LETTER = 1.8 * 0.53
const HEAD_PADDING = 0.5
const DIGIT = { body: 2.2 * 0.62, fine: 1.8 * 0.62 }
const LEAST_ROW = 2.7
const NAME_LETTER = { body: 2.2 * 0.54, fine: 1.8 * 0.54 }
const NAME_GAP = 1
const FOOT_PADDING = 0.4
const TWO_LINES_ROW = 4.6
/** How much of a name a line must hold where it may have two. */
const BROKEN_NAME_SHARE = 0.62
const LEAST_NAME = 11

/**
 * How rows and columns share a box: like those of the other heatmap, which set nothing apart. Where
 * not all columns fit, totals below give way first, then long names, then what sums up hours; the
 * total of a unit stays, being what the rows are ordered by.
 */
export function matrixLayout(view: Texts, size: BoxSize | undefined): MatrixLayout {
  const { valueLetters, footLetters, columns } = view
  const isWhole = (one: MatrixLayout): boolean => one.columnCount === columns.length
  const withFoot = layoutFor(view, Math.max(valueLetters, footLetters), size)
  if (isWhole(withFoot)) return withFoot
  const without = layoutFor(view, valueLetters, size)
  if (isWhole(without)) return without
  const nameLetters = Math.max(LEAST_NAME, Math.ceil(view.nameLetters * BROKEN_NAME_SHARE))
  const broken = layoutFor({ ...view, nameLetters }, valueLetters, size)
  if (isWhole(broken) && broken.rowRem >= TWO_LINES_ROW) {
    return { ...broken, nameText: 'fine', nameLines: 2 }
  }
  if (!view.hasTotal || !areShort(view)) return without
  return layoutFor({ ...view, hasTotal: false }, valueLetters, size)
}

function layoutFor(view: Texts, letters: number, size: BoxSize | undefined): MatrixLayout {
  const { columns, hasTotal, hasSpans } = view
  const gaps = columns.filter(({ hasGap }) => hasGap).length * GAP_REM
  const width = size ? size.width / size.rem : 0
  const height = size ? size.height / size.rem : 0
  const isCrowded = view.rowCount * LEAST_ROW > height
  const nameLetters = Math.max(view.nameLetters, isCrowded ? view.groupLetters : 0)
  const least = leastCellOf(view)
  // The other heatmap counts the column of totals as one of the others.
  const aside = gaps + (hasTotal ? TOTAL_COLUMN - least : 0)
  const laid = (blocks: number): HeatmapLayout => {
    const room = size && smaller(size, aside * blocks, hasSpans ? DAY_LINES * HEAD_LINE : 0)
    return heatmapLayout(textsOf({ ...view, nameLetters }, letters, least), room)
  }
  const once = laid(1)
  const layout = once.blockCount > 1 ? laid(once.blockCount) : once
  const columnCount = Math.max(1, layout.columnCount - (hasTotal ? 1 : 0))
  const block = (width - (layout.blockCount - 1) * BLOCK_GAP) / layout.blockCount
  const fixed = gaps + (hasTotal ? TOTAL_COLUMN + SLIT : 0)
  const shares = shareWidth(block - fixed, columnCount, least + SLIT, layout, nameLetters)
  const cellRem = shares.cell - SLIT
  return {
    ...layout,
    ...{ cellRem, hasTotal, columnCount: shares.columnCount, nameRem: shares.name },
    nameLines: shares.isNameWhole ? 1 : layout.nameLines,
    headLines: hasSpans ? DAY_LINES : layout.headLines,
    headPadding: areShort(view) ? 0 : layout.headPadding,
    footText: footTextFor(view, cellRem),
  }
}

/** Cells give a name what they do not need; one that would be cut on its only line gets a column's room too. */
function shareWidth(
  room: number,
  columnCount: number,
  least: number,
  { nameRem, nameText, rowRem }: HeatmapLayout,
  nameLetters: number,
): {
  readonly name: number
  readonly cell: number
  readonly columnCount: number
  readonly isNameWhole: boolean
} {
  const wanted = nameLetters * NAME_LETTER[nameText] + NAME_GAP
  const spareWith = (count: number): number => Math.max(0, room - nameRem - count * least)
  const missing = wanted - nameRem - spareWith(columnCount)
  const isCut = missing > 0 && rowRem < TWO_LINES_ROW
  const count = Math.max(1, columnCount - (isCut ? Math.ceil(missing / least) : 0))
  const name = Math.max(nameRem, Math.min(wanted, nameRem + spareWith(count)))
  const cell = (room - name) / count
  return { name, cell, columnCount: count, isNameWhole: name >= wanted }
}

function footTextFor({ footLetters }: Texts, cellRem: number): MatrixLayout['footText'] {
  const fits = (digit: number): boolean => footLetters * digit + FOOT_PADDING <= cellRem
  if (fits(DIGIT.body)) return 'body'
  return fits(DIGIT.fine) ? 'fine' : undefined
}

function smaller({ width, height, rem }: BoxSize, byWidth: number, byHeight: number): BoxSize {
  return { width: width - byWidth * rem, height: height - byHeight * rem, rem }
}

/** Days and weekdays have heads of two letters. */
function areShort({ columns }: Pick<Texts, 'columns'>): boolean {
  return columns.every(({ lines }) => lines.every(({ length }) => length <= 2))
}

/** Of fields the longest word decides. */
function leastCellOf({ columns }: Texts): number {
  if (areShort({ columns })) return LEAST_DAY_CELL
  const words = columns.flatMap(({ lines }) =>
    lines.flatMap((line) => withSoftBreaks(line).split(/[ \u00ad]/)),
  )
  const longest = Math.max(0, ...words.map(({ length }) => length))
  const word = Math.min(MOST_WORD_CELL, longest * HEAD_LETTER + HEAD_PADDING)
  return Math.max(LEAST_FIELD_CELL, word)
}

function textsOf(
  { columns, rowCount, hasTotal, hasSpans, nameLetters }: Texts,
  valueLetters: number,
  leastCell: number,
): Parameters<typeof heatmapLayout>[0] {
  const heads = columns.map(({ lines }) => (hasSpans ? lines.at(-1) : lines[0]) ?? '')
  return {
    ...{ rowCount, hasTotal, nameLetters, valueLetters, leastCell, foot: {} },
    heads: hasTotal ? [...heads, ''] : heads,
  }
}
