import type { BoxSize } from '../box-size.ts'
import { listLayout, type ListLayout } from '../list-layout.ts'
import type { Warning } from './watched.ts'

export interface WarningsLayout extends ListLayout {
  /** Whether the words of every line fit at body size; at fine size they must. */
  readonly isRoomy: boolean
  /** Whether the unit of measure has room beside the value. */
  readonly hasUnits: boolean
}

export const GAP_REM = 4.8
const LIMITS = { leastRow: 6.2, tallestRow: 7.6, leastColumn: 40, gap: GAP_REM }
/** The mark and the space after it. */
const MARK = 5.2
/** The arrow and the spaces around the value. */
const AROUND_VALUE = 4.4
const LETTER = { strong: 1.28, value: 1.75, fine: 1.05 }

/** Two lines each: the place with its value, and under them what is the matter, over the whole width. */
export function warningsLayout(
  items: readonly Pick<Warning, 'place' | 'words' | 'value' | 'unitOfMeasure'>[],
  size: BoxSize | undefined,
): WarningsLayout {
  const layout = listLayout(items.length, size, LIMITS)
  const room = layout.columnRem - MARK
  return {
    ...layout,
    isRoomy: items.every(({ words }) => words.length * LETTER.strong <= room),
    hasUnits: items.every(({ place, value, unitOfMeasure }) => {
      const number = (value?.text.length ?? 0) * LETTER.value
      const unit = (unitOfMeasure.length + 1) * LETTER.fine
      return place.length * LETTER.strong + AROUND_VALUE + number + unit <= room
    }),
  }
}
