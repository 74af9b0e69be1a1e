import type { DossierFigures } from '../../../protocol/dossiers.ts'
import { percent } from './percent.ts'
import type { Stages } from './stages.ts'
import type { ViewedGroup } from './view.ts'

/** Working hours ahead and working days late that every site counts. */
export const FORECAST_HOURS: readonly number[] = [1, 4, 8, 24]
export const AGEING_DAYS: readonly number[] = [1, 5, 10, 20, 60]

/** Adds up groups of dossiers, also of sites whose thresholds differ. */
export class FigureSum {
  readonly #counts: { readonly stages: Stages; readonly byStage: Int32Array }[] = []
  #paused = 0
  #withoutLimit = 0
  #dueSoon = 0
  #lateDays = 0
  #received = 0
  #online = 0
  #early = 0
  #onTime = 0
  #late = 0
  #withdrawn = 0

  add({ view, group, number }: ViewedGroup): void {
    const { counts, book, at } = view
    const { stages } = book.rules
    const byStage = this.#stagesOf(stages)
    const soonFrom = stages.aheadHours.indexOf(group.dueSoonHours) + 1
    let overdue = 0
    for (let stage = 0; stage < stages.count; stage++) {
      const count = counts.open(number, stage)
      byStage[stage] = (byStage[stage] ?? 0) + count
      if (stage >= stages.firstOverdue) overdue += count
      else if (soonFrom > 0 && stage >= soonFrom) this.#dueSoon += count
    }
    if (overdue > 0) {
      this.#lateDays += overdue * group.calendar.workingDay(at) - counts.dueDays(number)
    }
    this.#paused += counts.open(number, counts.pausedSlot)
    this.#withoutLimit += counts.open(number, counts.withoutLimitSlot)
    this.#addYear({ view, group, number })
  }

  #stagesOf(stages: Stages): Int32Array {
    const known = this.#counts.find((one) => one.stages === stages)
    if (known) return known.byStage
    const byStage = new Int32Array(stages.count)
    this.#counts.push({ stages, byStage })
    return byStage
  }

  #addYear({ view, group, number }: ViewedGroup): void {
    const { counts, year } = view
    const received = counts.ofYear(year, number, 'received')
    this.#received += received
    if (group.channel === 'online') this.#online += received
    this.#early += counts.ofYear(year, number, 'early')
    this.#onTime += counts.ofYear(year, number, 'on-time')
    this.#late += counts.ofYear(year, number, 'late')
    this.#withdrawn += counts.ofYear(year, number, 'withdrawn')
  }

  /** Nothing was counted, of any kind. */
  get isEmpty(): boolean {
    const { open, received, resolved, withdrawn } = this.figures()
    return open + received + resolved + withdrawn === 0
  }

  get overdue(): number {
    return this.#sum(({ firstOverdue, count }) => [firstOverdue, count])
  }

  get lateDays(): number {
    return this.#lateDays
  }

  /** How many become overdue within so many working hours, of those that are not; a threshold of the stages. */
  forecast(workingHours: number): number {
    return this.#sum(({ aheadHours, firstOverdue }) => {
      const from = aheadHours.indexOf(workingHours) + 1
      return from === 0 ? [0, 0] : [from, firstOverdue]
    })
  }

  /** Overdue by at least `from` and less than `to` working days: 0, Infinity or thresholds of the stages. */
  ageing(from: number, to: number): number {
    return this.#sum(({ lateDays, firstOverdue }) => {
      const first = from === 0 ? 0 : lateDays.indexOf(from) + 1
      const last = to === Infinity ? lateDays.length + 1 : lateDays.indexOf(to) + 1
      return [firstOverdue + first, firstOverdue + last]
    })
  }

  /** Of the stages [from, to) that are meant. */
  #sum(range: (stages: Stages) => readonly [number, number]): number {
    let total = 0
    for (const { stages, byStage } of this.#counts) {
      const [from, to] = range(stages)
      for (let at = from; at < to; at++) total += byStage[at] ?? 0
    }
    return total
  }

  figures(): DossierFigures {
    const running = this.#sum(({ firstOverdue }) => [0, firstOverdue]) + this.#withoutLimit
    const { overdue } = this
    const inTime = this.#early + this.#onTime
    const resolved = inTime + this.#late
    const bounds = [0, ...AGEING_DAYS]
    return {
      open: running + overdue + this.#paused,
      inTime: running - this.#dueSoon,
      dueSoon: this.#dueSoon,
      overdue,
      paused: this.#paused,
      withoutLimit: this.#withoutLimit,
      received: this.#received,
      receivedOnline: this.#online,
      resolved,
      early: this.#early,
      onTime: this.#onTime,
      late: this.#late,
      withdrawn: this.#withdrawn,
      onTimeOfResolved: percent(inTime, resolved),
      onTimeOfReceived: percent(inTime, this.#received),
      meanDelay: overdue === 0 ? null : round(this.#lateDays / overdue),
      forecast: FORECAST_HOURS.map((workingHours) => ({
        workingHours,
        count: this.forecast(workingHours),
      })),
      ageing: bounds.map((from, index) => ({
        from,
        count: this.ageing(from, bounds[index + 1] ?? Infinity),
      })),
    }
  }
}

/** To a tenth. */
function round(value: number): number {
  return Math.round(value * 10) / 10
}
