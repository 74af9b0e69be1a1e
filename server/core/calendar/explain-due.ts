import type { Localized } from '../sites/site.ts'
import { dateOfDay, yearOfDay } from './civil-day.ts'
import type { ClockStep, Limit } from './working-calendar.ts'
import { beginningOf, endingOf, type Office } from './working-steps.ts'
import type { WorkingTable } from './working-table.ts'

/** The steps from the opening to the due time, in the order in which one would tell them. */
export function explainDue(
  office: Office,
  opened: number,
  limit: Limit,
  isCoveredYear: (year: number) => boolean,
): readonly ClockStep[] {
  const { table } = office
  const { at: dueAt, movedFrom } = endingOf(office, opened, limit)
  const openedOn = table.dayOf(opened)
  const dueOn = table.dayOf(dueAt)
  const isByCalendar = limit.unit === 'calendar-days'
  // Calendar days run on days off as well; only what moved the end was passed over.
  const passedFrom = isByCalendar ? table.dayOf(movedFrom ?? dueAt) : openedOn
  return [
    { kind: 'opened', at: opened },
    ...(isByCalendar ? [] : waitingOf(office, opened)),
    ...skippedOf(table, passedFrom, dueOn),
    ...madeUpOf(table, passedFrom, dueOn),
    ...movedOf(movedFrom),
    ...uncoveredOf(openedOn, dueOn, isCoveredYear),
    { kind: 'due', at: dueAt, limit },
  ]
}

function waitingOf(office: Office, opened: number): readonly ClockStep[] {
  const { at, because } = beginningOf(office, opened)
  return because === undefined ? [] : [{ kind: 'counts-from', at, because }]
}

function movedOf(from: number | undefined): readonly ClockStep[] {
  return from === undefined ? [] : [{ kind: 'moved-to-working-time', from }]
}

function skippedOf(table: WorkingTable, from: number, to: number): readonly ClockStep[] {
  const weekend: string[] = []
  const holidays = new Map<Localized, string[]>()
  for (let day = from; day <= to; day++) {
    const plan = table.planOf(day)
    if (plan.kind === 'weekend') weekend.push(dateOfDay(day))
    if (plan.kind === 'holiday') {
      const dates = holidays.get(plan.name) ?? []
      holidays.set(plan.name, [...dates, dateOfDay(day)])
    }
  }
  return [
    ...(weekend.length > 0
      ? [{ kind: 'skipped', because: 'weekend', dates: weekend } as const]
      : []),
    ...[...holidays].map(
      ([name, dates]) => ({ kind: 'skipped', because: 'holiday', dates, name }) as const,
    ),
  ]
}

function madeUpOf(table: WorkingTable, from: number, to: number): readonly ClockStep[] {
  const dates: string[] = []
  for (let day = from; day <= to; day++) {
    const plan = table.planOf(day)
    if (plan.kind === 'working' && plan.isMadeUp) dates.push(dateOfDay(day))
  }
  return dates.length > 0 ? [{ kind: 'made-up', dates }] : []
}

function uncoveredOf(
  from: number,
  to: number,
  isCoveredYear: (year: number) => boolean,
): readonly ClockStep[] {
  return yearsBetween(from, to)
    .filter((year) => !isCoveredYear(year))
    .map((year) => ({ kind: 'not-covered', year }))
}

/** The years of two days (since 1970) and all between them. */
export function yearsBetween(from: number, to: number): readonly number[] {
  const first = yearOfDay(Math.min(from, to))
  const last = yearOfDay(Math.max(from, to))
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
