import type { Heatmap, HeatmapHead, HeatmapMeasure } from '../../../protocol/dossiers.ts'
import type { Direction, Site } from '../sites/site.ts'
import { dayColumns, hasDays, type DaySpan } from './day-columns.ts'
import { FigureSum } from './figures.ts'
import { codeOf, headOf } from './heads.ts'
import type { Matrix } from './matrix.ts'
import { classesOf, MEASURES, spreadClasses } from './measures.ts'
import { receiptHours } from './receipt-hours.ts'
import {
  groupsOf,
  reportedUnits,
  type DossierFilter,
  type DossierView,
  type DossierViews,
} from './view.ts'

export type Axes =
  | { readonly rows: 'unit'; readonly columns: 'field' }
  | { readonly rows: 'unit'; readonly columns: 'day'; readonly span: DaySpan }
  /** Receipts of so many days up to the moment. */
  | { readonly rows: 'hour'; readonly columns: 'weekday'; readonly days: number }

export interface HeatmapQuery {
  readonly measure: HeatmapMeasure
  readonly axes: Axes
  readonly filter: DossierFilter
}

/** True where a measure can be asked along these axes. */
export function isAnswerable({ measure, axes }: HeatmapQuery): boolean {
  switch (axes.columns) {
    case 'field':
      return true
    case 'day':
      return hasDays(measure)
    case 'weekday':
      return measure === 'received'
  }
}

/** The matrix that is asked for, worst rows first; land stands before the other fields. */
export function heatmapOf(views: DossierViews, query: HeatmapQuery): Matrix {
  const { axes, measure } = query
  switch (axes.columns) {
    case 'field':
      return worstFirst(fieldColumns(views, query), MEASURES[measure].direction)
    case 'day':
      return worstFirst(
        dayColumns(views, measure, query.filter, axes.span),
        MEASURES[measure].direction,
      )
    case 'weekday':
      return receiptHours(views, query.filter, axes.days)
  }
}

/** How a matrix is drawn. */
export function looksOf(
  { measure, axes }: HeatmapQuery,
  metrics: Site['metrics'],
  cells: Matrix['cells'],
): Pick<Heatmap, 'measure' | 'name' | 'unitOfMeasure' | 'decimals' | 'direction' | 'classes'> {
  const { name, unitOfMeasure, decimals, direction } = MEASURES[measure]
  // Receipts of an hour or a day are no part of what a metric says of a year.
  const isOfItsOwn = measure === 'received' && axes.columns !== 'field'
  const classes = isOfItsOwn
    ? spreadClasses(Math.max(0, ...cells.flat().map((value) => value ?? 0)))
    : [...classesOf(measure, axes.columns === 'field', metrics)]
  return { measure, name, unitOfMeasure, decimals, direction, classes }
}

function fieldColumns(views: DossierViews, { measure, filter }: HeatmapQuery): Matrix {
  const cells = new Map<string, Map<string, FigureSum>>()
  const byUnit = new Map<string, FigureSum>()
  const byField = new Map<string, FigureSum>()
  const whole = new FigureSum()
  for (const one of groupsOf(views, filter)) {
    const unit = codeOf(one, 'unit')
    const { field } = one.group
    const row = held(cells, unit, () => new Map<string, FigureSum>())
    const sums = [
      held(row, field, () => new FigureSum()),
      held(byUnit, unit, () => new FigureSum()),
      held(byField, field, () => new FigureSum()),
      whole,
    ]
    for (const sum of sums) sum.add(one)
  }
  const known = new Set(reportedUnits(views, filter))
  for (const code of known) held(byUnit, code, () => new FigureSum())
  const isShown = ([code, sum]: readonly [string, FigureSum]) => known.has(code) || !sum.isEmpty
  const rowCodes = [...byUnit].filter(isShown).map(([code]) => code)
  const columnCodes = [...byField].filter(([, sum]) => !sum.isEmpty).map(([code]) => code)
  // In a unit that reports, nothing of a field is none of it.
  const { valueOf } = MEASURES[measure]
  const valueIn = (sum: FigureSum | undefined) => valueOf(sum ?? new FigureSum())
  const rows = rowCodes.map((code) => headOf(views[0], 'unit', code))
  const columns = fieldHeads(views[0], columnCodes)
  return {
    rows,
    columns,
    cells: rows.map((row) =>
      columns.map((column) => valueIn(cells.get(row.code)?.get(column.code))),
    ),
    rowTotals: rows.map((row) => valueIn(byUnit.get(row.code))),
    columnTotals: columns.map((column) => valueIn(byField.get(column.code))),
    total: valueIn(whole),
  }
}

/** Those apart first, then in the order of the catalogue, then what it does not know. */
function fieldHeads(view: DossierView, codes: readonly string[]): HeatmapHead[] {
  const order = view.book.rules.catalogue.rules.fields.map((field) => field.code)
  const rank = (code: string) => (order.includes(code) ? order.indexOf(code) : order.length)
  return codes
    .map((code) => headOf(view, 'field', code))
    .toSorted(
      (a, b) =>
        Number(b.apart ?? false) - Number(a.apart ?? false) ||
        rank(a.code) - rank(b.code) ||
        (a.code < b.code ? -1 : 1),
    )
}

/** By the total of the row, then by the row's code so that equal ones keep their places. */
function worstFirst(matrix: Matrix, direction: Direction): Matrix {
  const sign = direction === 'higher-is-better' ? 1 : -1
  const order = matrix.rows
    .map((_, index) => index)
    .toSorted((a, b) => {
      const [one, other] = [matrix.rowTotals[a] ?? null, matrix.rowTotals[b] ?? null]
      const codes = (matrix.rows[a]?.code ?? '') < (matrix.rows[b]?.code ?? '') ? -1 : 1
      if (one === null || other === null)
        return Number(one === null) - Number(other === null) || codes
      return sign * (one - other) || codes
    })
  const arranged = <T>(values: readonly T[]): T[] =>
    order.flatMap((index) => values.slice(index, index + 1))
  return {
    ...matrix,
    rows: arranged(matrix.rows),
    cells: arranged(matrix.cells),
    rowTotals: arranged(matrix.rowTotals),
  }
}

function held<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
