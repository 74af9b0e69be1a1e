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
  /** In weeks: the room that the name of a month takes, and where the last one must end. */
  readonly monthStep: number
  readonly monthEnd: number
  /** Along the edges of the days on both sides of each break, as paths. */
  readonly dividers: readonly string[]
  readonly dividerWidth: number
}

const WEEKDAY_ROOM = 4.2
const MONTH_ROOM = 3
const LETTER = 1.2
const LINE = 2.2
const ROWS = 7
/** Days stay days, not bars. */
const GREATEST_RATIO = 2.6

export function calendarLayout(
  { weekCount, textLetters, months, days, breaks }: CalendarView,
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
    monthEnd: (width - WEEKDAY_ROOM) / pitchX,
    dividers: breaks.map(({ day }) =>
      dividerPath(day, days.length, ([week, row]) => {
        return `${WEEKDAY_ROOM + week * pitchX - gap / 2} ${MONTH_ROOM + row * pitchY - gap / 2}`
      }),
    ),
    dividerWidth: Math.min(0.5, pitchX / 3),
  }
}

/**
 * Down the right of the week's days before the break, across, and down the left of those after it, as
 * far as there are weeks on both sides; `corner` places where a week and a weekday begin.
 */
function dividerPath(
  day: number,
  count: number,
  corner: (place: readonly [week: number, row: number]) => string,
): string {
  const [week, row] = [Math.floor(day / ROWS), day % ROWS]
  const lastWeek = Math.floor((count - 1) / ROWS)
  const lastRows = count - lastWeek * ROWS
  const before = week < lastWeek ? [corner([week + 1, 0])] : []
  const after = week > 0 ? [corner([week, week < lastWeek ? ROWS : lastRows])] : []
  const step = row === 0 ? [corner([week, 0])] : [corner([week + 1, row]), corner([week, row])]
  return `M${[...(row === 0 ? [] : before), ...step, ...after].join('L')}`
}
