import type { BoxSize } from '../box-size.ts'
import type { CalendarView } from './calendar-view.ts'

/** All in rem. */
export interface CalendarLayout {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly top: number
  /** Cells and what lies between two of them. */
  readonly pitchX: number
  readonly pitchY: number
  readonly gap: number
  /** Values are written where they fit at the least size of a wall. */
  readonly hasTexts: boolean
  /** Weekdays are named one by one, or every second where the rows are low. */
  readonly weekdayStep: 1 | 2
  /** Names of months that have room up to the next. */
  readonly monthStep: number
}

const WEEKDAY_ROOM = 4.2
const MONTH_ROOM = 3
const LETTER = 1.2
const LINE = 2.2
const ROWS = 7
/** Days stay days, not bars. */
const GREATEST_RATIO = 2.6

export function calendarLayout(
  { weekCount, textLetters, months }: CalendarView,
  size: BoxSize,
): CalendarLayout {
  const [width, height] = [size.width / size.rem, size.height / size.rem]
  const pitchY = Math.max(0.5, (height - MONTH_ROOM) / ROWS)
  const pitchX = Math.min(
    Math.max(0.3, (width - WEEKDAY_ROOM) / weekCount),
    pitchY * GREATEST_RATIO,
  )
  const gap = Math.min(0.3, pitchX * 0.12)
  const longest = Math.max(0, ...months.map(({ text }) => text.length)) * LETTER
  return {
    width,
    height,
    left: WEEKDAY_ROOM,
    top: MONTH_ROOM,
    pitchX,
    pitchY,
    gap,
    hasTexts: pitchY - gap >= LINE && pitchX - gap >= textLetters * LETTER + 0.6,
    weekdayStep: pitchY >= LINE ? 1 : 2,
    monthStep: longest / pitchX,
  }
}
