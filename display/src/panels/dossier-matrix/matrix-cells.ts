import type { Heatmap } from '../../../../protocol/dossiers.ts'
import type { DossierMatrixOptions } from '../../../../protocol/panels/dossier-matrix.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import type { Tone } from '../answered-state.ts'
import { shadeOf, type CellShade } from '../class-shade.ts'
import type { PanelContext } from '../panel-context.ts'
import type { MatrixColumn } from './matrix-columns.ts'
import type { MatrixRow } from './matrix-rows.ts'
import { cellValue, columnTotal, rowTotal, type MatrixValue } from './matrix-values.ts'

export interface MatrixCell {
  readonly key: string
  /** Absent where the cell stands for several. */
  readonly series: string | undefined
  readonly text: string
  /** What the cell is filled with; sums and totals are not filled by class. */
  readonly look: CellShade | 'sum' | 'sum-stale' | 'total' | 'total-stale'
  /** A zero where fewer is better draws no eye. */
  readonly isQuiet: boolean
  readonly isAhead: boolean
  readonly hasGap: boolean
}

/** What cells are written from, the same for all of them. */
export interface CellSource {
  readonly answer: Heatmap
  readonly tone: Tone
  readonly names: SeriesNames
  readonly context: Pick<PanelContext, 'locale' | 'messages'>
}

type Place = Pick<MatrixCell, 'key' | 'series' | 'isAhead' | 'hasGap'>

export function classCell(row: MatrixRow, column: MatrixColumn, source: CellSource): MatrixCell {
  const { answer, names } = source
  const { key, isAhead, hasGap } = column
  const value = cellValue(answer, row.members, column.members)
  const isOne = row.members.length === 1 && column.members.length === 1
  const series = isOne ? names.cell(row.key, key) : undefined
  return writeCell(value, { key, series, isAhead, hasGap }, isOne ? 'class' : 'sum', source)
}

export function rowTotalCell(row: MatrixRow, source: CellSource): MatrixCell {
  const series = row.members.length === 1 ? source.names.row(row.key) : undefined
  const place = { key: 'total', series, isAhead: false, hasGap: false }
  return writeCell(rowTotal(source.answer, row.members), place, 'total', source)
}

export function columnTotalCell(column: MatrixColumn, source: CellSource): MatrixCell {
  const { key, isAhead, hasGap, members } = column
  const series = members.length === 1 ? source.names.column(key) : undefined
  const place = { key, series, isAhead, hasGap }
  return writeCell(columnTotal(source.answer, members), place, 'total', source)
}

export function wholeTotalCell(source: CellSource): MatrixCell {
  const { total } = source.answer
  const place = { key: 'total', series: source.names.whole, isAhead: false, hasGap: false }
  return writeCell(
    total === null ? { kind: 'none' } : { kind: 'value', value: total },
    place,
    'total',
    source,
  )
}

function writeCell(
  value: MatrixValue,
  place: Place,
  look: 'class' | 'sum' | 'total',
  { answer, tone, context }: CellSource,
): MatrixCell {
  const { locale, messages } = context
  if (value.kind === 'no-sum') {
    const text = messages.panels.dossiers.noSum
    return { ...place, text, look: look === 'total' ? 'total' : 'sum', isQuiet: true }
  }
  if (value.kind === 'none' || tone === 'gone') {
    const isHatched = look !== 'total'
    return {
      ...place,
      text: messages.emDash,
      look: isHatched ? 'none' : 'total',
      isQuiet: false,
    }
  }
  const text = formatNumber(value.value, answer.decimals, locale)
  const isZero = Number(value.value.toFixed(answer.decimals)) === 0
  const isQuiet = isZero && answer.direction !== 'higher-is-better'
  const isOld = tone === 'old'
  if (look === 'class') {
    return { ...place, text, look: isOld ? 'stale' : shadeOf(value.value, answer), isQuiet }
  }
  return {
    ...place,
    text,
    look: isOld ? `${look}-stale` : look,
    isQuiet: isQuiet && look === 'sum',
  }
}

/** How outsiders name what a matrix draws. */
export interface SeriesNames {
  readonly cell: (row: string, column: string) => string
  readonly row: (row: string) => string
  readonly column: (column: string) => string
  readonly whole: string
}

export function seriesNames(
  { rows, columns, measure, field, unit }: DossierMatrixOptions,
  rootUnit: string,
): SeriesNames {
  const metric = field === undefined ? `dossiers.${measure}` : `dossiers.${measure}.${field}`
  const whole = `${metric}/${unit === undefined || unit === 'root' ? rootUnit : unit}`
  const rowOf = (row: string): string =>
    rows === 'unit' ? `${metric}/${row}` : `${whole}/hour-${row}`
  const columnOf = (column: string): string =>
    columns === 'weekday' ? `weekday-${column}` : column
  return {
    whole,
    row: rowOf,
    column: (column) => `${whole}/${columnOf(column)}`,
    cell: (row, column) => `${rowOf(row)}/${columnOf(column)}`,
  }
}
