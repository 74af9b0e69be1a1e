import type { BoxSize } from '../box-size.ts'
import { listLayout, type ListLayout } from '../list-layout.ts'
import { reservoirNeeds, SIZES, type Needs, type Texts, type Words } from './reservoir-needs.ts'
import type { ReservoirFigure, ReservoirRow } from './reservoirs-view.ts'

/** How reservoirs share a box. Where it is small columns go first, then rows. */
export interface ReservoirsLayout extends ListLayout {
  /** One line of columns under heads; or a block: name and level, below them the flows with their names. */
  readonly form: 'line' | 'block'
  /** Numbers stand at title size. */
  readonly isTall: boolean
  readonly hasTank: boolean
  /** Where the level stands, in words; that it is full, or how old, is said in any case. */
  readonly hasWords: boolean
  /** Where they stand: below the name, there in two lines, or between name and level. */
  readonly note: 'below' | 'stacked' | 'beside'
  readonly hasInflow: boolean
  readonly hasBalance: boolean
  /** The bar below the release. */
  readonly hasPart: boolean
  readonly isSpillLong: boolean
  /** In a block the spill stands below what comes in and goes out. */
  readonly isFolded: boolean
  /** Nothing stands below names and numbers of a line. */
  readonly isFlat: boolean
  /** Reservoirs that found no room. */
  readonly hidden: number
  readonly columns: Needs['columns']
}

type Fitted = Omit<ReservoirsLayout, 'hidden'>

/** All in rem. */
export const GAP_REM = 4.8
export const HEAD_REM = 2.6
const MORE_REM = 2.8
const LEAST_LINE = 5
const FLAT_LINE = 3.4
const TALL_LINE = 6.2
/** High enough for a name and two lines below it. */
const STACKED_LINE = 8.2
const TALLEST = { line: 9.6, block: 13 }
/** Lines of text in a block. */
const LINE = { top: 2.8, note: 2.3, flows: 2.8, age: 2.3, part: 1.2, padding: 0.3 }
const TALLER = 0.8

export function reservoirsLayout(
  texts: Texts,
  words: Words,
  size: BoxSize | undefined,
): ReservoirsLayout {
  const needs = reservoirNeeds(texts, words)
  const whole = fitted(texts, needs, size)
  if (whole.hidden === 0 || !size) return whole
  const height = Math.max(0, size.height - MORE_REM * size.rem)
  return fitted(texts, needs, { ...size, height })
}

function fitted(texts: Texts, needs: Needs, size: BoxSize | undefined): ReservoirsLayout {
  const isWide = size !== undefined && size.width / size.rem >= needs.line
  const layout = isWide ? inLines(texts, needs, size) : inBlocks(texts, needs, size)
  const shown = layout.columnCount * layout.rowsPerColumn
  return { ...layout, hidden: Math.max(0, texts.rows.length - shown) }
}

function inLines(texts: Texts, needs: Needs, size: BoxSize | undefined): Fitted {
  const roomy = linesOf(texts, needs, size, LEAST_LINE)
  const isWhole = roomy.columnCount * roomy.rowsPerColumn >= texts.rows.length
  if (isWhole || texts.rows.some(needsNote)) return roomy
  // What stands below names and numbers goes before a reservoir does.
  const flat = linesOf(texts, needs, size, FLAT_LINE)
  return flat.rowsPerColumn > roomy.rowsPerColumn
    ? { ...flat, isFlat: true, hasWords: false, hasPart: false, hasBalance: false }
    : roomy
}

/** That it is full, and how old a number is, must be said. */
function needsNote({ tank, level, inflow, release, spill }: ReservoirRow): boolean {
  return tank?.isFull === true || [level, inflow, release, spill].some(isAged)
}

function isAged({ age }: ReservoirFigure): boolean {
  return age !== undefined
}

function linesOf(
  { rows }: Texts,
  needs: Needs,
  size: BoxSize | undefined,
  leastRow: number,
): Fitted {
  const limits = { leastRow, tallestRow: TALLEST.line, gap: GAP_REM, head: HEAD_REM }
  const list = listLayout(rows.length, size, { ...limits, leastColumn: needs.line })
  const { columns } = needs
  const spare = list.columnRem - needs.line
  const isStacked = list.rowRem >= STACKED_LINE
  const name = Math.max(columns.name, isStacked ? needs.stackedWords : needs.words)
  const hasWords = name - columns.name <= spare
  const left = hasWords ? spare - (name - columns.name) : spare
  return {
    ...list,
    form: 'line',
    isTall: list.rowRem >= TALL_LINE,
    ...{ hasTank: true, hasInflow: true, hasPart: true, hasWords },
    note: isStacked ? 'stacked' : 'below',
    ...{ isSpillLong: false, isFolded: false, isFlat: false },
    hasBalance: columns.balance + SIZES.gap <= left,
    columns: hasWords ? { ...columns, name } : columns,
  }
}

function inBlocks(texts: Texts, needs: Needs, size: BoxSize | undefined): Fitted {
  const { tank } = SIZES
  // As if all columns were used: what fits those fits wider ones.
  const width = size ? size.width / size.rem : 0
  const leastColumn = needs.block + tank
  const most = Math.max(1, Math.floor((width + GAP_REM) / (leastColumn + GAP_REM)))
  const column = (width - (most - 1) * GAP_REM) / most
  const block = { texts, needs, size, column }
  if (leastColumn <= column) {
    return blocksOf(block, { flows: needs.block, hasInflow: true, isFolded: false })
  }
  const brief = blocksOf(block, { flows: needs.parts, hasInflow: false, isFolded: false })
  if (needs.folded + tank > column) return brief
  const folded = blocksOf(block, { flows: needs.folded, hasInflow: true, isFolded: true })
  // No reservoir is left out for what comes into the others.
  return folded.rowsPerColumn < brief.rowsPerColumn ? brief : folded
}

interface Block {
  readonly texts: Texts
  readonly needs: Needs
  readonly size: BoxSize | undefined
  readonly column: number
}

interface Flows {
  /** What they take of a column. */
  readonly flows: number
  readonly hasInflow: boolean
  readonly isFolded: boolean
}

function blocksOf(
  { texts: { rows }, needs, size, column }: Block,
  { flows: used, hasInflow, isFolded }: Flows,
): Fitted {
  const { tank, gap } = SIZES
  const hasOld = rows.some(({ inflow, release, spill }) => [inflow, release, spill].some(isAged))
  const isNoted = rows.some(({ level, tank: mark }) => isAged(level) || mark?.isFull)
  const hasTank = Math.max(needs.top, used) + tank <= column
  const room = column - (hasTank ? tank : 0)
  const isNoteBeside = needs.top + gap + needs.words <= room
  const flowLine = LINE.flows + (hasOld ? LINE.age : 0)
  const base = LINE.top + (isFolded ? 2 : 1) * flowLine + LINE.padding
  const leastRow = base + (isNoted && !isNoteBeside ? LINE.note : 0)
  const leastColumn = needs.block + tank
  const limits = { leastRow, tallestRow: TALLEST.block, leastColumn, gap: GAP_REM }
  const list = listLayout(rows.length, size, limits)
  const hasWords = isNoteBeside || list.rowRem >= base + LINE.note
  const noted = isNoteBeside || !hasWords ? base : base + LINE.note
  const isTall = needs.tallTop + (isNoteBeside ? gap + needs.words : 0) <= room
  const left = list.rowRem - Math.max(leastRow, noted)
  const isSpillLong = isFolded || used + needs.longer <= room
  const below = used + (isSpillLong ? needs.longer : 0) + gap + needs.balance
  const besideWords = needs.words + gap + needs.balance
  return {
    ...list,
    form: 'block',
    isTall: isTall && left >= TALLER,
    note: isNoteBeside ? 'beside' : 'below',
    ...{ hasTank, hasWords, hasInflow, isSpillLong, isFolded },
    isFlat: false,
    hasBalance: isNoteBeside ? !isFolded && below <= room : hasWords && besideWords <= room,
    hasPart: !hasOld && !isFolded && left >= LINE.part,
    columns: needs.columns,
  }
}
