import { stringify } from 'csv-stringify/sync'
import type { DueBatch, DueReport, DueRow } from './due-commands.ts'

/** A due time as `{"due": ISO}`; explained as lines for people, or as steps within the JSON. */
export function printDue(
  { due, steps, uncoveredYears }: DueReport,
  { explain, json }: { readonly explain: boolean; readonly json: boolean },
): { readonly text: string; readonly warnings: string } {
  const warnings = uncoveredYears
    .map((year) => `warning: not all days off of ${year} were known to this calendar\n`)
    .join('')
  if (explain && !json) return { text: steps.map(({ words }) => `${words}\n`).join(''), warnings }
  const shown = {
    due,
    ...(json && uncoveredYears.length > 0 && { uncoveredYears }),
    ...(explain && { steps }),
  }
  return { text: `${JSON.stringify(shown)}\n`, warnings: json ? '' : warnings }
}

/** Every row with its due time, empty or with an error where it was refused; and the faults for people. */
export function printDueBatch(
  { columns, rows }: DueBatch,
  file: string,
  json: boolean,
): { readonly text: string; readonly faults: string } {
  const faults = rows
    .map(({ number, line, column, due }) =>
      due.ok ? '' : `${file}:${line}:${column}: row ${number}: ${due.message}\n`,
    )
    .join('')
  const text = json
    ? rows.map((row) => `${JSON.stringify(jsonOf(columns, row))}\n`).join('')
    : csvOf(columns, rows)
  return { text, faults }
}

function csvOf(columns: readonly string[], rows: readonly DueRow[]): string {
  const kept = columns.flatMap((name, index) => (name === 'due' ? [] : [index]))
  const cellsOf = (cells: readonly string[]) => kept.map((index) => cells[index] ?? '')
  return stringify([
    [...cellsOf(columns), 'due'],
    ...rows.map(({ cells, due }) => [...cellsOf(cells), due.ok ? due.value : '']),
  ])
}

function jsonOf(columns: readonly string[], { number, cells, due }: DueRow): object {
  const input = columns.map((name, index): [string, string] => [name, cells[index] ?? ''])
  return {
    row: number,
    ...Object.fromEntries(input.filter(([name]) => name !== 'due')),
    ...(due.ok ? { due: due.value } : { error: due.message }),
  }
}
