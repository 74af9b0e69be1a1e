import type { BatchFile } from '../batch-file.ts'

/** A CSV file of orders as if it had been read. */
export function batchOfRows(rows: readonly Readonly<Record<string, string>>[]): BatchFile {
  const columns = Object.keys(rows[0] ?? {})
  return {
    columns,
    rows: rows.map((row, index) => ({
      ...{ number: index + 1, columns, hasDecimalCommas: false },
      cells: columns.map((name, column) => ({
        ...{ text: row[name] ?? '', line: index + 2, column: column + 1 },
      })),
    })),
  }
}
