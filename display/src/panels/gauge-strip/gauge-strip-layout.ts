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
  readonly rows: readonly Pick<GaugeStripView['rows'][number], 'words' | 'rise' | 'look'>[]
}

/** All in rem. */
const LEAST = { level: { row: 3.4, column: 40 }, bar: { row: 4.2, column: 30 } }
const TALL_ROW = { level: 5, bar: 6 }
const TALLEST_ROW = 9
export const GAP_REM = 4.8
export const HEAD_REM = 2.8
/** In em of the type size. */
const EM = { name: 0.58, value: 0.64, gauge: 1.2, words: 0.58 }
const FONT = { title: 2.8, body: 2.2, fine: 1.8 }
const TREND = 3.4
const LEAST_RISE = 5.6
const GAP = 1.2
const BAR_GAP = 1.6

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
  const values = heads ? 2 : 1
  const lettersOf = (isLost: boolean): number =>
    Math.max(
      0,
      ...rows.map(({ words = '', look }) => ((look === 'lost') === isLost ? words.length : 0)),
    )
  const letters = { level: lettersOf(false), lost: lettersOf(true) }
  const named = (font: number): number => nameLetters * EM.name * font
  const fixed = (font: number): number =>
    named(font) + (valueLetters * values * EM.value + EM.gauge) * font + (values + 1) * GAP + TREND
  // Where a station is lost its words go on into the room of arrow and rise.
  const words = (font: number, beside: number): number =>
    Math.max(letters.level * EM.words * font, letters.lost * EM.words * font - beside) + GAP
  // An old number has its age there instead.
  const longest = Math.max(0, ...rows.map(({ rise = '' }) => rise.length))
  const rise = Math.max(LEAST_RISE, longest * EM.words * FONT.fine) + GAP
  const room = list.columnRem
  const hasWords = fixed(FONT.body) + words(FONT.fine, TREND) <= room
  const hasRise = fixed(FONT.body) + (hasWords ? words(FONT.fine, TREND + rise) : 0) + rise <= room
  const isHigh = list.rowRem >= TALL_ROW[mark]
  // Values of bars stand at title size whatever their rows are.
  const besideBars = values * (valueLetters * EM.value * FONT.title + BAR_GAP)
  return mark === 'bar'
    ? { ...list, hasWords, hasRise, isTall: isHigh && named(FONT.title) + besideBars <= room }
    : {
        ...list,
        hasWords,
        hasRise,
        isTall: isHigh && fixed(FONT.title) + words(FONT.body, TREND + rise) + rise <= room,
      }
}
