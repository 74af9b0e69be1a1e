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
  readonly top: number
  readonly tallTop: number
  /** What the long word for the spill takes more than the short one. */
  readonly longer: number
}

export const SIZES = { tank: 4.6, gap: 1.4, arrow: 2.2 }
const LETTER = { body: 1.24, fine: 1.05 }
const DIGIT = { title: 1.73, body: 1.38 }
/** The sign of what is full. */
const TAG = 8
/** In a line it stands partly in the gaps beside it. */
const LINE_ARROW = 0.8
const LABEL_GAP = 0.6
/** `cũ 23 giờ`: kept free, or every number would move when one of them grows old. */
const AGE_LETTERS = 9
const LEAST_DIGITS = 5

export function reservoirNeeds({ rows, heads, levelUnit }: Texts, words: Words): Needs {
  const { tank, gap, arrow } = SIZES
  const longest = (lengthOf: (row: ReservoirRow) => number): number =>
    Math.max(0, ...rows.map(lengthOf))
  const age = AGE_LETTERS * LETTER.fine
  const widthOf = (figureOf: (row: ReservoirRow) => ReservoirFigure, digit: number): number => {
    const numbers = longest((row) => lettersOf(figureOf(row), false))
    const lost = longest((row) => lettersOf(figureOf(row), true))
    return Math.max(LEAST_DIGITS * digit, numbers * digit, lost * LETTER.body)
  }
  const flowOf = (digit: number): number =>
    Math.max(
      widthOf(({ inflow }) => inflow, digit),
      widthOf(({ release }) => release, digit),
      widthOf(({ spill }) => spill, digit),
    )
  const headLetters = Math.max(heads.inflow.length, heads.release.length, heads.spill.length)
  const levelHead = (heads.level.length + levelUnit.length + 2) * LETTER.fine
  const name = Math.max(longest((row) => row.name.length) * LETTER.body, TAG)
  const flow = Math.max(flowOf(DIGIT.title), age, headLetters * LETTER.fine)
  const level = Math.max(
    widthOf((row) => row.level, DIGIT.title),
    age,
    levelHead,
  )
  const balance = longest((row) =>
    Math.max((row.balance?.words.length ?? 0) + 2, row.balance?.amount?.length ?? 0),
  )
  const toldOf = (row: ReservoirRow): number => (row.words?.length ?? 0) * LETTER.fine
  const oldLevel = longest(({ level: { age: one } }) =>
    one === undefined ? 0 : words.levelOld(one).length * LETTER.fine,
  )
  const cell = (label: string, figureOf: (row: ReservoirRow) => ReservoirFigure): number =>
    Math.max(label.length * LETTER.fine + LABEL_GAP + widthOf(figureOf, DIGIT.title), age)
  const parts =
    cell(words.release, (row) => row.release) + gap + cell(words.spill, (row) => row.spill)
  const topOf = (digit: number): number =>
    name + gap + widthOf((row) => row.level, digit) + levelUnit.length * LETTER.fine + LABEL_GAP
  return {
    columns: {
      ...{ name, level, flow },
      balance: Math.max(balance, words.storing.length + 2) * LETTER.fine,
    },
    line: tank + name + level + 3 * flow + LINE_ARROW + 5 * gap,
    words: Math.max(
      oldLevel,
      longest((row) => toldOf(row) + (row.tank?.isFull ? TAG : 0)),
    ),
    stackedWords: Math.max(TAG, longest(toldOf)),
    balance:
      LETTER.fine *
      longest((row) =>
        row.balance ? row.balance.words.length + (row.balance.amount?.length ?? 0) + 4 : 0,
      ),
    block: cell(words.inflow, (row) => row.inflow) + gap + arrow + gap + parts,
    parts,
    top: topOf(DIGIT.body),
    tallTop: topOf(DIGIT.title),
    longer: (words.spillOf.length - words.spill.length) * LETTER.fine,
  }
}

function lettersOf({ look, text }: ReservoirFigure, isLost: boolean): number {
  return (look === 'lost') === isLost ? text.length : 0
}
