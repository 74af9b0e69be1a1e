import type { BoxSize } from '../box-size.ts'
import { linesOf } from '../text-lines.ts'
import type { HeatmapView } from './heatmap-view.ts'

export interface HeatmapLayout {
  /** Tables side by side: a wide wall gets more rows, not wider cells. */
  readonly blockCount: number
  readonly rowsPerBlock: number
  readonly rowRem: number
  readonly nameRem: number
  readonly text: 'title' | 'body' | 'fine'
  /** Columns from the first on that find room for their values. */
  readonly columnCount: number
  /** Names at the values' size, smaller where they would be cut; on two lines where rows are high enough. */
  readonly nameText: 'body' | 'fine'
  readonly nameLines: 1 | 2
  readonly headLines: number
  /** Beside each head, as far as its longest word leaves room. */
  readonly headPadding: number
}

type Texts = Pick<
  HeatmapView,
  'rowCount' | 'heads' | 'hasTotal' | 'nameLetters' | 'valueLetters'
> & {
  readonly foot: unknown
  /** Where heads are shorter than those of fields. */
  readonly leastCell?: number
}

/** All in rem. A row is never lower than text at fine size needs. */
const LEAST_ROW = 2.7
const TALLEST_ROW = 8
const ROOMY_ROW = { body: 3.3, title: 4.3 }
const FONT = { title: 2.8, body: 2.2, fine: 1.8 }
const HEAD_LINE = 2.4
const MOST_HEAD_LINES = 3
const TOTAL_COLUMN = 8.4
const SLIT = 0.3
const HEAD_PADDING = { roomy: 0.6, least: 0.1 }
const FOOT = 3.5
/** Slits above, between and below head, rows and foot. */
const SLITS = 1
export const BLOCK_GAP = 3.6
const CELL_PADDING = 1.2
const LEAST_CELL = 5.6
const NAME_GAP = 1.2
const TWO_LINES_ROW = 4.6
const LARGEST_NAME_SHARE = 0.34
const GROUP_LETTERS = 15
const LETTER_EM = 0.56
const DIGIT_EM = 0.66

/** How rows and columns share a box: as many readable rows as fit, as large as they then may be. */
export function heatmapLayout(texts: Texts, size: BoxSize | undefined): HeatmapLayout {
  const width = size ? size.width / size.rem : 0
  const height = size ? size.height / size.rem : 0
  // Rows that do not fit stand behind words of their own.
  const nameLetters = Math.max(texts.nameLetters, isCrowded(texts, height) ? GROUP_LETTERS : 0)
  const values = texts.valueLetters * DIGIT_EM * FONT.fine + CELL_PADDING
  const cellRem = Math.max(texts.leastCell ?? LEAST_CELL, values)
  const columns = texts.heads.length
  const nameOf = (room: number, font: number): number =>
    Math.min(nameLetters * LETTER_EM * font + NAME_GAP, room * LARGEST_NAME_SHARE)
  const leastBlock = nameOf(Infinity, FONT.fine) + columns * cellRem
  const rowsRoom = (lines: number): number =>
    height - lines * HEAD_LINE - SLITS - (texts.foot === undefined ? 0 : FOOT)
  const fitting = Math.max(1, Math.floor(rowsRoom(2) / LEAST_ROW))
  const wanted = Math.max(1, Math.ceil(texts.rowCount / fitting))
  const blockCount = Math.max(
    1,
    Math.min(Math.floor((width + BLOCK_GAP) / (leastBlock + BLOCK_GAP)), wanted),
  )
  const blockWidth = (width - (blockCount - 1) * BLOCK_GAP) / blockCount
  const rows = Math.min(fitting, Math.max(1, Math.ceil(texts.rowCount / blockCount)))
  const text = textFor(rowsRoom(2) / rows, texts, blockWidth)
  const nameRem = nameOf(blockWidth, FONT[text === 'title' ? 'body' : text])
  const columnCount = Math.max(1, Math.min(columns, Math.floor((blockWidth - nameRem) / cellRem)))
  const { headLines, headPadding } = headsIn(texts, blockWidth - nameRem, columnCount)
  const rowsPerBlock = Math.min(rows, Math.max(1, Math.floor(rowsRoom(headLines) / LEAST_ROW)))
  const rowRem = Math.min(TALLEST_ROW, rowsRoom(headLines) / rowsPerBlock)
  const names = namesIn(nameLetters, nameRem, rowRem, text)
  return {
    ...{ blockCount, rowsPerBlock, rowRem, nameRem, text, columnCount, headLines, headPadding },
    ...names,
  }
}

/** Heads break between words, over three lines at most; they keep off each other where their longest word allows it. */
function headsIn(
  { heads, hasTotal }: Texts,
  room: number,
  columnCount: number,
): Pick<HeatmapLayout, 'headLines' | 'headPadding'> {
  const fixed = hasTotal && columnCount > 1 ? 1 : 0
  const cell = (room - fixed * TOTAL_COLUMN) / (columnCount - fixed) - SLIT
  const letter = LETTER_EM * FONT.fine
  const words = heads.map((head) => head.split(' '))
  const longest = Math.max(0, ...words.flat().map((word) => word.length))
  const { roomy, least } = HEAD_PADDING
  const headPadding = longest * letter + 2 * roomy <= cell ? roomy : least
  const letters = (cell - 2 * headPadding) / letter
  const lines = Math.max(1, ...words.map((one) => linesOf(one, letters)))
  return { headPadding, headLines: Math.min(MOST_HEAD_LINES, lines) }
}

/** A long name is set smaller, then on two lines where rows are high enough. */
function namesIn(
  letters: number,
  nameRem: number,
  rowRem: number,
  text: HeatmapLayout['text'],
): Pick<HeatmapLayout, 'nameText' | 'nameLines'> {
  const fits = (font: number): boolean => letters * LETTER_EM * font <= nameRem
  if (text !== 'fine' && fits(FONT.body)) return { nameText: 'body', nameLines: 1 }
  const isHigh = rowRem >= TWO_LINES_ROW
  return { nameText: 'fine', nameLines: isHigh && !fits(FONT.fine) ? 2 : 1 }
}

function isCrowded({ rowCount }: Texts, height: number): boolean {
  return rowCount * LEAST_ROW > height
}

/** The largest size that rows are high enough, and cells wide enough, for. */
function textFor(rowRem: number, texts: Texts, blockWidth: number): HeatmapLayout['text'] {
  const isWideEnough = (font: number): boolean => {
    const names = texts.nameLetters * LETTER_EM * FONT.body + NAME_GAP
    const cell = texts.valueLetters * DIGIT_EM * font + CELL_PADDING
    return names + texts.heads.length * cell <= blockWidth
  }
  if (rowRem >= ROOMY_ROW.title && isWideEnough(FONT.title)) return 'title'
  return rowRem >= ROOMY_ROW.body && isWideEnough(FONT.body) ? 'body' : 'fine'
}

/** Where there is no room for all columns the total stays, being what the rows are ordered by. */
export function shownColumns<Item>(
  all: readonly Item[],
  columnCount: number,
  hasTotal: boolean,
): readonly Item[] {
  if (all.length <= columnCount || !hasTotal) return all.slice(0, columnCount)
  return [...all.slice(0, columnCount - 1), ...all.slice(-1)]
}
