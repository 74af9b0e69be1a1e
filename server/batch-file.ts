import { buffer } from 'node:stream/consumers'
import type { Answer } from './adapters/cli/command-parts.ts'
import type { BatchRow, BatchValue } from './adapters/cli/print-batch.ts'
import { formatProblems, TOP, type Position } from './adapters/site-files/problem.ts'
import { readCells, separatorOf, type Cell } from './adapters/site-files/read-csv.ts'
import { readText } from './adapters/site-files/read-text.ts'

/** A CSV file of orders, one a row, below a header. */
export interface BatchFile {
  /** As they are written. */
  readonly columns: readonly string[]
  readonly rows: readonly FileRow[]
}

export interface FileRow {
  /** From 1, without the header. */
  readonly number: number
  /** As they are named here, whatever the file calls them. */
  readonly columns: readonly string[]
  readonly cells: readonly Cell[]
  /** Numbers may be written `29,5`. */
  readonly hasDecimalCommas: boolean
}

/** The cell of a column; undefined where the file has none. */
export type CellOf = (column: string) => Cell | undefined

/** What came of a row; a refusal may name the cell that is at fault. */
export type RowAnswer = Answer<readonly BatchValue[]> & {
  readonly at?: Position | undefined
  readonly warning?: string
}

/** A year of readings every five minutes fits. */
const MAX_ROWS = 120_000

/** Other names of columns, in small letters, with the names used here. */
export type ColumnNames = Readonly<Record<string, string>>

/** Stands for what is piped in. */
const PIPED = '-'

/**
 * Reads a file whose columns `columnFault` finds nothing wrong with; refusals are lines of
 * `file:line:column: message`. Columns are known by their names in capitals, too.
 */
export async function readBatch(
  file: string,
  columnFault: (columns: readonly string[]) => string | undefined,
  otherNames: ColumnNames = {},
): Promise<Answer<BatchFile>> {
  const refuse = (message: string, at: Position = TOP): Answer<BatchFile> => ({
    ok: false,
    message: formatProblems([{ file, line: at.line, column: at.column, message }]),
  })
  const text = await (file === PIPED ? readText(file, () => buffer(process.stdin)) : readText(file))
  if (!text.ok) return { ok: false, message: formatProblems([text.problem]) }
  const separator = separatorOf(text.text)
  const cells = readCells(text.text, separator)
  if (!cells.ok) return refuse(cells.message, cells.at)
  const [header, ...body] = cells.rows
  if (header === undefined) return refuse('the file is empty')
  const columns = header.map((cell) => nameOf(cell.text, otherNames))
  const twice = header.find((_, index) => columns.indexOf(columns[index] ?? '') !== index)
  if (twice !== undefined) return refuse(`column "${twice.text}" is there twice`, twice)
  const fault = columnFault(columns)
  if (fault !== undefined) return refuse(fault)
  if (body.length > MAX_ROWS) return refuse(`more than ${MAX_ROWS} rows`)
  const hasDecimalCommas = separator === ';'
  const rows = body.map((row, index) => ({
    ...{ number: index + 1, columns, cells: row, hasDecimalCommas },
  }))
  return { ok: true, value: { columns: header.map((cell) => cell.text), rows } }
}

function nameOf(written: string, otherNames: ColumnNames): string {
  const name = written.toLowerCase()
  return Object.hasOwn(otherNames, name) ? (otherNames[name] ?? name) : name
}

/** The cells of a row by the names of their columns, numbers with a decimal point. */
export function cellsOf({ columns, cells, hasDecimalCommas }: FileRow): CellOf {
  return (name) => {
    const cell = cells[columns.indexOf(name)]
    if (cell === undefined || !hasDecimalCommas) return cell
    return { ...cell, text: cell.text.replace(/^([+-]?\d*),(\d+)$/, '$1.$2') }
  }
}

/** What is wrong with the shape of a row: longer or shorter than the header. */
export function widthFault({ columns, cells }: FileRow): string | undefined {
  return cells.length === columns.length
    ? undefined
    : `${cells.length} cells, the header has ${columns.length}`
}

/** A row with what is made of its cells; one that is longer or shorter than the header is refused. */
export function answerRow(row: FileRow, answer: (cellOf: CellOf) => RowAnswer): BatchRow {
  const { number, cells } = row
  const { line = 1, column = 1 } = cells[0] ?? {}
  const made = { number, line, column, cells: cells.map((cell) => cell.text) }
  const fault = widthFault(row)
  if (fault !== undefined) return { ...made, result: { ok: false, message: fault } }
  const { at, warning, ...result } = answer(cellsOf(row))
  return {
    ...made,
    ...(at && { line: at.line, column: at.column }),
    result,
    ...(warning !== undefined && { warning }),
  }
}
