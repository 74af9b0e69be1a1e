import { findHeader, HEADER_WITHIN_ROWS, missingColumns } from './find-columns.ts'
import type { Mapping } from './mapping.ts'
import { createRowReader, type RowReader } from './read-row.ts'
import { cellText, type DateSystem, type RegisterLine } from './register-cell.ts'
import type { FoundColumns, OtherRows, ReadRow } from './register-row.ts'
import type { RegisterWords } from './register-words.ts'
import { createRowKindReader, type RowKindReader } from './row-kind.ts'

export interface RegisterEnd {
  readonly columns: FoundColumns
  readonly others: OtherRows
}

/** Reads a register line by line. */
export interface RegisterReader {
  /** Lines in their order; what they are, as far as it is clear already. `no-header`: more lines are of no use. */
  readonly take: (lines: readonly RegisterLine[]) => readonly ReadRow[] | 'no-header'
  /** After the last line. */
  readonly end: () =>
    | { readonly ok: true; readonly rows: readonly ReadRow[]; readonly end: RegisterEnd }
    | { readonly ok: false; readonly missing: readonly string[] }
}

export interface RegisterRules {
  readonly mapping: Mapping
  readonly words: RegisterWords
  readonly dateSystem: DateSystem
}

interface Body {
  readonly columns: FoundColumns
  readonly kindOf: RowKindReader
  readonly read: RowReader
}

const NOTHING: OtherRows = {
  blank: 0,
  headings: 0,
  totals: 0,
  footnotes: 0,
  signatures: 0,
  skipped: 0,
}

type Counts = { -readonly [kind in keyof OtherRows]: number }

export function createRegisterReader(rules: RegisterRules): RegisterReader {
  const counts: Counts = { ...NOTHING }
  const rowOfCode = new Map<string, number>()
  let head: RegisterLine[] = []
  let body: Body | undefined

  /** Opens the body when the header is known; answers the lines that belong to it. */
  const openBody = (): readonly RegisterLine[] => {
    const found = findHeader(head.slice(0, HEADER_WITHIN_ROWS), rules.mapping)
    if (!found) return []
    const { columns, headerFrom, bodyFrom } = found
    for (const { cells } of head.slice(0, headerFrom)) {
      counts[cells.some((cell) => cellText(cell) !== '') ? 'headings' : 'blank'] += 1
    }
    body = {
      columns,
      kindOf: createRowKindReader(rules.mapping, columns),
      read: createRowReader({ ...rules, columns }),
    }
    const lines = head.slice(bodyFrom)
    head = []
    return lines
  }
  const readLine = (line: RegisterLine, { kindOf, read, columns }: Body): readonly ReadRow[] => {
    const kind = kindOf(line)
    if (kind !== 'dossier') {
      counts[kind] += 1
      return []
    }
    const row = read(line)
    if (row === 'skipped') {
      counts.skipped += 1
      return []
    }
    return [row.kind === 'faulty' ? withColumns(row, columns) : onlyOnce(row, rowOfCode)]
  }
  const readLines = (lines: readonly RegisterLine[]): readonly ReadRow[] => {
    const open = body
    return open ? lines.flatMap((line) => readLine(line, open)) : []
  }
  return {
    take(lines) {
      if (body) return readLines(lines)
      if (head.length > HEADER_WITHIN_ROWS) return 'no-header'
      head.push(...lines)
      if (head.length <= HEADER_WITHIN_ROWS) return []
      const rows = readLines(openBody())
      return body ? rows : 'no-header'
    },
    end() {
      const last = body ? [] : readLines(openBody())
      if (!body) return { ok: false, missing: missingColumns(head, rules.mapping) }
      return { ok: true, rows: last, end: { columns: body.columns, others: counts } }
    },
  }
}

/** A fault names a column that the file has, or the row as a whole. */
function withColumns(row: ReadRow & { kind: 'faulty' }, columns: FoundColumns): ReadRow {
  const faults = row.faults.map(({ column, ...fault }) =>
    column === undefined || !columns[column] ? fault : { column, ...fault },
  )
  return { ...row, faults }
}

/** Which of two rows of one dossier is right, nobody can tell: the first is taken, the other told. */
function onlyOnce(row: ReadRow & { kind: 'dossier' }, rowOfCode: Map<string, number>): ReadRow {
  const { dossier } = row
  const before = rowOfCode.get(dossier.code)
  if (before === undefined) {
    rowOfCode.set(dossier.code, dossier.row)
    return row
  }
  const message = `the code stands in row ${before} already`
  return {
    kind: 'faulty',
    row: dossier.row,
    faults: [{ column: 'code', code: 'duplicate', message }],
  }
}
