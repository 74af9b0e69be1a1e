import type { HeatmapHead } from '../../../protocol/dossiers.ts'
import { weekdayOf } from './civil-year.ts'
import type { Matrix } from './matrix.ts'
import { pairsOf, type DossierFilter, type DossierViews } from './view.ts'

const HOURS_PER_DAY = 24
const DAYS_PER_WEEK = 7
/** Shown although nothing came in: the office hours of most. */
const FIRST_HOUR = 7
const LAST_HOUR = 17

const WEEKDAYS = [
  { vi: 'Thứ Hai', en: 'Mon' },
  { vi: 'Thứ Ba', en: 'Tue' },
  { vi: 'Thứ Tư', en: 'Wed' },
  { vi: 'Thứ Năm', en: 'Thu' },
  { vi: 'Thứ Sáu', en: 'Fri' },
  { vi: 'Thứ Bảy', en: 'Sat' },
  { vi: 'Chủ nhật', en: 'Sun' },
]

/** When dossiers come in: hours of the day by weekday, of so many days up to the moment. */
export function receiptHours(views: DossierViews, filter: DossierFilter, days: number): Matrix {
  const counts = countReceipts(views, filter, days)
  const at = (hour: number, weekday: number) => counts[hour * DAYS_PER_WEEK + weekday - 1] ?? 0
  const hoursWith = hours(0, HOURS_PER_DAY - 1).filter((hour) =>
    WEEKDAYS.some((_, index) => at(hour, index + 1) > 0),
  )
  const shown = hours(Math.min(FIRST_HOUR, ...hoursWith), Math.max(LAST_HOUR, ...hoursWith))
  const columns = WEEKDAYS.map((name, index): HeatmapHead => ({ code: String(index + 1), name }))
  const cells = shown.map((hour) => columns.map((_, index) => at(hour, index + 1)))
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return {
    rows: shown.map((hour) => ({ code: String(hour), name: hourName(hour) })),
    columns,
    cells,
    rowTotals: cells.map(sum),
    columnTotals: columns.map((_, index) => sum(cells.map((row) => row[index] ?? 0))),
    total: sum(cells.flat()),
  }
}

function countReceipts(views: DossierViews, filter: DossierFilter, days: number): Int32Array {
  const [{ book, at }] = views
  const today = book.rules.catalogue.rules.calendar.dayNumber(at)
  const counts = new Int32Array(HOURS_PER_DAY * DAYS_PER_WEEK)
  for (const { days: ledgers } of pairsOf(views, filter)) {
    for (let day = today - days + 1; day <= today; day++) {
      const weekday = weekdayOf(day)
      for (let hour = 0; hour < HOURS_PER_DAY; hour++) {
        const place = hour * DAYS_PER_WEEK + weekday - 1
        counts[place] = (counts[place] ?? 0) + ledgers.received.at(day, hour)
      }
    }
  }
  return counts
}

function hours(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}

function hourName(hour: number): { readonly vi: string; readonly en: string } {
  return { vi: `${hour} giờ`, en: `${hour}:00` }
}
