import type { Position } from './adapters/site-files/problem.ts'
import type { CellOf } from './batch-file.ts'
import { readMeasure, type Measure } from './core/hazards/measures.ts'

export type MeasuredCells<Name extends string> =
  | { readonly ok: true; readonly values: Readonly<Record<Name, number>> }
  | { readonly ok: false; readonly message: string; readonly at: Position | undefined }

/** The numbers of several columns of a row; the first that is none refuses them all. */
export function readMeasures<Name extends string>(
  cellOf: CellOf,
  wanted: Readonly<Record<Name, Measure>>,
): MeasuredCells<Name> {
  const values: Partial<Record<Name, number>> = {}
  for (const name of Object.keys(wanted) as Name[]) {
    const cell = cellOf(name)
    const read = readMeasure(wanted[name], cell?.text ?? '')
    if (!read.ok) {
      const message = cell?.text === '' ? `column "${name}" is empty` : `${name}: ${read.message}`
      return { ok: false, message, at: cell }
    }
    values[name] = read.value
  }
  return { ok: true, values: values as Record<Name, number> }
}

/** The first of the columns that a file lacks, in words. */
export function missingColumn(
  columns: readonly string[],
  needed: readonly string[],
): string | undefined {
  const missing = needed.find((name) => !columns.includes(name))
  return missing === undefined ? undefined : `column "${missing}" is missing`
}
