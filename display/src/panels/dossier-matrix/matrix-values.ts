import type { Heatmap, HeatmapMeasure } from '../../../../protocol/dossiers.ts'

/** What stands where a row meets a column: of one each as the server counts it, of several their sum. */
export type MatrixValue =
  | { readonly kind: 'value'; readonly value: number }
  /** Nothing to count, or nobody reported. */
  | { readonly kind: 'none' }
  /** Several, of a measure that does not add up. */
  | { readonly kind: 'no-sum' }

/** Rows or columns of the answer that are drawn as one, by their positions. */
export type Members = readonly number[]

const NONE: MatrixValue = { kind: 'none' }
const NO_SUM: MatrixValue = { kind: 'no-sum' }

/** Rates and means of several places are not the sum of theirs. */
export function addsUp(measure: HeatmapMeasure): boolean {
  switch (measure) {
    case 'on-time-rate':
    case 'on-time-received-rate':
    case 'mean-delay':
      return false
    case 'open':
    case 'overdue':
    case 'due-soon':
    case 'paused':
    case 'received':
    case 'forecast-1h':
    case 'forecast-4h':
    case 'forecast-8h':
    case 'forecast-24h':
      return true
  }
}

/** Stocks stand at the end of each day: those of several days are no more than those of one. */
export function addsUpOverDays(measure: HeatmapMeasure): boolean {
  return measure === 'received'
}

export function cellValue(answer: Heatmap, rows: Members, columns: Members): MatrixValue {
  const cells = rows.flatMap((row) => columns.map((column) => answer.cells[row]?.[column]))
  return combine(cells, answer.measure)
}

export function rowTotal({ rowTotals, measure }: Heatmap, rows: Members): MatrixValue {
  return combine(
    rows.map((row) => rowTotals[row]),
    measure,
  )
}

export function columnTotal({ columnTotals, measure }: Heatmap, columns: Members): MatrixValue {
  return combine(
    columns.map((column) => columnTotals[column]),
    measure,
  )
}

function combine(
  all: readonly (number | null | undefined)[],
  measure: HeatmapMeasure,
): MatrixValue {
  if (all.length > 1 && !addsUp(measure)) return NO_SUM
  const known = all.filter((one) => typeof one === 'number')
  if (known.length === 0) return NONE
  return { kind: 'value', value: known.reduce((sum, one) => sum + one, 0) }
}
