import type { BoxSize } from '../box-size.ts'
import type { BarView } from './bar-view.ts'

/** How rows share a box, in rem. */
export interface BarLayout {
  readonly shown: number
  /** Places that found no room. */
  readonly hidden: number
  /** Names stand over their bars where beside them they would leave too little for the bars. */
  readonly isNameAbove: boolean
  readonly rowHeight: number
  readonly nameWidth: number
  readonly valueWidth: number
  /** What is left for the bars themselves. */
  readonly trackWidth: number
}

const LETTER = 1.3
const DIGIT = 1.42
/** As low as a number of body size may stand: thin bars say more than places left out. */
const LEAST_LINE = 2.3
const ROW_GAP = 0.6
/** A name over its bars, and what keeps it off the bars above. */
const NAME_LINE = 3.3
const MORE_LINE = 3
const GREATEST_ROW = 7
/** Beside longer names bars would be too short to compare. */
const MOST_NAME_SHARE = 0.42
const GAP = 1.2

const KEYS_LINE = 3

type Texts = Pick<
  BarView,
  'rows' | 'nameLetters' | 'valueLetters' | 'arrangement' | 'keys' | 'target'
>

export function barLayout(texts: Texts, size: BoxSize | undefined): BarLayout {
  const width = size ? size.width / size.rem : 0
  const keysHeight = texts.keys.length > 0 || texts.target ? KEYS_LINE : 0
  const height = size ? size.height / size.rem - keysHeight : 0
  const lines = texts.arrangement === 'stacked' ? 1 : (texts.rows[0]?.bars.length ?? 1)
  const wanted = texts.nameLetters * LETTER + GAP
  const isNameAbove = wanted > width * MOST_NAME_SHARE
  const least = lines * LEAST_LINE + ROW_GAP + (isNameAbove ? NAME_LINE : 0)
  const count = texts.rows.length
  const fitting = Math.max(1, Math.floor(height / least))
  const shown = count <= fitting ? count : Math.max(1, Math.floor((height - MORE_LINE) / least))
  const room = count > shown ? height - MORE_LINE : height
  const most = Math.max(GREATEST_ROW, least * 1.25)
  const nameWidth = isNameAbove ? 0 : wanted
  const valueWidth = texts.valueLetters * DIGIT + GAP
  return {
    shown,
    hidden: count - shown,
    isNameAbove,
    rowHeight: Math.min(most, Math.max(least, room / Math.max(1, shown))),
    nameWidth,
    valueWidth,
    trackWidth: Math.max(0, width - nameWidth - valueWidth),
  }
}

/** Whether a text has room inside a segment of a stacked bar. */
export function fitsInside(text: string, share: number, trackWidth: number): boolean {
  return text.length * DIGIT + 0.6 <= Math.abs(share) * trackWidth
}

/** Where a number starts: past its bar's end, and past the target's line where that would cross it. */
export function valueStart(
  end: number,
  target: number | undefined,
  { valueWidth, trackWidth }: Pick<BarLayout, 'valueWidth' | 'trackWidth'>,
): number {
  const isCrossed =
    target !== undefined && target >= end && (target - end) * trackWidth < valueWidth
  return isCrossed ? target : end
}
