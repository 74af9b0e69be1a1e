import type { BoxSize } from '../box-size.ts'
import { listLayout, type ListLayout } from '../list-layout.ts'
import type { GaugeStripView } from './gauge-strip-view.ts'

export interface GaugeStripLayout extends ListLayout {
  readonly isTall: boolean
  /** Words, then the rise, go first where a row is narrow. */
  readonly hasWords: boolean
  readonly hasRise: boolean
}

type Texts = Pick<GaugeStripView, 'mark' | 'heads' | 'nameLetters' | 'valueLetters'> & {
  readonly rows: { readonly length: number }
}

/** All in rem. */
const LEAST = { level: { row: 3.4, column: 40 }, bar: { row: 4.2, column: 30 } }
const TALL_ROW = { level: 5, bar: 6 }
const TALLEST_ROW = 9
export const GAP_REM = 4.8
export const HEAD_REM = 2.8
const NAME_LETTER = 1.25
const DIGIT = 1.45
const GAUGE = 4
const WORDS = 15
const RISE = 7.5

/** How stations share a box. */
export function gaugeStripLayout(texts: Texts, size: BoxSize | undefined): GaugeStripLayout {
  const { mark, heads, nameLetters, valueLetters, rows } = texts
  const list = listLayout(rows.length, size, {
    leastRow: LEAST[mark].row,
    tallestRow: TALLEST_ROW,
    leastColumn: LEAST[mark].column,
    gap: GAP_REM,
    head: heads ? HEAD_REM : 0,
  })
  const fixed = nameLetters * NAME_LETTER + valueLetters * DIGIT + GAUGE
  const spare = list.columnRem - fixed - (heads ? valueLetters * DIGIT : 0)
  const grown = spare - WORDS - RISE
  return {
    ...list,
    isTall: list.rowRem >= TALL_ROW[mark] && (mark === 'bar' || grown >= 0.3 * (fixed + WORDS)),
    hasWords: spare >= WORDS,
    hasRise: grown >= 0 || (spare < WORDS && spare >= RISE),
  }
}
