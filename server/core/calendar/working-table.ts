import { DAY_MS, dayNumberOf, yearOfDay, type Hours } from './civil-day.ts'
import type { DayPlan } from './day-plans.ts'
import type { ZoneOffsets } from './zone-offsets.ts'

const LAST_YEAR = 2399
const TOO_EARLY = 'a calendar begins with the year 1970'

export interface WorkingInterval {
  readonly opensAt: number
  readonly closesAt: number
  /** Working time before it, since 1970. */
  readonly workedBefore: number
}

const NONE: readonly WorkingInterval[] = []

/**
 * The days of a calendar from 1970 on as instants, with running sums of working days and working time.
 * Days count from 1970-01-01; working days by their number count from the first one in 1970. It grows
 * by whole years as far as somebody asks; a RangeError refuses what lies before 1970 or after 2399.
 */
export class WorkingTable {
  readonly #plan: (day: number) => DayPlan
  readonly #zone: ZoneOffsets
  readonly #plans: DayPlan[] = []
  /** One more than there are days: where the next one begins. */
  readonly #starts: number[]
  readonly #cutOffs: number[] = []
  readonly #daily: (readonly WorkingInterval[])[] = []
  readonly #intervals: WorkingInterval[] = []
  readonly #workingDays: number[] = []
  readonly #workingDaysBefore = [0]
  readonly #workedBefore = [0]
  #worked = 0

  constructor(plan: (day: number) => DayPlan, zone: ZoneOffsets) {
    this.#plan = plan
    this.#zone = zone
    this.#starts = [zone.firstInstantAt(0)]
  }

  /** The civil day on which an instant lies. */
  dayOf(at: number): number {
    // West of Greenwich the first hours of 1970 are still 1969; they are taken for 1970.
    if (!(at >= 0)) throw new RangeError(TOO_EARLY)
    const utcDay = Math.floor(at / DAY_MS)
    this.#reach(utcDay + 2)
    let day = Math.max(0, utcDay - 1)
    while ((this.#starts[day + 1] ?? Infinity) <= at) day++
    return day
  }

  planOf(day: number): DayPlan {
    this.#reach(day)
    return this.#plans[day] ?? this.#plan(day)
  }

  /** The working intervals of a day, in order. */
  intervalsOf(day: number): readonly WorkingInterval[] {
    this.#reach(day)
    return this.#daily[day] ?? NONE
  }

  /** Received later than this, it counts from the next working day; Infinity = never. */
  cutOffOf(day: number): number {
    this.#reach(day)
    return this.#cutOffs[day] ?? Infinity
  }

  /** How many working days lie before the day: the number of the first one from that day on. */
  workingDaysBefore(day: number): number {
    this.#reach(day)
    return this.#workingDaysBefore[day] ?? 0
  }

  /** The working day of that number. */
  workingDay(number: number): number {
    while (number >= this.#workingDays.length) this.#addYear()
    return this.#workingDays[number] ?? 0
  }

  /** Working time before an instant, since 1970. */
  workedUntil(at: number): number {
    const day = this.dayOf(at)
    for (const { opensAt, closesAt, workedBefore } of this.#daily[day] ?? NONE) {
      if (at < closesAt) return workedBefore + Math.max(0, at - opensAt)
    }
    return this.#workedBefore[day + 1] ?? this.#worked
  }

  /** The earliest instant before which so much working time lies; refuses 0 and less. */
  instantAfter(workedMs: number): number {
    if (!(workedMs > 0)) throw new RangeError(TOO_EARLY)
    while (this.#worked < workedMs) this.#addYear()
    let low = 0
    let high = this.#intervals.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#intervals[middle]?.workedBefore ?? Infinity) < workedMs) low = middle
      else high = middle - 1
    }
    const { opensAt, workedBefore } = this.#intervals[low] ?? { opensAt: 0, workedBefore: 0 }
    return opensAt + workedMs - workedBefore
  }

  #reach(day: number): void {
    if (!(day >= 0)) throw new RangeError(TOO_EARLY)
    while (day >= this.#plans.length) this.#addYear()
  }

  #addYear(): void {
    const year = yearOfDay(this.#plans.length)
    if (year > LAST_YEAR) throw new RangeError(`a calendar ends with the year ${LAST_YEAR}`)
    const nextYear = dayNumberOf(`${year + 1}-01-01`)
    while (this.#plans.length < nextYear) this.#addDay()
  }

  #addDay(): void {
    const day = this.#plans.length
    const plan = this.#plan(day)
    const wallMs = day * DAY_MS
    const isWorking = plan.kind === 'working'
    const intervals = isWorking ? this.#addIntervals(plan.hours, wallMs) : NONE
    if (intervals.length > 0) this.#workingDays.push(day)
    this.#plans.push(plan)
    this.#starts.push(this.#zone.firstInstantAt(wallMs + DAY_MS))
    this.#daily.push(intervals)
    this.#cutOffs.push(
      isWorking && plan.cutOffMs !== undefined
        ? this.#zone.firstInstantAt(wallMs + plan.cutOffMs)
        : Infinity,
    )
    this.#workingDaysBefore.push(this.#workingDays.length)
    this.#workedBefore.push(this.#worked)
  }

  #addIntervals(hours: readonly Hours[], wallMs: number): readonly WorkingInterval[] {
    const intervals = hours.flatMap(({ openMs, closeMs }) => {
      const opensAt = this.#zone.firstInstantAt(wallMs + openMs)
      const closesAt = this.#zone.firstInstantAt(wallMs + closeMs)
      // A jump of the clock may have swallowed it.
      if (closesAt <= opensAt) return []
      const interval = { opensAt, closesAt, workedBefore: this.#worked }
      this.#worked += closesAt - opensAt
      return [interval]
    })
    this.#intervals.push(...intervals)
    return intervals
  }
}
