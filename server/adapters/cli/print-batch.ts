import { stringify } from 'csv-stringify/sync'
import type { Answer } from './command-parts.ts'

/** The rows of a file with their input and what came of each, in order. */
export interface Batch {
  readonly columns: readonly string[]
  /** What each row gets; a column of the file with such a name gives way. */
  readonly resultColumns: readonly string[]
  readonly rows: readonly BatchRow[]
}

export interface BatchRow {
  /** From 1, without the header. */
  readonly number: number
  /** Where the row, or what is wrong in it, stands in the file. */
  readonly line: number
  readonly column: number
  readonly cells: readonly string[]
  /** One value for each of the result columns. */
  readonly result: Answer<readonly BatchValue[]>
  /** What must be known to use the result. */
  readonly warning?: string | undefined
}

export type BatchValue = string | number | null | readonly string[]

/** Every row with its results, empty or with an error where it was refused; and words for people about faults and warnings. */
export function printBatch(
  batch: Batch,
  file: string,
  json: boolean,
): { readonly text: string; readonly words: string; readonly isRefused: boolean } {
  const words = batch.rows
    .map(({ number, line, column, result, warning }) => {
      const said = result.ok ? warning && `warning: ${warning}` : result.message
      return said === undefined ? '' : `${file}:${line}:${column}: row ${number}: ${said}\n`
    })
    .join('')
  const text = json
    ? batch.rows.map((row) => `${JSON.stringify(jsonOf(batch, row))}\n`).join('')
    : csvOf(batch)
  return { text, words, isRefused: batch.rows.some(({ result }) => !result.ok) }
}

function csvOf({ columns, resultColumns, rows }: Batch): string {
  const kept = columns.flatMap((name, index) => (resultColumns.includes(name) ? [] : [index]))
  const cellsOf = (cells: readonly string[]) => kept.map((index) => cells[index] ?? '')
  return stringify([
    [...cellsOf(columns), ...resultColumns],
    ...rows.map(({ cells, result }) => [
      ...cellsOf(cells),
      ...resultColumns.map((_, index) => textOf(result.ok ? result.value[index] : null)),
    ]),
  ])
}

function textOf(value: BatchValue | undefined): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' || typeof value === 'number' ? String(value) : value.join(' ')
}

/** Whoever reads the objects goes by these: a column of the file with such a name gives way. */
const OWN_NAMES: ReadonlySet<string> = new Set(['row', 'error', 'warning'])

function jsonOf({ columns, resultColumns }: Batch, row: BatchRow): object {
  const { number, cells, result, warning } = row
  const input = columns.map((name, index): [string, string] => [name, cells[index] ?? ''])
  const isTold = (name: string) => resultColumns.includes(name) || OWN_NAMES.has(name)
  const told = result.ok
    ? Object.fromEntries(resultColumns.map((name, index) => [name, result.value[index] ?? null]))
    : { error: result.message }
  return {
    row: number,
    ...Object.fromEntries(input.filter(([name]) => !isTold(name))),
    ...told,
    ...(result.ok && warning !== undefined && { warning }),
  }
}
