import type { Heatmap } from '../../../../protocol/dossiers.ts'
import type { DossierMatrixOptions } from '../../../../protocol/panels/dossier-matrix.ts'
import type { ScreenMessage } from '../../../../protocol/screen.ts'
import { formatNumber } from '../../i18n/numbers.ts'
import { leafUnits } from '../../stores/places.ts'
import type { Tone } from '../answered-state.ts'
import type { PanelContext } from '../panel-context.ts'
import {
  classCell,
  columnTotalCell,
  rowTotalCell,
  seriesNames,
  wholeTotalCell,
  type CellSource,
  type MatrixCell,
} from './matrix-cells.ts'
import { columnsOf, columnsWithin, type MatrixColumn } from './matrix-columns.ts'
import {
  hourRows,
  hourRowsWithin,
  unitRows,
  unitRowsWithin,
  type MatrixRow,
} from './matrix-rows.ts'
import { addsUp, addsUpOverDays } from './matrix-values.ts'

export interface MatrixLine {
  readonly key: string
  readonly name: string
  readonly isGroup: boolean
  readonly isSilent: boolean
  readonly cells: readonly MatrixCell[]
  readonly total: MatrixCell | undefined
}

/** What stands over several heads: the days gone by, the days to come. */
export interface MatrixSpan {
  readonly key: string
  readonly columnCount: number
  readonly hasGap: boolean
  /** From the longest on; the first that fits is said. */
  readonly wordings: readonly string[]
}

export interface MatrixTable {
  readonly columns: readonly MatrixColumn[]
  readonly spans: readonly MatrixSpan[]
  readonly lines: readonly MatrixLine[]
  readonly foot: MatrixLine | undefined
}

export interface MatrixView {
  readonly columns: readonly MatrixColumn[]
  readonly rowCount: number
  readonly hasTotal: boolean
  readonly hasSpans: boolean
  readonly notes: readonly string[]
  readonly nameLetters: number
  /** Of what stands for the rows that find no room. */
  readonly groupLetters: number
  readonly valueLetters: number
  readonly footLetters: number
  readonly within: (rowRoom: number, columnRoom: number) => MatrixTable
}

type Context = Pick<PanelContext, 'locale' | 'messages' | 'screen'>

export function matrixView(
  options: DossierMatrixOptions,
  given: Heatmap,
  tone: Tone,
  context: Context,
): MatrixView {
  const answer = ofAskedUnits(given, options)
  const { locale, messages, screen } = context
  const names = seriesNames(options, screen.site.rootUnit)
  const source: CellSource = { answer, tone, names, context }
  const columns = columnsOf(answer, options.columns, context)
  const today = columns.find(({ isToday }) => isToday)?.members
  const noun = nounOf(screen, messages)
  const rows =
    options.rows === 'unit'
      ? unitRows(answer, { today, locale, screen })
      : hourRows(answer, messages)
  const hasTotal = hasRowTotals(options, answer)
  const foot = footOf(columns, hasTotal, source)
  return {
    columns,
    rowCount: rows.length,
    hasTotal,
    hasSpans: options.columns === 'day',
    notes: notesOf(options, answer, columns, noun, context),
    nameLetters: rows.reduce((longest, { name }) => Math.max(longest, name.length), 4),
    groupLetters:
      options.rows === 'unit' ? messages.panels.heatmap.others(rows.length, noun).length : 0,
    valueLetters: longestValue(answer, locale),
    footLetters: Math.max(0, ...(foot?.cells.map(({ text }) => text.length) ?? [])),
    within(rowRoom, columnRoom) {
      const shown = columnsWithin(columns, columnRoom, answer, options.columns, context)
      const drawn =
        options.rows === 'unit'
          ? unitRowsWithin(rows, rowRoom, noun, messages)
          : hourRowsWithin(rows, rowRoom, answer, messages)
      return {
        columns: shown,
        spans: options.columns === 'day' ? spansOf(shown, messages) : [],
        lines: drawn.map((row) => lineOf(row, shown, hasTotal, source)),
        foot: footOf(shown, hasTotal, source),
      }
    },
  }
}

/** Of a single unit nobody wants to know who else has not reported. */
function ofAskedUnits(answer: Heatmap, { unit }: DossierMatrixOptions): Heatmap {
  if (unit === undefined || unit === 'root') return answer
  return { ...answer, silentUnits: answer.silentUnits.filter((code) => code === unit) }
}

/** What stands at the end of several days comes to nothing when added up. */
function hasRowTotals({ columns, measure }: DossierMatrixOptions, { rowTotals }: Heatmap): boolean {
  return (columns !== 'day' || addsUpOverDays(measure)) && rowTotals.some((one) => one !== null)
}

function notesOf(
  { columns: kind, days }: DossierMatrixOptions,
  { silentUnits, unitOfMeasure }: Heatmap,
  columns: readonly MatrixColumn[],
  noun: string,
  { locale, messages }: Context,
): readonly string[] {
  const { silent, condition } = messages.panels.dossiers
  return [
    unitOfMeasure[locale],
    ...(kind === 'weekday' && days !== undefined ? [messages.panels.chart.lastDays(days)] : []),
    ...(columns.some(({ isAhead }) => isAhead) ? [condition] : []),
    ...(silentUnits.length > 0 ? [silent(silentUnits.length, noun)] : []),
  ]
}

export function nounOf(screen: ScreenMessage, messages: PanelContext['messages']): string {
  return messages.value.unitNoun(new Set(leafUnits(screen).map(({ kind }) => kind)))
}

function lineOf(
  row: MatrixRow,
  columns: readonly MatrixColumn[],
  hasTotal: boolean,
  source: CellSource,
): MatrixLine {
  const { key, name, isGroup, isSilent } = row
  return {
    ...{ key, name, isGroup, isSilent },
    cells: columns.map((column) => classCell(row, column, source)),
    total: hasTotal ? rowTotalCell(row, source) : undefined,
  }
}

function footOf(
  columns: readonly MatrixColumn[],
  hasTotal: boolean,
  source: CellSource,
): MatrixLine | undefined {
  const { answer, context } = source
  if (answer.columnTotals.every((total) => total === null)) return undefined
  const { total, whole } = context.messages.panels.heatmap
  return {
    ...{ key: 'foot', name: addsUp(answer.measure) ? total : whole },
    ...{ isGroup: false, isSilent: false },
    cells: columns.map((column) => columnTotalCell(column, source)),
    total: hasTotal ? wholeTotalCell(source) : undefined,
  }
}

function spansOf(
  columns: readonly MatrixColumn[],
  { panels }: PanelContext['messages'],
): readonly MatrixSpan[] {
  const { upToToday, toToday, forecast, forecastTo } = panels.dossiers
  const [past, ahead] = [false, true].map((isAhead) =>
    columns.filter((one) => one.isAhead === isAhead),
  )
  const dateOf = (column: MatrixColumn | undefined): string =>
    column?.key.split('-').slice(1).reverse().join('/') ?? ''
  const spans = [
    { key: 'past', of: past ?? [], wordings: [upToToday(dateOf(past?.[0])), toToday] },
    { key: 'ahead', of: ahead ?? [], wordings: [forecastTo(dateOf(ahead?.at(-1))), forecast] },
  ]
  return spans.flatMap(({ key, of, wordings }) =>
    of.length === 0
      ? []
      : [{ key, columnCount: of.length, hasGap: of[0]?.hasGap ?? false, wordings }],
  )
}

function longestValue({ cells, decimals }: Heatmap, locale: PanelContext['locale']): number {
  const greatest = cells.flat().reduce<number>((most, one) => Math.max(most, Math.abs(one ?? 0)), 0)
  return Math.max(2, formatNumber(greatest, decimals, locale).length)
}
