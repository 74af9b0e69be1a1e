import { posix } from 'node:path'
import type { DateSystem } from '../../core/register/register-cell.ts'
import { FileRefused } from './file-refused.ts'
import { MAX_SHEET_BYTES, MAX_SMALL_PART_BYTES, MAX_STRINGS_BYTES } from './limits.ts'
import { readMerged } from './merged-cells.ts'
import { readDateStyles } from './number-formats.ts'
import { readSheet } from './read-sheet.ts'
import { attribute, readSmallXml } from './read-xml.ts'
import { readSharedStrings } from './shared-strings.ts'
import type { ReadTable } from './table.ts'
import { openZip, type ZipParts } from './zip-parts.ts'

const OTHER_OFFICE: readonly (readonly [string, string])[] = [
  ['xl/workbook.bin', 'a binary workbook (.xlsb)'],
  ['word/document.xml', 'a text document (.docx)'],
  ['content.xml', 'an OpenDocument file (.ods)'],
]

/** Opens one sheet of a workbook (.xlsx, ECMA-376), by its name or the first that is not hidden. */
export async function openWorkbook(
  path: string,
  sheetName: string | undefined,
): Promise<ReadTable> {
  const zip = await openZip(path)
  try {
    refuseOthers(zip)
    const book = await readBook(zip)
    const sheet = chooseSheet(book, sheetName)
    const types = partsByType(book.parts)
    const stringsPart = types.get('sharedStrings')
    const stylesPart = types.get('styles')
    const strings = zip.has(stringsPart ?? '')
      ? await readSharedStrings('its texts', await zip.open(stringsPart ?? '', MAX_STRINGS_BYTES))
      : []
    const dateStyles = zip.has(stylesPart ?? '')
      ? await readDateStyles('its styles', await zip.open(stylesPart ?? '', MAX_SMALL_PART_BYTES))
      : []
    const merged = await readMerged(await zip.open(sheet.part, MAX_SHEET_BYTES))
    const stream = await zip.open(sheet.part, MAX_SHEET_BYTES)
    const rules = { strings, dateStyles, merged }
    return {
      dateSystem: book.dateSystem,
      facts: { sheet: sheet.name },
      lines: readSheet(`the sheet "${sheet.name}"`, stream, rules),
      close: zip.close,
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

function refuseOthers(zip: ZipParts): void {
  const [, what] = OTHER_OFFICE.find(([part]) => zip.has(part)) ?? []
  if (what !== undefined) {
    throw new FileRefused('other-format', `the file is ${what}: save it as .xlsx or .csv`)
  }
  if (!zip.has('[Content_Types].xml')) {
    throw new FileRefused('other-format', 'the file is an archive, not a workbook (.xlsx)')
  }
}

interface BookPart {
  readonly id: string
  readonly type: string
  readonly part: string
}

interface BookSheet {
  readonly name: string
  readonly isHidden: boolean
  readonly part: string
}

interface Book {
  readonly dateSystem: DateSystem
  readonly parts: readonly BookPart[]
  readonly sheets: readonly BookSheet[]
}

async function readBook(zip: ZipParts): Promise<Book> {
  const root = await relationsOf(zip, '')
  const workbook = root.find(({ type }) => type === 'officeDocument')?.part ?? 'xl/workbook.xml'
  if (!zip.has(workbook)) throw new FileRefused('other-format', 'the file holds no workbook')
  const parts = await relationsOf(zip, workbook)
  const byId = new Map(parts.map((one) => [one.id, one]))
  const sheets: BookSheet[] = []
  let dateSystem: DateSystem = '1900'
  await readSmallXml('the workbook', await zip.open(workbook, MAX_SMALL_PART_BYTES), {
    open(name, attributes) {
      if (name === 'workbookPr') {
        if (/^(1|true)$/.test(attributes['date1904'] ?? '')) dateSystem = '1904'
      } else if (name === 'sheet') {
        const target = byId.get(attribute(attributes, 'id') ?? '')
        if (target?.type !== 'worksheet') return
        const isHidden = (attributes['state'] ?? 'visible') !== 'visible'
        sheets.push({ name: attributes['name'] ?? '', isHidden, part: target.part })
      }
    },
    close() {},
  })
  return { dateSystem, parts, sheets }
}

/** What a part refers to (ECMA-376 part 2, 6.5), by the last word of its type. */
async function relationsOf(zip: ZipParts, part: string): Promise<readonly BookPart[]> {
  const folder = posix.dirname(part)
  const file = posix.join(folder, '_rels', `${posix.basename(part)}.rels`)
  if (!zip.has(file)) return []
  const found: BookPart[] = []
  await readSmallXml('the workbook', await zip.open(file, MAX_SMALL_PART_BYTES), {
    open(name, { Id = '', Type = '', Target = '', TargetMode }) {
      if (name !== 'Relationship' || TargetMode === 'External') return
      const full = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target)
      found.push({ id: Id, type: posix.basename(Type), part: full })
    },
    close() {},
  })
  return found
}

function partsByType(parts: readonly BookPart[]): ReadonlyMap<string, string> {
  return new Map(parts.map(({ type, part }) => [type, part]))
}

function chooseSheet({ sheets }: Book, wanted: string | undefined): BookSheet {
  const found =
    wanted === undefined
      ? sheets.find(({ isHidden }) => !isHidden)
      : (sheets.find(({ name }) => name === wanted) ??
        sheets.find(({ name }) => sameName(name, wanted)))
  if (found) return found
  const names = sheets.map(({ name }) => `"${name}"`).slice(0, 20)
  const message =
    wanted === undefined
      ? 'the workbook shows no sheet'
      : `there is no sheet "${wanted}"; there are ${names.join(', ')}`
  throw new FileRefused('no-such-sheet', message)
}

function sameName(one: string, other: string): boolean {
  const plain = (name: string): string => name.normalize('NFC').trim().toLowerCase()
  return plain(one) === plain(other)
}
