import { strToU8, zipSync } from 'fflate'

/** A cell as the file holds it; `raw` is the XML between `<c …>` and `</c>`. */
export type WrittenCell =
  | string
  | number
  | boolean
  | undefined
  | { readonly date: number; readonly style?: number }
  | { readonly shared: number }
  | { readonly raw: string; readonly type?: string; readonly style?: number }

export interface WrittenSheet {
  readonly name: string
  /** From row 1; an absent row is not written. */
  readonly rows: readonly (readonly WrittenCell[] | undefined)[]
  readonly isHidden?: boolean
  readonly merged?: readonly string[]
}

export interface WrittenBook {
  readonly sheets: readonly WrittenSheet[]
  readonly is1904?: boolean
  /** XML of each `si` of the shared strings. */
  readonly shared?: readonly string[]
  /** Custom formats; a date cell of style 2 and on uses them. */
  readonly formats?: readonly string[]
  /** Parts to add or replace. */
  readonly parts?: Readonly<Record<string, Uint8Array>>
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships'
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

/** A workbook for tests, as small as the format allows. */
export function writeWorkbook(book: WrittenBook): Uint8Array {
  const { sheets, shared = [], formats = [], is1904 = false, parts = {} } = book
  const files: Record<string, Uint8Array> = {
    '[Content_Types].xml': strToU8(
      `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    ),
    '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': strToU8(workbookXml(sheets, is1904)),
    'xl/_rels/workbook.xml.rels': relations([
      ...sheets.map((_, index): Relation => [
        `rId${index + 1}`,
        'worksheet',
        `worksheets/sheet${index + 1}.xml`,
      ]),
      ['rStyles', 'styles', 'styles.xml'],
      ['rStrings', 'sharedStrings', 'sharedStrings.xml'],
    ]),
    'xl/styles.xml': strToU8(stylesXml(formats)),
    'xl/sharedStrings.xml': strToU8(
      `${HEAD}<sst xmlns="${MAIN}">${shared.map((xml) => `<si>${xml}</si>`).join('')}</sst>`,
    ),
  }
  for (const [index, sheet] of sheets.entries()) {
    files[`xl/worksheets/sheet${index + 1}.xml`] = strToU8(sheetXml(sheet))
  }
  return zipSync({ ...files, ...parts })
}

type Relation = readonly [id: string, type: string, target: string]

function relations(list: readonly Relation[]): Uint8Array {
  const all = list.map(
    ([id, type, target]) =>
      `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  )
  return strToU8(`${HEAD}<Relationships xmlns="${RELATIONS}">${all.join('')}</Relationships>`)
}

function workbookXml(sheets: readonly WrittenSheet[], is1904: boolean): string {
  const all = sheets.map(
    ({ name, isHidden }, index) =>
      `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"${isHidden ? ' state="hidden"' : ''}/>`,
  )
  const properties = is1904 ? '<workbookPr date1904="1"/>' : '<workbookPr/>'
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">${properties}<sheets>${all.join('')}</sheets></workbook>`
}

function stylesXml(formats: readonly string[]): string {
  const own = formats.map(
    (format, index) => `<numFmt numFmtId="${164 + index}" formatCode="${escaped(format)}"/>`,
  )
  const styles = [0, 14, ...formats.map((_, index) => 164 + index)]
  const cells = styles.map((id) => `<xf numFmtId="${id}"/>`).join('')
  return `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts>${own.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${cells}</cellXfs></styleSheet>`
}

function sheetXml({ rows, merged = [] }: WrittenSheet): string {
  const lines = rows.map((cells, index) => {
    if (cells === undefined) return ''
    const row = index + 1
    return `<row r="${row}">${cells.map((cell, column) => cellXml(cell, `${letters(column)}${row}`)).join('')}</row>`
  })
  const merges = merged.map((ref) => `<mergeCell ref="${ref}"/>`).join('')
  const end = merges === '' ? '' : `<mergeCells count="${merged.length}">${merges}</mergeCells>`
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>${lines.join('')}</sheetData>${end}</worksheet>`
}

function cellXml(cell: WrittenCell, place: string): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`
  if (typeof cell === 'boolean') return `<c r="${place}" t="b"><v>${cell ? 1 : 0}</v></c>`
  if (typeof cell === 'string') {
    return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`
  }
  if ('date' in cell) return `<c r="${place}" s="${cell.style ?? 1}"><v>${cell.date}</v></c>`
  if ('shared' in cell) return `<c r="${place}" t="s"><v>${cell.shared}</v></c>`
  return `<c r="${place}" t="${cell.type ?? 'n'}" s="${cell.style ?? 0}">${cell.raw}</c>`
}

function letters(column: number): string {
  const rest = Math.floor(column / 26) - 1
  return (rest < 0 ? '' : letters(rest)) + String.fromCharCode(65 + (column % 26))
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
}
