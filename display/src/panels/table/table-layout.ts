import type { BoxSize } from '../box-size.ts'
import { listLayout, type ListLayout } from '../list-layout.ts'
import { linesOf, withFirmBreaks } from '../text-lines.ts'
import type { TableHead, TableView } from './table-view.ts'

export interface TableLayout extends ListLayout {
  readonly headRem: number
  readonly nameRem: number
  /** Letters that a line of a head has room for. */
  readonly headLetters: number
}

type Texts = Pick<TableView, 'rowCount' | 'heads' | 'nameLetters' | 'valueLetters'>

export const GAP_REM = 4.8
/** All in rem. */
const LETTER = 1.25
const FINE_LETTER = 1.06
const LEAST_VALUE = 9
const NAME_GAP = 1
const LARGEST_NAME_SHARE = 0.4
const HEAD_LINE = 2.16
const HEAD_PADDING = 0.9
const HEAD_GAP = 1
const MOST_LINES = 3

/** Rows share the box below heads that are as high as their words need, three lines at most. */
export function tableLayout(texts: Texts, size: BoxSize | undefined): TableLayout {
  const { rowCount, heads, nameLetters, valueLetters } = texts
  const valueRem = Math.max(LEAST_VALUE, (valueLetters + 2) * LETTER)
  const withHeads = (lines: number): TableLayout => {
    const headRem = lines * HEAD_LINE + HEAD_PADDING
    const layout = listLayout(rowCount, size, {
      leastRow: 3.4,
      tallestRow: 7,
      leastColumn: nameLetters * LETTER + heads.length * valueRem,
      gap: GAP_REM,
      head: headRem,
    })
    const nameRem = Math.min(nameLetters * LETTER + NAME_GAP, layout.columnRem * LARGEST_NAME_SHARE)
    const column = (layout.columnRem - nameRem) / Math.max(1, heads.length) - HEAD_GAP
    return { ...layout, headRem, nameRem, headLetters: column / FINE_LETTER }
  }
  for (let lines = 1; lines < MOST_LINES; lines += 1) {
    const layout = withHeads(lines)
    const isEnough = heads.every((head) => headLines(head, layout.headLetters) <= lines)
    if (isEnough) return layout
  }
  return withHeads(MOST_LINES)
}

/** The unit of measure stands on a line of its own before the name breaks, and with its end where it breaks anyway. */
function headLines({ name, unitOfMeasure }: TableHead, letters: number): number {
  const words = withFirmBreaks(name).split(' ')
  if (unitOfMeasure === '') return linesOf(words, letters)
  const whole = name.length + 2 + unitOfMeasure.length
  if (name.length <= letters) return whole <= letters ? 1 : 2
  const last = `${words.at(-1) ?? ''}, ${unitOfMeasure}`
  return linesOf([...words.slice(0, -1), last], letters)
}
