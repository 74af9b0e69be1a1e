import type { Messages } from '../../i18n/messages.ts'
import type { ReservoirFigure, ReservoirRow, ReservoirsView } from './reservoirs-view.ts'

export type Words = Messages['panels']['reservoirs']
export type Texts = Pick<ReservoirsView, 'rows' | 'heads' | 'levelUnit'>

/** What the texts of reservoirs need, all in rem. */
export interface Needs {
  /** Of a line. */
  readonly columns: Readonly<Record<'name' | 'level' | 'flow' | 'balance', number>>
  /** A line with all columns but words and balance. */
  readonly line: number
  /** Where the level stands, in words. */
  readonly words: number
  /** The same with the sign of what is full in a line of its own. */
  readonly stackedWords: number
  /** The balance in one line. */
  readonly balance: number
  /** Of a block without its tank: all flows beside each other; those that go out; name and level. */
  readonly block: number
  readonly parts: number
  /** What comes in and what goes out beside each other, the spill below them. */
  readonly folded: number
  readonly top: number
  readonly tallTop: number
  /** What the long word for the spill takes more than the short one. */
  readonly longer: number
}

export const SIZES = { tank: 4.6, gap: 1.4, arrow: 2.2 }
const LETTER = { body: 1.24, fine: 1.05 }
const DIGIT = { title: 1.73, body: 1.38 }
/** The sign of what is full. */
const TAG = 9
/** In a line it stands partly in the gaps beside it. */
const LINE_ARROW = 0.8
const LABEL_GAP = 0.6
/** `cũ 23 giờ`: kept free, or every number would move when one of them grows old. */
const AGE = 9 * LETTER.fine
const LEAST_DIGITS = 5

type FigureOf = (row: ReservoirRow) => ReservoirFigure

export function reservoirNeeds(texts: Texts, words: Words): Needs {
  const { rows, heads, levelUnit } = texts
  const { tank, gap } = SIZES
  const longest = longestOf(rows)
  const nameLetters = longest(({ name }) => name.length)
  const headLetters = Math.max(heads.inflow.length, heads.release.length, heads.spill.length)
  const levelHead = (heads.level.length + levelUnit.length + 2) * LETTER.fine
  const name = Math.max(nameLetters * LETTER.body, TAG)
  const flowDigits = Math.max(...FLOWS.map((one) => numberWidth(rows, one, DIGIT.title)))
  const flow = Math.max(flowDigits, AGE, headLetters * LETTER.fine)
  const levelOf: FigureOf = (row) => row.level
  const level = Math.max(numberWidth(rows, levelOf, DIGIT.title), AGE, levelHead)
  const told = (row: ReservoirRow): number => (row.words?.length ?? 0) * LETTER.fine
  const oldLevel = longest(({ level: { age } }) =>
    age === undefined ? 0 : words.levelOld(age).length * LETTER.fine,
  )
  const topOf = (digit: number): number =>
    name + gap + numberWidth(rows, levelOf, digit) + levelUnit.length * LETTER.fine + LABEL_GAP
  return {
    columns: { name, level, flow, balance: balanceColumn(rows, words) },
    line: tank + name + level + 3 * flow + LINE_ARROW + 5 * gap,
    words: Math.max(
      oldLevel,
      longest((row) => told(row) + (row.tank?.isFull ? TAG : 0)),
    ),
    stackedWords: Math.max(TAG, longest(told)),
    balance: longest(({ balance }) => balanceLetters(balance)) * LETTER.fine,
    ...flowNeeds(rows, words),
    top: topOf(DIGIT.body),
    tallTop: topOf(DIGIT.title),
  }
}

/** What flows with their names take beside each other. */
function flowNeeds(
  rows: Texts['rows'],
  words: Words,
): Pick<Needs, 'block' | 'parts' | 'folded' | 'longer'> {
  const { gap, arrow } = SIZES
  const cell = (label: string, figureOf: FigureOf): number =>
    Math.max(label.length * LETTER.fine + LABEL_GAP + numberWidth(rows, figureOf, DIGIT.title), AGE)
  const entry = cell(words.inflow, (row) => row.inflow) + gap + arrow + gap
  const release = cell(words.release, (row) => row.release)
  const spill = cell(words.spill, (row) => row.spill)
  const parts = release + gap + spill
  const longer = (words.spillOf.length - words.spill.length) * LETTER.fine
  return {
    block: entry + parts,
    parts,
    folded: Math.max(entry + release, spill + longer),
    longer,
  }
}

const FLOWS: readonly FigureOf[] = [
  ({ inflow }) => inflow,
  ({ release }) => release,
  ({ spill }) => spill,
]

function longestOf(rows: Texts['rows']): (lengthOf: (row: ReservoirRow) => number) => number {
  return (lengthOf) => Math.max(0, ...rows.map(lengthOf))
}

/** Numbers stand in digits of the size given, the words in their place at body size. */
function numberWidth(rows: Texts['rows'], figureOf: FigureOf, digit: number): number {
  const longest = longestOf(rows)
  const lettersOf = ({ look, text }: ReservoirFigure, isLost: boolean): number =>
    (look === 'lost') === isLost ? text.length : 0
  const numbers = longest((row) => lettersOf(figureOf(row), false))
  const lost = longest((row) => lettersOf(figureOf(row), true))
  return Math.max(LEAST_DIGITS * digit, numbers * digit, lost * LETTER.body)
}

function balanceColumn(rows: Texts['rows'], words: Words): number {
  const letters = longestOf(rows)(({ balance }) =>
    Math.max((balance?.words.length ?? 0) + 2, balance?.amount?.length ?? 0),
  )
  return Math.max(letters, words.storing.length + 2, words.balance.length) * LETTER.fine
}

/** In one line, with its arrow. */
function balanceLetters(balance: ReservoirRow['balance']): number {
  return balance ? balance.words.length + (balance.amount?.length ?? 0) + 4 : 0
}
