import type { Answer } from './adapters/cli/command-parts.ts'
import type { BatchRow, BatchValue } from './adapters/cli/print-batch.ts'
import { formatProblems, type Position } from './adapters/site-files/problem.ts'
import { readCells, type Cell } from './adapters/site-files/read-csv.ts'
import { readText } from './adapters/site-files/read-text.ts'

/** A CSV file of orders, one a row, below a header. */
export interface BatchFile {
  readonly columns: readonly string[]
  readonly rows: readonly FileRow[]
}

export interface FileRow {
  /** From 1, without the header. */
  readonly number: number
  readonly columns: readonly string[]
  readonly cells: readonly Cell[]
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

/** Reads a file whose columns `columnFault` finds nothing wrong with; refusals are lines of `file:line:column: message`. */
export async function readBatch(
  file: string,
  columnFault: (columns: readonly string[]) => string | undefined,
): Promise<Answer<BatchFile>> {
  const refuse = (message: string, at: Position = { line: 1, column: 1 }): Answer<BatchFile> => ({
    ok: false,
    message: formatProblems([{ file, line: at.line, column: at.column, message }]),
  })
  const text = await readText(file)
  if (!text.ok) return { ok: false, message: formatProblems([text.problem]) }
  const cells = readCells(text.text)
  if (!cells.ok) return refuse(cells.message, cells.at)
  const [header = [], ...body] = cells.rows
  const columns = header.map((cell) => cell.text)
  const twice = header.find(({ text: name }, index) => columns.indexOf(name) !== index)
  if (twice !== undefined) return refuse(`column "${twice.text}" is there twice`, twice)
  const fault = columnFault(columns)
  if (fault !== undefined) return refuse(fault)
  if (body.length > MAX_ROWS) return refuse(`more than ${MAX_ROWS} rows`)
  const rows = body.map((row, index) => ({ number: index + 1, columns, cells: row }))
  return { ok: true, value: { columns, rows } }
}

/** A row with what is made of its cells; one that is longer or shorter than the header is refused. */
export function answerRow(row: FileRow, answer: (cellOf: CellOf) => RowAnswer): BatchRow {
  const { number, columns, cells } = row
  const { line = 1, column = 1 } = cells[0] ?? {}
  const made = { number, line, column, cells: cells.map((cell) => cell.text) }
  if (cells.length !== columns.length) {
    const message = `${cells.length} cells, the header has ${columns.length}`
    return { ...made, result: { ok: false, message } }
  }
  const { at, warning, ...result } = answer((name) => cells[columns.indexOf(name)])
  return {
    ...made,
    ...(at && { line: at.line, column: at.column }),
    result,
    ...(warning !== undefined && { warning }),
  }
}
