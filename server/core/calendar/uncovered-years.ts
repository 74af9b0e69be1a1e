import type { WorkingCalendar } from './working-calendar.ts'

/** The Government tells the next year's days off in its last quarter, and limits of weeks begin to reach it then. */
const NEXT_YEAR_FROM = '10-01'

/** Years of which a calendar should know all days off at a moment and does not: the present one, from October on also the next. */
export function uncoveredYears(calendar: WorkingCalendar, at: number): readonly number[] {
  const date = calendar.dateOf(at)
  const year = Number(date.slice(0, 4))
  const looked = date.slice(5) >= NEXT_YEAR_FROM ? [year, year + 1] : [year]
  return looked.filter((one) => {
    const within = calendar.closingOf(`${one}-06-30`)
    return !calendar.isCovered(within, within)
  })
}
