import type { CalendarFile } from './calendar-shape.ts'
import { DAY_MS, dateOfDay, dayNumberOf } from './civil-day.ts'
import { dayPlans } from './day-plans.ts'
import { explainDue, yearsBetween } from './explain-due.ts'
import type { WorkingCalendar } from './working-calendar.ts'
import { addWorkingTime, beginningOf, closingFrom, endingOf, movedBy } from './working-steps.ts'
import { WorkingTable } from './working-table.ts'
import { zoneOffsets } from './zone-offsets.ts'

const HOUR_MS = 3_600_000

/**
 * The calendar that a checked file describes. Its tables grow as they are asked; a RangeError refuses
 * instants before 1970 or after 2399, negative limits and fractions of days.
 */
export function createCalendar(id: string, file: CalendarFile): WorkingCalendar {
  const zone = zoneOffsets(file.timeZone)
  const table = new WorkingTable(dayPlans(file), zone)
  const office = { table, zone, dayRule: file.dayRule }
  const years = new Set(file.coveredYears)
  const isCoveredYear = (year: number) => years.has(year)
  return {
    id,
    timeZone: file.timeZone,
    countsFrom: (opened) => beginningOf(office, opened).at,
    due: (opened, limit) => endingOf(office, opened, limit).at,
    moved: (due, limit) => movedBy(office, due, limit).at,
    closingOf: (date) => closingFrom(table, dayNumberOf(date)),
    addWorkingTime: (at, ms) => addWorkingTime(table, at, ms),
    workingTimeBetween: (from, to) => table.workedUntil(to) - table.workedUntil(from),
    workingDay: (at) => workingDayAt(table, at),
    isWorkingDay: (date) => table.intervalsOf(dayNumberOf(date)).length > 0,
    dateOf: (at) => dateOfDay(table.dayOf(at)),
    dayNumber: (at) => table.dayOf(at),
    hourOf: (at) => Math.floor(((at + zone.offsetAt(at) + DAY_MS) % DAY_MS) / HOUR_MS),
    explain: (opened, limit) => explainDue(office, opened, limit, isCoveredYear),
    isCovered: (from, to) => yearsBetween(table.dayOf(from), table.dayOf(to)).every(isCoveredYear),
  }
}

function workingDayAt(table: WorkingTable, at: number): number {
  const day = table.dayOf(at)
  const before = table.workingDaysBefore(day)
  const intervals = table.intervalsOf(day)
  const first = intervals[0]
  const last = intervals.at(-1)
  if (first === undefined || last === undefined) return before
  const wholeMs = last.workedBefore + last.closesAt - last.opensAt - first.workedBefore
  return before + (table.workedUntil(at) - first.workedBefore) / wholeMs
}
