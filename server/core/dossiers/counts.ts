import type { DossierEnd } from '../../../protocol/dossiers.ts'
import { grown } from './columns.ts'

/** What is counted of a year, by group. */
export const YEAR_COUNTS = ['received', 'early', 'on-time', 'late', 'withdrawn'] as const
export type YearCount = 'received' | DossierEnd

/**
 * Counts of dossiers by group at one moment. Of open ones by slot: the stages of running ones, then
 * those paused, then those without a limit. Changed in place.
 */
export class GroupCounts {
  readonly slotCount: number
  readonly pausedSlot: number
  readonly withoutLimitSlot: number
  #slots = new Int32Array(0)
  /** Sum of the due times of overdue ones, in working days: their mean delay follows without looking at them. */
  #dueDays = new Float64Array(0)
  readonly #years = new Map<number, Int32Array>()

  constructor(stageCount: number) {
    this.pausedSlot = stageCount
    this.withoutLimitSlot = stageCount + 1
    this.slotCount = stageCount + 2
  }

  open(group: number, slot: number): number {
    return this.#slots[group * this.slotCount + slot] ?? 0
  }

  addOpen(group: number, slot: number, amount: number): void {
    this.#slots = grown(this.#slots, (group + 1) * this.slotCount)
    const at = group * this.slotCount + slot
    this.#slots[at] = (this.#slots[at] ?? 0) + amount
  }

  dueDays(group: number): number {
    return this.#dueDays[group] ?? 0
  }

  addDueDay(group: number, workingDay: number): void {
    this.#dueDays = grown(this.#dueDays, group + 1)
    this.#dueDays[group] = (this.#dueDays[group] ?? 0) + workingDay
  }

  ofYear(year: number, group: number, count: YearCount): number {
    return this.#years.get(year)?.[group * YEAR_COUNTS.length + YEAR_COUNTS.indexOf(count)] ?? 0
  }

  addOfYear(year: number, group: number, count: YearCount, amount: number): void {
    const had = this.#years.get(year) ?? new Int32Array(0)
    const counts = grown(had, (group + 1) * YEAR_COUNTS.length)
    if (counts !== had) this.#years.set(year, counts)
    const at = group * YEAR_COUNTS.length + YEAR_COUNTS.indexOf(count)
    counts[at] = (counts[at] ?? 0) + amount
  }
}
