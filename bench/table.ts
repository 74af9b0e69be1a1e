import type { Result, Spread } from './measure.ts'

const COLUMNS = ['what', 'ours', 'reference', 'ratio min / median / max', 'goal', 'met'] as const

/** The results as a Markdown table, which also reads well in a terminal. */
export function tableOf(results: readonly Result[]): string {
  const rows = results.map(cellsOf)
  const widths = COLUMNS.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [line(COLUMNS), rule, ...rows.map(line)].join('\n')
}

/** Notes below the table, by what they belong to. */
export function notesOf(results: readonly Result[]): string {
  return results
    .filter((result) => result.note !== undefined)
    .map((result) => `- ${result.what}: ${result.note}`)
    .join('\n')
}

function cellsOf(result: Result): string[] {
  const { what, unit, ours, reference, ratio, goal, isMet } = result
  return [
    what,
    `${spread(ours)} ${unit}`.trim(),
    reference ? `${reference.name} ${number(reference.spread.median)} ${unit}`.trim() : '',
    ratio ? [ratio.min, ratio.median, ratio.max].map(number).join(' / ') : '',
    goal ?? '',
    isMet === undefined ? '' : isMet ? 'yes' : 'NO',
  ]
}

function spread({ min, median, max }: Spread): string {
  if (number(min) === number(max)) return number(median)
  return `${number(median)} (${number(min)}–${number(max)})`
}

/** Three digits that count. */
function number(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size >= 100) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}
