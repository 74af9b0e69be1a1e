import { DAY_MS } from './civil-day.ts'
import type { ClockStep, Limit } from './working-calendar.ts'
import type { WorkingTable } from './working-table.ts'
import type { ZoneOffsets } from './zone-offsets.ts'

/** The days and hours of a calendar, and how it ends limits in days. */
export interface Office {
  readonly table: WorkingTable
  readonly zone: ZoneOffsets
  readonly dayRule: 'close-of-business' | 'same-time'
}

type Waiting = Extract<ClockStep, { kind: 'counts-from' }>['because']

/** From when a limit counts, and why not from its opening. */
interface Beginning {
  readonly at: number
  readonly because?: Waiting
}

/** When a limit ends, and where it would have ended had somebody worked then. */
interface Ending {
  readonly at: number
  readonly movedFrom?: number
}

const HOUR_MS = 3_600_000

/** Where a limit in working time begins to count. */
export function beginningOf({ table }: Office, opened: number): Beginning {
  const day = table.dayOf(opened)
  const intervals = table.intervalsOf(day)
  const next = intervals.find(({ closesAt }) => opened < closesAt)
  if (next === undefined) {
    const because = intervals.length === 0 ? 'day-off' : 'after-closing'
    return { at: openingFrom(table, day + 1), because }
  }
  if (opened > table.cutOffOf(day)) {
    return { at: openingFrom(table, day + 1), because: 'after-cut-off' }
  }
  if (opened >= next.opensAt) return { at: opened }
  return { at: next.opensAt, because: next === intervals[0] ? 'before-opening' : 'midday' }
}

/** Where a limit ends. Refuses negative counts and fractions of days with a RangeError. */
export function endingOf(office: Office, opened: number, limit: Limit): Ending {
  checkCount(limit)
  switch (limit.unit) {
    case 'working-days':
      return afterWorkingDays(office, opened, limit.count)
    case 'working-hours': {
      const from = beginningOf(office, opened).at
      return { at: addWorkingTime(office.table, from, Math.round(limit.count * HOUR_MS)) }
    }
    case 'calendar-days':
      return office.dayRule === 'same-time'
        ? sameTimeAfterDays(office, opened, limit.count)
        : closingAfterDays(office, opened, limit.count)
  }
}

/** Where a due time is moved to by a limit; the day it lies on is not counted, and no cut-off applies. */
export function movedBy(office: Office, due: number, limit: Limit): Ending {
  checkCount(limit)
  const { table, dayRule } = office
  switch (limit.unit) {
    case 'working-days': {
      const last = table.workingDaysBefore(table.dayOf(due) + 1) - 1
      const day = table.workingDay(last + limit.count)
      if (dayRule === 'close-of-business') return { at: closingFrom(table, day) }
      return withinDay(table, day, sameTimeOn(office, day, due))
    }
    case 'working-hours':
      return { at: addWorkingTime(table, due, Math.round(limit.count * HOUR_MS)) }
    case 'calendar-days':
      return endingOf(office, due, limit)
  }
}

/** The end of so much working time after an instant, or its beginning before it when negative. */
export function addWorkingTime(table: WorkingTable, at: number, ms: number): number {
  return ms === 0 ? at : table.instantAfter(table.workedUntil(at) + ms)
}

/** The closing of the first working day from that day on. */
export function closingFrom(table: WorkingTable, day: number): number {
  return table.intervalsOf(workingDayFrom(table, day)).at(-1)?.closesAt ?? NaN
}

function openingFrom(table: WorkingTable, day: number): number {
  return table.intervalsOf(workingDayFrom(table, day))[0]?.opensAt ?? NaN
}

function workingDayFrom(table: WorkingTable, day: number): number {
  return table.workingDay(table.workingDaysBefore(day))
}

/** The day on which it begins to count is not counted; the last one ends it. */
function afterWorkingDays(office: Office, opened: number, count: number): Ending {
  const { table, dayRule } = office
  const from = beginningOf(office, opened).at
  const day = table.workingDay(table.workingDaysBefore(table.dayOf(from)) + count)
  if (dayRule === 'close-of-business') return { at: closingFrom(table, day) }
  return count === 0 ? { at: from } : withinDay(table, day, sameTimeOn(office, day, from))
}

function sameTimeOn({ table, zone }: Office, day: number, at: number): number {
  const timeOfDay = at + zone.offsetAt(at) - table.dayOf(at) * DAY_MS
  return zone.firstInstantAt(day * DAY_MS + timeOfDay)
}

/** A working day is a day whatever its hours, so the end stays on it: the next opening, else the closing. */
function withinDay(table: WorkingTable, day: number, at: number): Ending {
  const intervals = table.intervalsOf(day)
  const next = intervals.find(({ closesAt }) => at <= closesAt)
  const settled = next ? Math.max(at, next.opensAt) : closingFrom(table, day)
  return settled === at ? { at } : { at: settled, movedFrom: at }
}

/**
 * Calendar days run from the civil day of the opening, whoever works then: the first is not counted,
 * and an end on a day off moves to the closing of the next working day (Civil Code 2015, art. 147, 148).
 */
function closingAfterDays({ table, zone }: Office, opened: number, count: number): Ending {
  const day = table.dayOf(opened) + count
  const at = closingFrom(table, day)
  // Handed in after hours and due on the same day.
  if (at < opened) return { at: closingFrom(table, day + 1), movedFrom: at }
  if (workingDayFrom(table, day) === day) return { at }
  return { at, movedFrom: zone.firstInstantAt((day + 1) * DAY_MS) - 1 }
}

function sameTimeAfterDays(office: Office, opened: number, count: number): Ending {
  const { table } = office
  const at = count === 0 ? opened : sameTimeOn(office, table.dayOf(opened) + count, opened)
  const day = table.dayOf(at)
  const next = table.intervalsOf(day).find(({ closesAt }) => at <= closesAt)
  const settled = next ? Math.max(at, next.opensAt) : openingFrom(table, day + 1)
  return settled === at ? { at } : { at: settled, movedFrom: at }
}

function checkCount({ unit, count }: Limit): void {
  const isCount = unit === 'working-hours' ? Number.isFinite(count) : Number.isInteger(count)
  if (!isCount || count < 0) throw new RangeError(`${count} cannot be a number of ${unit}`)
}
