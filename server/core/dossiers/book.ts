import type { Site } from '../sites/site.ts'
import type { Catalogue } from './catalogue.ts'
import { civilYear } from './civil-year.ts'
import { grown } from './columns.ts'
import { GroupCounts } from './counts.ts'
import { DueIndex } from './due-index.ts'
import { dueSoonHours } from './due-soon.ts'
import { Groups, type Group } from './groups.ts'
import type { DossierHistory, Phase } from './history.ts'
import { LifeColumns } from './life-columns.ts'
import { PairDays, type DossierLife } from './pair-days.ts'
import type { Stages } from './stages.ts'
import { createUnitFinder } from './unit-finder.ts'

const NO_SLOT = -1
const NO_GROUP = -1

export interface BookRules {
  readonly units: Site['units']
  readonly catalogue: Catalogue
  readonly stages: Stages
}

/**
 * All dossiers of a site with their counts. Counts are kept, never worked out anew: an event changes
 * those of its dossier, and time takes from the due index exactly the dossiers that cross a
 * threshold. Nothing here grows with the number of dossiers but memory and the index's logarithm.
 */
export class DossierBook {
  readonly rules: BookRules
  readonly groups = new Groups()
  readonly counts: GroupCounts
  readonly pairDays: PairDays[] = []
  readonly lives = new LifeColumns()
  /** Grows with everything that any answer could show. */
  revision = 0
  readonly #codes: string[] = []
  readonly #numbers = new Map<string, number>()
  #groupOf = new Int32Array(0)
  #slotOf = new Int16Array(0)
  #receivedAt = new Float64Array(0)
  #refusedOf = new Uint8Array(0)
  /** What an overdue one has added to the sum of due times, in working days. */
  #dueDayOf = new Float64Array(0)
  readonly #dueIndex = new DueIndex()
  readonly #unitAt: ReturnType<typeof createUnitFinder>
  readonly #changedUnits = new Set<number>()
  #now: number
  #refusedEvents = 0
  #withoutReception = 0

  constructor(rules: BookRules, now: number) {
    this.rules = rules
    this.counts = new GroupCounts(rules.stages.count)
    this.#unitAt = createUnitFinder(rules.units)
    this.#now = now
  }

  /** How far time has come here, ms since 1970. */
  get now(): number {
    return this.#now
  }

  get size(): number {
    return this.#codes.length
  }

  get refusedEvents(): number {
    return this.#refusedEvents
  }

  /** Dossiers of which events are known, but not the reception. */
  get withoutReception(): number {
    return this.#withoutReception
  }

  /** When something changes next although nothing is reported, ms since 1970. */
  get changesAt(): number {
    return this.#dueIndex.nextAt
  }

  /** Takes what the events of a dossier amount to; undefined = its reception is not known. */
  set(code: string, history: DossierHistory | undefined): void {
    this.revision++
    const number = this.#numberOf(code)
    this.#leave(number)
    this.#refusedEvents += (history?.refused.length ?? 0) - (this.#refusedOf[number] ?? 0)
    this.#refusedOf[number] = history?.refused.length ?? 0
    if (history) this.#enter(number, history)
    else {
      this.#withoutReception++
      this.lives.set(number, [])
      this.#groupOf[number] = NO_GROUP
    }
  }

  /**
   * Lets time pass, at most so many dossiers at once; false = there are more whose time has come.
   * Time that goes back is looked at from the beginning.
   */
  advance(now: number, most = Infinity): boolean {
    if (now < this.#now) {
      this.#now = now
      for (let number = 0; number < this.size; number++) this.#place(number)
      return true
    }
    this.#now = now
    for (let moved = 0; this.#dueIndex.nextAt <= now; moved++) {
      const number = this.#dueIndex.next
      if (number === undefined || moved >= most) return false
      this.#place(number)
    }
    return true
  }

  /** Units whose counts changed since this was asked last, by position among the site's units. */
  takeChangedUnits(): readonly number[] {
    const units = [...this.#changedUnits]
    this.#changedUnits.clear()
    return units
  }

  numberOf(code: string): number | undefined {
    return this.#numbers.get(code)
  }

  /** Some of the dossier's events have no effect. */
  hasRefusals(code: string): boolean {
    const number = this.#numbers.get(code)
    return number !== undefined && (this.#refusedOf[number] ?? 0) > 0
  }

  codeOf(number: number): string {
    return this.#codes[number] ?? ''
  }

  groupOf(number: number): Group | undefined {
    return this.groups.all[this.#groupOf[number] ?? NO_GROUP]
  }

  groupNumberOf(number: number): number {
    return this.#groupOf[number] ?? NO_GROUP
  }

  receivedAt(number: number): number {
    return this.#receivedAt[number] ?? 0
  }

  /** Where a dossier counts among the open ones; -1 when it does not. */
  slotOf(number: number): number {
    return this.#slotOf[number] ?? NO_SLOT
  }

  /** The slot of a dossier in a phase at a moment; -1 = not an open one. */
  slotIn(phase: Phase, due: number, group: Group, at: number): number {
    switch (phase) {
      case 'running':
        if (due === Infinity) return this.counts.withoutLimitSlot
        return this.rules.stages.stageAt(group.calendar, due, at)
      case 'paused':
        return this.counts.pausedSlot
      case 'early':
      case 'on-time':
      case 'late':
      case 'withdrawn':
        return NO_SLOT
    }
  }

  #numberOf(code: string): number {
    const known = this.#numbers.get(code)
    if (known !== undefined) return known
    const number = this.#codes.push(code) - 1
    this.#numbers.set(code, number)
    this.#groupOf = grown(this.#groupOf, number + 1)
    this.#slotOf = grown(this.#slotOf, number + 1)
    this.#receivedAt = grown(this.#receivedAt, number + 1)
    this.#refusedOf = grown(this.#refusedOf, number + 1)
    this.#dueDayOf = grown(this.#dueDayOf, number + 1)
    this.#groupOf[number] = NO_GROUP
    this.#slotOf[number] = NO_SLOT
    // Until something is said of it; `set` says it at once.
    this.#withoutReception++
    return number
  }

  /** Takes a dossier out of everything that counts it. */
  #leave(number: number): void {
    const group = this.groupOf(number)
    if (!group) {
      this.#withoutReception--
      return
    }
    this.#setSlot(number, NO_SLOT)
    this.#dueIndex.set(number, Infinity)
    this.#countLife(number, group, -1)
  }

  #enter(number: number, { facts, receivedAt, stretches }: DossierHistory): void {
    const { catalogue } = this.rules
    const calendar = catalogue.calendarOf(catalogue.procedure(facts.procedure))
    const due = stretches[0]?.due ?? Infinity
    const group = this.groups.numberOf({
      unit: this.#unitAt(facts.unit, calendar.dateOf(receivedAt)),
      field: facts.field,
      procedure: facts.procedure,
      channel: facts.channel,
      level: facts.level,
      dueSoonHours: dueSoonHours(catalogue.rules, calendar, { ...facts, receivedAt, due }),
      calendar,
    })
    this.#groupOf[number] = group
    this.#receivedAt[number] = receivedAt
    this.lives.set(number, stretches)
    const one = this.groups.all[group]
    if (!one) throw new Error(`group ${group} of a dossier is not there`)
    this.#countLife(number, one, 1)
    this.#place(number)
  }

  #countLife(number: number, group: Group, sign: 1 | -1): void {
    const days = this.rules.catalogue.rules.calendar
    const receivedAt = this.receivedAt(number)
    const stretches = this.lives.stretches(number)
    const { calendar, dueSoonHours } = group
    const life: DossierLife = { receivedAt, stretches, calendar, dueSoonHours }
    const pair = (this.pairDays[group.pair] ??= new PairDays())
    pair.contribute(life, days, sign)
    const at = this.groupNumberOf(number)
    this.counts.addOfYear(civilYear(days, receivedAt), at, 'received', sign)
    const last = stretches.at(-1)
    if (last && last.phase !== 'running' && last.phase !== 'paused') {
      this.counts.addOfYear(civilYear(days, last.from), at, last.phase, sign)
    }
    this.#changedUnits.add(group.unit)
  }

  /** Counts a dossier where it stands now, and notes when that will change. */
  #place(number: number): void {
    const group = this.groupOf(number)
    if (!group) return
    const index = this.lives.indexAt(number, this.#now)
    const isLast = index + 1 >= this.lives.count(number)
    const nextStretchAt = isLast ? Infinity : this.lives.fromOf(number, index + 1)
    if (index < 0) {
      this.#setSlot(number, NO_SLOT)
      this.#dueIndex.set(number, nextStretchAt)
      return
    }
    const due = this.lives.dueOf(number, index)
    const phase = this.lives.phaseOf(number, index)
    const slot = this.slotIn(phase, due, group, this.#now)
    this.#setSlot(number, slot)
    const isStaged = phase === 'running' && due !== Infinity
    const leavesAt = isStaged ? this.rules.stages.leavesAt(group.calendar, due, slot) : Infinity
    // Rounding must not hold the index at a moment that has passed.
    const changesAt = leavesAt <= this.#now ? this.#now + 1_000 : leavesAt
    this.#dueIndex.set(number, Math.min(changesAt, nextStretchAt))
  }

  #setSlot(number: number, slot: number): void {
    const before = this.slotOf(number)
    // One that is overdue again, by another due time, counts another delay.
    const dueDay = this.#isOverdue(slot) ? this.#dueDayNow(number) : 0
    if (before === slot && dueDay === (this.#dueDayOf[number] ?? 0)) return
    this.revision++
    const at = this.groupNumberOf(number)
    if (before !== NO_SLOT) this.counts.addOpen(at, before, -1)
    this.counts.addDueDay(at, dueDay - (this.#dueDayOf[number] ?? 0))
    this.#dueDayOf[number] = dueDay
    this.#slotOf[number] = slot
    if (slot !== NO_SLOT) this.counts.addOpen(at, slot, 1)
    const group = this.groupOf(number)
    if (group) this.#changedUnits.add(group.unit)
  }

  #isOverdue(slot: number): boolean {
    const { firstOverdue, count } = this.rules.stages
    return slot >= firstOverdue && slot < count
  }

  #dueDayNow(number: number): number {
    const index = this.lives.indexAt(number, this.#now)
    const calendar = this.groupOf(number)?.calendar
    return calendar && index >= 0 ? calendar.workingDay(this.lives.dueOf(number, index)) : 0
  }
}
