/** What a cell holds, whatever the kind of file; empty cells are absent. */
export type RegisterCell =
  | { readonly kind: 'text'; readonly text: string; readonly isCut?: true }
  | { readonly kind: 'number'; readonly value: number }
  /** A number that the workbook shows as a date or time. */
  | { readonly kind: 'serial'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** What a formula came to instead of a value, e.g. #N/A. */
  | { readonly kind: 'error'; readonly text: string }

/** One row of a sheet, or one record of a text file. */
export interface RegisterLine {
  /** From 1, as spreadsheet programs number them. */
  readonly row: number
  readonly cells: readonly (RegisterCell | undefined)[]
}

/** Which day the numbers of dates count from. */
export type DateSystem = '1900' | '1904'

/** A column as spreadsheet programs name it: 0 = A, 26 = AA. */
export function columnLetters(column: number): string {
  const rest = Math.floor(column / 26) - 1
  const last = String.fromCharCode(65 + (column % 26))
  return rest < 0 ? last : columnLetters(rest) + last
}

/** What a person would read in it, in one line. */
export function cellText(cell: RegisterCell | undefined): string {
  if (cell === undefined) return ''
  switch (cell.kind) {
    case 'text':
      return /[\s\u00A0]/.test(cell.text)
        ? cell.text.replace(/[\s\u00A0]+/g, ' ').trim()
        : cell.text
    case 'number':
    case 'serial':
      return String(cell.value)
    case 'boolean':
      return cell.value ? 'TRUE' : 'FALSE'
    case 'error':
      return cell.text
  }
}
