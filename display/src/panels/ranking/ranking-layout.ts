import type { BoxSize } from '../box-size.ts'
import type { RankingView } from './ranking-view.ts'

export interface RankingLayout {
  readonly columnCount: number
  readonly rowsPerColumn: number
  /** Rows are high enough, and columns wide enough, for text at title size. */
  readonly isTall: boolean
  /** The bar or axis is the first thing to go where names would be cut. */
  readonly hasTrack: boolean
}

type Texts = Pick<RankingView, 'rowCount' | 'nameLetters' | 'valueLetters' | 'hasTrends'>

/** All in rem: rows are never lower than text at body size needs. */
export const ROW_REM = 3.5
const TALL_ROW_REM = 5
const LEAST_COLUMN_REM = 44
const LEAST_TRACK_REM = 5
const GAP_REM = 1.2
const RANK_REM = 3
const TREND_REM = 1.8
/** Average widths of a letter and of a digit, in em. */
const LETTER_EM = 0.6
const DIGIT_EM = 0.63

const BODY = { name: 2.2, value: 2.2 }
const TITLE = { name: 2.8, value: 3.4 }

function textWidth(texts: Texts, size: typeof BODY): number {
  const trend = texts.hasTrends ? TREND_REM + GAP_REM : 0
  return (
    RANK_REM +
    texts.nameLetters * LETTER_EM * size.name +
    texts.valueLetters * DIGIT_EM * size.value +
    2 * GAP_REM +
    trend
  )
}

/** How rows share a box: more columns on wide walls, larger text where rows are few. */
export function rankingLayout(texts: Texts, size: BoxSize | undefined): RankingLayout {
  const width = size ? size.width / size.rem : 0
  const height = size ? size.height / size.rem : 0
  const fitting = Math.max(1, Math.floor(height / ROW_REM))
  const needed = Math.max(1, Math.ceil(texts.rowCount / fitting))
  const columnCount = Math.max(1, Math.min(Math.floor(width / LEAST_COLUMN_REM), needed))
  const rowsPerColumn = Math.min(fitting, Math.max(1, Math.ceil(texts.rowCount / columnCount)))
  const columnWidth = width / columnCount - (columnCount > 1 ? 4 * GAP_REM : 0)
  const isTall = height / rowsPerColumn >= TALL_ROW_REM && textWidth(texts, TITLE) <= columnWidth
  const hasTrack =
    textWidth(texts, isTall ? TITLE : BODY) + LEAST_TRACK_REM + GAP_REM <= columnWidth
  return { columnCount, rowsPerColumn, isTall, hasTrack }
}
