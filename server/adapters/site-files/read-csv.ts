import { TOP } from './problem.ts'
import type { Position, Problem, ReadOutcome } from './problem.ts'

const MAX_CHARACTERS = 2 * 1024 * 1024
const MAX_ROWS = 20_000

export interface Cell extends Position {
  readonly text: string
}

interface Columns {
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

/** Parses comma-separated text (RFC 4180) with a header into records of trimmed text; an absent optional column reads as empty cells. */
export function readCsv(file: string, text: string, columns: Columns): ReadOutcome {
  if (text.length > MAX_CHARACTERS) {
    const message = `longer than ${MAX_CHARACTERS} characters`
    return { ok: false, problems: [{ file, ...TOP, message }] }
  }
  const rows = readCells(text)
  if (!rows.ok) return { ok: false, problems: [{ file, ...rows.at, message: rows.message }] }
  const [header = [], ...body] = rows.rows
  const problems = [
    ...headerProblems(file, header, columns),
    ...body.flatMap((row) => widthProblems(file, row, header.length)),
  ]
  if (body.length > MAX_ROWS) problems.push({ file, ...TOP, message: `more than ${MAX_ROWS} rows` })
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, 50) }
  const at = new Map(header.map((cell, index) => [cell.text, index]))
  const value = body.map((row) =>
    Object.fromEntries(
      [...columns.required, ...columns.optional].map((name) => [
        name,
        row[at.get(name) ?? -1]?.text ?? '',
      ]),
    ),
  )
  const locate = ([row, column]: readonly (string | number)[]): Position => {
    const cells = body[Number(row)] ?? header
    const { line, column: start } = cells[at.get(String(column)) ?? 0] ?? TOP
    return { line, column: start }
  }
  return { ok: true, read: { file, value, locate } }
}

function headerProblems(file: string, header: readonly Cell[], columns: Columns): Problem[] {
  const known = new Set([...columns.required, ...columns.optional])
  const names = header.map((cell) => cell.text)
  const problems = header.flatMap(({ text, line, column }, index) => {
    if (!known.has(text)) return [{ file, line, column, message: `unknown column "${text}"` }]
    if (names.indexOf(text) === index) return []
    return [{ file, line, column, message: `column "${text}" is there twice` }]
  })
  const missing = columns.required.filter((name) => !names.includes(name))
  return [
    ...problems,
    ...missing.map((name) => ({ file, ...TOP, message: `column "${name}" is missing` })),
  ]
}

function widthProblems(file: string, row: readonly Cell[], width: number): Problem[] {
  if (row.length === width) return []
  const { line, column } = row[Math.min(row.length, width + 1) - 1] ?? TOP
  return [{ file, line, column, message: `${row.length} cells, the header has ${width}` }]
}

type Rows =
  | { readonly ok: true; readonly rows: readonly (readonly Cell[])[] }
  | { readonly ok: false; readonly at: Position; readonly message: string }

/** What may stand between cells: spreadsheets of countries with decimal commas write semicolons. */
const SEPARATORS = [',', ';', '\t'] as const
export type Separator = (typeof SEPARATORS)[number]

const CELL_ENDS: Readonly<Record<Separator, ReturnType<typeof cellEnds>>> = {
  ',': cellEnds(','),
  ';': cellEnds(';'),
  '\t': cellEnds('\t'),
}

/** What stands between the cells of a text: what its first line has most of outside quotes. */
export function separatorOf(text: string): Separator {
  const header = /[^\r\n]+/.exec(text)?.[0].replaceAll(/"[^"]*"/g, '') ?? ''
  const countOf = (one: Separator): number => header.split(one).length
  return SEPARATORS.reduce((best, one) => (countOf(one) > countOf(best) ? one : best))
}

/** The cells of separated text (RFC 4180) by row, trimmed, each with its place; empty lines are passed over. */
export function readCells(given: string, separator: Separator = ','): Rows {
  const text = given.replace(/^\uFEFF/, '')
  const rows: Cell[][] = []
  let row: Cell[] = []
  let line = 1
  let lineStart = 0
  let offset = 0
  while (offset < text.length) {
    const at = { line, column: offset - lineStart + 1 }
    const cell = cellAt(text, offset, separator)
    if (cell === undefined)
      return { ok: false, at, message: 'a quoted cell is not closed properly' }
    row.push({ ...at, text: cell.text.trim() })
    for (let index = offset; index < cell.end; index++) {
      if (text[index] !== '\n') continue
      line++
      lineStart = index + 1
    }
    offset = cell.end
    if (text[offset] === separator && offset + 1 < text.length) offset++
    else {
      if (text[offset] === separator) row.push({ ...at, text: '' })
      if (row.length > 1 || row[0]?.text !== '') rows.push(row)
      row = []
      offset = text.indexOf('\n', offset) + 1 || text.length
      line++
      lineStart = offset
    }
  }
  return { ok: true, rows }
}

function cellAt(
  text: string,
  start: number,
  separator: Separator,
): { text: string; end: number } | undefined {
  const { plain, quoted } = CELL_ENDS[separator]
  if (text[start] !== '"') {
    plain.lastIndex = start
    const stop = plain.exec(text)?.index ?? text.length
    return { text: text.slice(start, stop), end: stop }
  }
  quoted.lastIndex = start
  const match = quoted.exec(text)
  if (match?.[1] === undefined) return undefined
  return { text: match[1].replaceAll('""', '"'), end: quoted.lastIndex }
}

function cellEnds(separator: Separator): { readonly plain: RegExp; readonly quoted: RegExp } {
  const end = String.raw`${separator}|\r?\n|$`
  return {
    plain: new RegExp(end, 'g'),
    quoted: new RegExp(`"([^"]*(?:""[^"]*)*)"(?=${end})`, 'y'),
  }
}
