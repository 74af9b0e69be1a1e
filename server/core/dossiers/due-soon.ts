import type { Limit, WorkingCalendar } from '../calendar/working-calendar.ts'
import type { DossierRules } from '../sites/site.ts'

/** How long before its due time, in working hours, a dossier of a limit is due soon. */
export function dueSoonHours(
  rules: DossierRules,
  calendar: WorkingCalendar,
  clock: {
    readonly limit: Limit | undefined
    readonly receivedAt: number
    /** Its first one. */
    readonly due: number
  },
): number {
  const days = limitInDays(calendar, clock)
  const rule = rules.dueSoon.findLast((one) => one.limitFromWorkingDays <= days)
  return (rule ?? rules.dueSoon[0])?.hours ?? 0
}

function limitInDays(
  calendar: WorkingCalendar,
  { limit, receivedAt, due }: Parameters<typeof dueSoonHours>[2],
): number {
  if (limit?.unit === 'working-days') return limit.count
  return due === Infinity ? 0 : calendar.workingDay(due) - calendar.workingDay(receivedAt)
}
