import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import { startOfCivilDay } from '../ingest/day-bounds.ts'

/** The moments that a date without a time stands for. */
export interface DayTimes {
  /**
   * What happened that day: at the opening, or when the day begins where nobody works on it. Also of what
   * ended: the closing would lie ahead until the evening, and what was due at noon would be late.
   */
  readonly opening: (date: string) => number
  /** What is due: at the closing of that day, or of the next one on which somebody works. */
  readonly due: (date: string) => number
  readonly dateOf: (at: number) => string
}

/** What of a calendar a register needs. */
export type RegisterDays = Pick<WorkingCalendar, 'timeZone' | 'closingOf' | 'countsFrom' | 'dateOf'>

export function createDayTimes(calendar: RegisterDays): DayTimes {
  const { timeZone, dateOf } = calendar
  return {
    opening: once((date) => {
      const start = startOfCivilDay(date, timeZone)
      const opening = calendar.countsFrom(start)
      return dateOf(opening) === date ? opening : start
    }),
    due: once((date) => calendar.closingOf(date)),
    dateOf,
  }
}

/** A register has thousands of rows and few days. */
function once(work: (date: string) => number): (date: string) => number {
  const known = new Map<string, number>()
  return (date) => {
    const before = known.get(date)
    if (before !== undefined) return before
    const at = work(date)
    known.set(date, at)
    return at
  }
}
