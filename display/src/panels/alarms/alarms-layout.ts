import type { AlarmLine } from '../../alarms/alarm-line.ts'
import type { BoxSize } from '../box-size.ts'
import { listLayout, type ListLayout } from '../list-layout.ts'

export interface AlarmsLayout extends ListLayout {
  /** Lines that the longest title takes. */
  readonly titleLines: number
  /** Below the title: place and state at body size, at fine size, without the time of the raise, one below the other. */
  readonly details: 'roomy' | 'fine' | 'brief' | 'stacked'
}

export type AlarmTexts = Pick<AlarmLine, 'title' | 'places' | 'then' | 'state' | 'raised'>

export const GAP_REM = 4.8
const LEAST_COLUMN = 52
/** The glyph and the space after it. */
const MARK = 6.4
/** Between what stands left and right in a line. */
const BETWEEN = 2.4
const LETTER = { title: 1.58, body: 1.24, fine: 1.02 }
const LINE = { title: 3.5, body: 3.1, fine: 2.6 }
const PADDING = 0.9
const MOST_TITLE_LINES = 3
/** An age has more letters after an hour than after eight seconds. */
const GROWTH = 6

/**
 * How rows share a box: titles, which must be read from afar, in as many lines as the longest needs,
 * below them place and value on the left and how it stands on the right, or one below the other.
 */
export function alarmsLayout(
  texts: readonly AlarmTexts[],
  size: BoxSize | undefined,
): AlarmsLayout {
  const width = size ? size.width / size.rem : 0
  const columns = Math.max(1, Math.floor((width + GAP_REM) / (LEAST_COLUMN + GAP_REM)))
  // As if all columns were used: rows that fit those fit wider ones.
  const narrow = rowsIn(texts, (width - (columns - 1) * GAP_REM) / columns, size)
  return narrow.columnCount === columns ? narrow : rowsIn(texts, narrow.columnRem, size)
}

function rowsIn(
  texts: readonly AlarmTexts[],
  columnRem: number,
  size: BoxSize | undefined,
): AlarmsLayout {
  const room = columnRem - MARK
  const longest = (lengthOf: (text: AlarmTexts) => number): number =>
    texts.reduce((most, text) => Math.max(most, lengthOf(text)), 0)
  const titleLines = Math.min(
    MOST_TITLE_LINES,
    Math.max(1, Math.ceil(longest(({ title }) => title.length * LETTER.title) / room)),
  )
  const details = detailsIn(room, longest)
  const below = { roomy: LINE.body, fine: LINE.fine, brief: LINE.fine, stacked: 2 * LINE.fine }
  const leastRow = titleLines * LINE.title + below[details] + PADDING
  const limits = { leastRow, tallestRow: leastRow + 1.6, leastColumn: LEAST_COLUMN, gap: GAP_REM }
  return { ...listLayout(texts.length, size, limits), titleLines, details }
}

/** The nearest place and the value must stand beside the state; the commune may go. */
function detailsIn(
  room: number,
  longest: (lengthOf: (text: AlarmTexts) => number) => number,
): AlarmsLayout['details'] {
  const decisive = longest((text) => placeLetters(text) + stateLetters(text))
  const all = longest(
    (text) => placeLetters(text) + stateLetters(text) + (text.places[1]?.length ?? 0) + 3,
  )
  if (all * LETTER.body + BETWEEN <= room) return 'roomy'
  if (decisive * LETTER.fine + BETWEEN <= room) return 'fine'
  const brief = longest((text) => placeLetters(text) + text.state.length + GROWTH)
  return brief * LETTER.fine + BETWEEN <= room ? 'brief' : 'stacked'
}

function placeLetters({ places, then }: AlarmTexts): number {
  return (places[0]?.length ?? 0) + then.length + 3
}

function stateLetters({ state, raised }: AlarmTexts): number {
  return raised.length + 1 + state.length + GROWTH
}
