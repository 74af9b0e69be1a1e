import { foldText } from './fold-text.ts'
import { REGISTER_COLUMNS, type Mapping, type RegisterColumn } from './mapping.ts'
import { cellText, type RegisterLine } from './register-cell.ts'
import type { FoundColumns } from './register-row.ts'

/** Titles, addresses and mottos stand above a header; not more than so many rows of them. */
export const HEADER_WITHIN_ROWS = 40
const REQUIRED: readonly RegisterColumn[] = ['code', 'received']

export interface FoundHeader {
  readonly columns: FoundColumns
  /** Of the lines that were looked at: where the header begins, and the first one below it. */
  readonly headerFrom: number
  readonly bodyFrom: number
}

interface Rated extends FoundHeader {
  readonly rating: number
}

/** The header among the first lines of a register: the row, or two rows, with the most columns of the mapping. */
export function findHeader(
  lines: readonly RegisterLine[],
  mapping: Mapping,
): FoundHeader | undefined {
  const labels = labelsOf(mapping)
  let best: Rated | undefined
  for (let at = 0; at < lines.length; at++) {
    for (const texts of [upper(lines[at]), twoRows(lines[at], lines[at + 1])]) {
      const columns = columnsAmong(texts, labels)
      const isHeader = REQUIRED.every((name) => columns[name])
      const rows = texts.isTwoRows ? 2 : 1
      // Of two that find the same the shorter one: the other took a title or a dossier for half of it.
      const rating = 2 * Object.keys(columns).length - rows
      if (isHeader && rating > (best?.rating ?? 0)) {
        best = { columns, headerFrom: at, bodyFrom: at + rows, rating }
      }
    }
  }
  return best
}

/** Columns that every register needs and that no line has. */
export function missingColumns(
  lines: readonly RegisterLine[],
  mapping: Mapping,
): readonly string[] {
  const labels = labelsOf(mapping)
  const found = lines.map((line) => columnsAmong(upper(line), labels))
  const [best = {}] = found.toSorted((a, b) => Object.keys(b).length - Object.keys(a).length)
  return REQUIRED.filter((name) => !best[name]).map((name) => mapping.columns[name]?.[0] ?? name)
}

interface HeaderTexts {
  /** By column; several where two rows make the header: the lower one, and both. */
  readonly texts: readonly (readonly string[])[]
  readonly isTwoRows: boolean
}

function textsOf(line: RegisterLine | undefined): readonly string[] {
  return Array.from(line?.cells ?? [], (cell) => (cell?.kind === 'text' ? cellText(cell) : ''))
}

function upper(line: RegisterLine | undefined): HeaderTexts {
  return { texts: textsOf(line).map((text) => [text]), isTwoRows: false }
}

/** A cell above several ("Ngày" above "tiếp nhận" and "hẹn trả") stands in the first of its columns. */
function twoRows(first: RegisterLine | undefined, second: RegisterLine | undefined): HeaderTexts {
  const [above, below] = [textsOf(first), textsOf(second)]
  let carried = ''
  const width = second === undefined ? 0 : Math.max(above.length, below.length)
  const texts = Array.from({ length: width }, (_, index) => {
    const [own, under] = [above[index] ?? '', below[index] ?? '']
    if (own !== '') carried = own
    return under === '' ? [own] : [`${carried} ${under}`, under, own]
  })
  return { texts, isTwoRows: true }
}

type Labels = ReadonlyMap<string, { readonly column: RegisterColumn; readonly rank: number }>

function labelsOf({ columns }: Mapping): Labels {
  return new Map(
    REGISTER_COLUMNS.flatMap((column) =>
      (columns[column] ?? []).map((text, rank) => [foldText(text), { column, rank }] as const),
    ),
  )
}

function columnsAmong({ texts }: HeaderTexts, labels: Labels): FoundColumns {
  const ranks = new Map<RegisterColumn, number>()
  const found: { [column in RegisterColumn]?: { index: number; header: string } } = {}
  for (const [index, options] of texts.entries()) {
    for (const text of options) {
      const label = labels.get(foldText(text)) ?? labels.get(foldText(withoutRemark(text)))
      if (label === undefined) continue
      const { column, rank } = label
      if (rank < (ranks.get(column) ?? Infinity)) {
        ranks.set(column, rank)
        found[column] = { index, header: text.slice(0, 80) }
      }
      break
    }
  }
  return found
}

/** "Ngày hẹn trả (dd/mm/yyyy)" is "Ngày hẹn trả". */
function withoutRemark(text: string): string {
  return text.replace(/[([].*$/, '')
}
