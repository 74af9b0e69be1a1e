import type { RegisterRejectedRow } from '../../../protocol/registers.ts'

/** What a spreadsheet would calculate. */
const FORMULA = /^[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/

export interface RejectedColumns {
  readonly row: string
  readonly cell: string
  readonly reason: string
  readonly detail: string
}

/** Every fault of the rejected rows as a table that spreadsheets open, Vietnamese and all; nothing in it is calculated. */
export function rejectedCsv(
  rows: readonly RegisterRejectedRow[],
  columns: RejectedColumns,
  reasonOf: (fault: { readonly code: string; readonly message: string }) => string,
): string {
  const lines = rows.flatMap(({ row, more = [], ...first }) =>
    [first, ...more].map((fault) => [
      String(row),
      fault.cell ?? '',
      reasonOf(fault),
      `${fault.code}: ${fault.message}`,
    ]),
  )
  const head = [columns.row, columns.cell, columns.reason, columns.detail]
  return `\uFEFF${[head, ...lines].map((line) => `${line.map(cellOf).join(',')}\r\n`).join('')}`
}

function cellOf(text: string): string {
  const plain = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
