import type { DossierFigures } from '../../../protocol/dossiers.ts'
import { percent } from './percent.ts'
import type { Group } from './groups.ts'
import type { DossierView } from './view.ts'

/** Adds up groups of dossiers. */
export class FigureSum {
  readonly #view: DossierView
  readonly #stages: Int32Array
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

  constructor(view: DossierView) {
    this.#view = view
    this.#stages = new Int32Array(view.book.rules.stages.count)
  }

  add(group: Group, number: number): void {
    const { counts, book, at } = this.#view
    const { stages } = book.rules
    const soonFrom = stages.aheadHours.indexOf(group.dueSoonHours) + 1
    let overdue = 0
    for (let stage = 0; stage < stages.count; stage++) {
      const count = counts.open(number, stage)
      this.#stages[stage] = (this.#stages[stage] ?? 0) + count
      if (stage >= stages.firstOverdue) overdue += count
      else if (soonFrom > 0 && stage >= soonFrom) this.#dueSoon += count
    }
    if (overdue > 0) {
      this.#lateDays += overdue * group.calendar.workingDay(at) - counts.dueDays(number)
    }
    this.#paused += counts.open(number, counts.pausedSlot)
    this.#withoutLimit += counts.open(number, counts.withoutLimitSlot)
    this.#addYear(group, number)
  }

  #addYear(group: Group, number: number): void {
    const { counts, year } = this.#view
    const received = counts.ofYear(year, number, 'received')
    this.#received += received
    if (group.channel === 'online') this.#online += received
    this.#early += counts.ofYear(year, number, 'early')
    this.#onTime += counts.ofYear(year, number, 'on-time')
    this.#late += counts.ofYear(year, number, 'late')
    this.#withdrawn += counts.ofYear(year, number, 'withdrawn')
  }

  get overdue(): number {
    return sum(this.#stages, this.#view.book.rules.stages.firstOverdue)
  }

  get lateDays(): number {
    return this.#lateDays
  }

  /** How many become overdue within so many working hours, of those that are not. */
  forecast(workingHours: number): number {
    const { aheadHours, firstOverdue } = this.#view.book.rules.stages
    const from = aheadHours.indexOf(workingHours) + 1
    return from === 0 ? 0 : sum(this.#stages, from, firstOverdue)
  }

  /** Overdue by at least `from` and less than `to` working days; both 0, Infinity or thresholds of the stages. */
  ageing(from: number, to: number): number {
    const { lateDays, firstOverdue } = this.#view.book.rules.stages
    const first = from === 0 ? 0 : lateDays.indexOf(from) + 1
    const last = to === Infinity ? lateDays.length + 1 : lateDays.indexOf(to) + 1
    return sum(this.#stages, firstOverdue + first, firstOverdue + last)
  }

  figures(): DossierFigures {
    const { aheadHours, lateDays, firstOverdue } = this.#view.book.rules.stages
    const running = sum(this.#stages, 0, firstOverdue) + this.#withoutLimit
    const { overdue } = this
    const inTime = this.#early + this.#onTime
    const resolved = inTime + this.#late
    const bounds = [0, ...lateDays]
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
      forecast: aheadHours
        .toReversed()
        .map((workingHours) => ({ workingHours, count: this.forecast(workingHours) })),
      ageing: bounds.map((from, index) => ({
        from,
        count: this.ageing(from, bounds[index + 1] ?? Infinity),
      })),
    }
  }
}

function sum(values: Int32Array, from: number, to = values.length): number {
  let total = 0
  for (let at = from; at < to; at++) total += values[at] ?? 0
  return total
}

/** To a tenth. */
function round(value: number): number {
  return Math.round(value * 10) / 10
}
