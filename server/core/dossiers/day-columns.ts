import type { HeatmapHead, HeatmapMeasure } from '../../../protocol/dossiers.ts'
import { isoDate, weekdayOf } from './civil-year.ts'
import type { DayLedger } from './day-ledger.ts'
import { FigureSum } from './figures.ts'
import type { Matrix } from './matrix.ts'
import { headOf } from './heads.ts'
import { MEASURES, rateOfDay } from './measures.ts'
import type { PairDays } from './pair-days.ts'
import {
  groupsOf,
  pairsOf,
  reportedUnits,
  unitCodeOf,
  type DossierFilter,
  type DossierViews,
} from './view.ts'

/** So many days up to the one of the moment, and so many after it. */
export interface DaySpan {
  readonly days: number
  readonly ahead: number
}

type DayMeasure = 'open' | 'overdue' | 'due-soon' | 'paused' | 'received' | 'on-time-rate'

export function hasDays(measure: HeatmapMeasure): measure is DayMeasure {
  return ['open', 'overdue', 'due-soon', 'paused', 'received', 'on-time-rate'].includes(measure)
}

const HOURS_PER_DAY = 24

/**
 * Units by day: what stood at the end of a day, what stands at the moment on its own day, and on days
 * to come what will if nothing moves; of receipts and of the on-time rate what happened on the day.
 */
export function dayColumns(
  views: DossierViews,
  measure: HeatmapMeasure,
  filter: DossierFilter,
  { days, ahead }: DaySpan,
): Matrix {
  if (!hasDays(measure)) throw new RangeError(`${measure} has no days`)
  const [own] = views
  const today = own.book.rules.catalogue.rules.calendar.dayNumber(own.at)
  const first = today - days + 1
  const length = days + ahead
  const sums = daySums(views, measure, filter, first, length)
  if (measure !== 'received' && measure !== 'on-time-rate')
    setToday(views, measure, filter, sums, days - 1)
  for (const code of reportedUnits(views, filter)) {
    if (!sums.has(code)) sums.set(code, new DaySums(length))
  }
  const whole = new DaySums(length)
  for (const sum of sums.values()) whole.addAll(sum)
  const rows = [...sums.keys()].map((code) => headOf(own, 'unit', code))
  const columns = Array.from({ length }, (_, index) => dayHead(first + index, index >= days))
  const valuesOf = (sum: DaySums | undefined) => sum?.values(measure) ?? []
  return {
    rows,
    columns,
    cells: rows.map((row) => valuesOf(sums.get(row.code))),
    rowTotals: rows.map((row) => valuesOf(sums.get(row.code))[days - 1] ?? null),
    columnTotals: valuesOf(whole),
    total: valuesOf(whole)[days - 1] ?? null,
  }
}

class DaySums {
  /** Counts, or for a rate its parts. */
  readonly part: Float64Array
  readonly whole: Float64Array

  constructor(length: number) {
    this.part = new Float64Array(length)
    this.whole = new Float64Array(length)
  }

  addAll(other: DaySums): void {
    other.part.forEach((value, index) => (this.part[index] = (this.part[index] ?? 0) + value))
    other.whole.forEach((value, index) => (this.whole[index] = (this.whole[index] ?? 0) + value))
  }

  values(measure: DayMeasure): (number | null)[] {
    if (measure !== 'on-time-rate') return [...this.part]
    return Array.from(this.part, (part, index) => rateOfDay(part, this.whole[index] ?? 0))
  }
}

function daySums(
  views: DossierViews,
  measure: DayMeasure,
  filter: DossierFilter,
  first: number,
  length: number,
): Map<string, DaySums> {
  const sums = new Map<string, DaySums>()
  for (const { unit: code, days } of pairsOf(views, filter)) {
    const sum = sums.get(code) ?? new DaySums(length)
    sums.set(code, sum)
    addPair(sum, days, measure, first, length)
  }
  return sums
}

function addPair(
  sum: DaySums,
  ledgers: PairDays,
  measure: DayMeasure,
  first: number,
  length: number,
): void {
  const add = (values: Float64Array, index: number, amount: number) => {
    values[index] = (values[index] ?? 0) + amount
  }
  if (measure === 'received') {
    for (let index = 0; index < length; index++) {
      for (let hour = 0; hour < HOURS_PER_DAY; hour++) {
        add(sum.part, index, ledgers.received.at(first + index, hour))
      }
    }
    return
  }
  if (measure === 'on-time-rate') {
    for (let index = 0; index < length; index++) {
      add(sum.part, index, ledgers.endedInTime.at(first + index))
      add(sum.whole, index, ledgers.ended.at(first + index))
    }
    return
  }
  const ledger = standingLedger(ledgers, measure)
  let standing = ledger.upTo(first - 1)
  for (let index = 0; index < length; index++) {
    standing += ledger.at(first + index)
    add(sum.part, index, standing)
  }
}

function standingLedger(
  ledgers: PairDays,
  measure: Exclude<DayMeasure, 'received' | 'on-time-rate'>,
): DayLedger {
  switch (measure) {
    case 'open':
      return ledgers.open
    case 'overdue':
      return ledgers.overdue
    case 'due-soon':
      return ledgers.dueSoon
    case 'paused':
      return ledgers.paused
  }
}

/** The day of the moment has not ended: its column says what stands at the moment. */
function setToday(
  views: DossierViews,
  measure: DayMeasure,
  filter: DossierFilter,
  sums: ReadonlyMap<string, DaySums>,
  index: number,
): void {
  const { field, unit } = filter
  const byUnit = new Map<string, FigureSum>()
  for (const one of groupsOf(views, { field, unit })) {
    const code = unitCodeOf(one.view, one.group.unit)
    const sum = byUnit.get(code) ?? new FigureSum()
    byUnit.set(code, sum)
    sum.add(one)
  }
  for (const [code, sum] of sums) {
    const now = byUnit.get(code)
    sum.part[index] = now ? (MEASURES[measure].valueOf(now) ?? 0) : 0
  }
}

const WEEKDAYS = ['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'CN'] as const
const WEEKDAYS_EN = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const

function dayHead(day: number, isAhead: boolean): HeatmapHead {
  const code = isoDate(day)
  const date = `${Number(code.slice(8))}/${Number(code.slice(5, 7))}`
  const weekday = weekdayOf(day) - 1
  return {
    code,
    name: { vi: `${WEEKDAYS[weekday]} ${date}`, en: `${WEEKDAYS_EN[weekday]} ${date}` },
    ...(isAhead && { ahead: true as const }),
  }
}
