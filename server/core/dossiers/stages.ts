import type { WorkingCalendar } from '../calendar/working-calendar.ts'

/** At which distances from its due time a dossier moves on to another count. */
export interface Thresholds {
  /** Working hours before it, descending. */
  readonly aheadHours: readonly number[]
  /** Working days after it, ascending, above 0. */
  readonly lateDays: readonly number[]
}

const HOUR = 3_600_000
/** What is worked out through fractions of days may miss a boundary by that much, in working days. */
const ROUNDING_DAYS = 1e-9

/**
 * Running dossiers stand in stages: 0 is farthest from the due time, each passed threshold is one
 * more. `firstOverdue` is the first stage after it.
 */
export interface Stages extends Thresholds {
  readonly count: number
  readonly firstOverdue: number
  readonly stageAt: (calendar: WorkingCalendar, due: number, now: number) => number
  /** When a dossier in a stage moves to the next one, ms since 1970; Infinity in the last. */
  readonly leavesAt: (calendar: WorkingCalendar, due: number, stage: number) => number
}

export function createStages(thresholds: Thresholds): Stages {
  const aheadHours = [...new Set(thresholds.aheadHours)].sort((a, b) => b - a)
  const lateDays = [...new Set(thresholds.lateDays)].sort((a, b) => a - b)
  const firstOverdue = aheadHours.length + 1

  function stageAt(calendar: WorkingCalendar, due: number, now: number): number {
    if (now > due) {
      const late = calendar.workingDay(now) - calendar.workingDay(due) + ROUNDING_DAYS
      return firstOverdue + countWhile(lateDays, (days) => days <= late)
    }
    const left = calendar.workingTimeBetween(now, due)
    return countWhile(aheadHours, (hours) => hours * HOUR >= left)
  }

  return {
    aheadHours,
    lateDays,
    firstOverdue,
    count: firstOverdue + lateDays.length + 1,
    stageAt,
    leavesAt(calendar, due, stage) {
      const hours = aheadHours[stage]
      if (hours !== undefined) return calendar.addWorkingTime(due, -hours * HOUR)
      // Due itself is still in time.
      if (stage === firstOverdue - 1) return due + 1
      const days = lateDays[stage - firstOverdue]
      if (days === undefined) return Infinity
      const at = calendar.moved(due, { unit: 'working-days', count: days })
      // A calendar that moves to the end of the day answers later than so many working days have passed.
      return firstSince(due + 1, at, (now) => stageAt(calendar, due, now) > stage)
    },
  }
}

/** The first millisecond from `from` up to `to` at which something holds that stays so; `to` where none before it does. */
function firstSince(from: number, to: number, holds: (at: number) => boolean): number {
  if (to <= from || !holds(Math.ceil(to) - 1)) return to
  let [low, high] = [from, Math.ceil(to) - 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return high
}

function countWhile(values: readonly number[], holds: (value: number) => boolean): number {
  let count = 0
  while (count < values.length && holds(values[count] ?? 0)) count++
  return count
}
