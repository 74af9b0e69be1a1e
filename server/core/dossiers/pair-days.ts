import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import { DayLedger } from './day-ledger.ts'
import type { Stretch } from './history.ts'

const HOURS_PER_DAY = 24
const HOUR = 3_600_000

/** What the days of a unit and field were, and what those to come would be if nothing moves. */
export class PairDays {
  /** By hour of the day. */
  readonly received = new DayLedger(HOURS_PER_DAY)
  readonly ended = new DayLedger()
  readonly endedInTime = new DayLedger()
  /** Differences to the day before, of what stands at the end of a day. */
  readonly open = new DayLedger()
  readonly dueSoon = new DayLedger()
  readonly overdue = new DayLedger()
  readonly paused = new DayLedger()

  /** Adds a dossier's life, or with `sign` -1 takes it out again. Days are those of `days`. */
  contribute(life: DossierLife, days: WorkingCalendar, sign: 1 | -1): void {
    const { receivedAt, stretches } = life
    this.received.add(days.dayNumber(receivedAt), sign, days.hourOf(receivedAt))
    for (const [index, stretch] of stretches.entries()) {
      const next = stretches[index + 1]?.from ?? Infinity
      this.#add(stretch, next, life, days, sign)
    }
  }

  #add(
    { from, phase, due }: Stretch,
    to: number,
    life: DossierLife,
    days: WorkingCalendar,
    sign: 1 | -1,
  ): void {
    switch (phase) {
      case 'running': {
        span(this.open, days, from, to, sign)
        if (due === Infinity) return
        const soonAt = life.calendar.addWorkingTime(due, -life.dueSoonHours * HOUR)
        // At the end of its due day a dossier is overdue.
        const overdueFrom = Math.min(Math.max(from, due), to)
        span(this.dueSoon, days, Math.min(Math.max(from, soonAt), overdueFrom), overdueFrom, sign)
        span(this.overdue, days, overdueFrom, to, sign)
        return
      }
      case 'paused':
        span(this.open, days, from, to, sign)
        span(this.paused, days, from, to, sign)
        return
      case 'early':
      case 'on-time':
        this.endedInTime.add(days.dayNumber(from), sign)
        this.ended.add(days.dayNumber(from), sign)
        return
      case 'late':
        this.ended.add(days.dayNumber(from), sign)
        return
      case 'withdrawn':
        return
    }
  }
}

/** What a day's ledger needs to know of a dossier. */
export interface DossierLife {
  readonly receivedAt: number
  readonly stretches: readonly Stretch[]
  readonly calendar: WorkingCalendar
  readonly dueSoonHours: number
}

/** It stands at the end of the day of `from`, and no longer at that of `to`. */
function span(
  ledger: DayLedger,
  days: WorkingCalendar,
  from: number,
  to: number,
  sign: 1 | -1,
): void {
  if (from >= to) return
  ledger.add(days.dayNumber(from), sign)
  if (to !== Infinity) ledger.add(days.dayNumber(to), -sign)
}
