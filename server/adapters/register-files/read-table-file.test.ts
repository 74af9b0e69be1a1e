import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mappingFile } from '../../core/register/mapping.ts'
import type { RegisterCell, RegisterLine } from '../../core/register/register-cell.ts'
import { writeWorkbook, type WrittenBook, type WrittenCell } from '../../testing/write-workbook.ts'
import { FileRefused } from './file-refused.ts'
import { isDateFormat } from './number-formats.ts'
import { openTable, type TableOrder } from './read-table-file.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'register-'))
})
afterAll(() => rm(folder, { recursive: true }))

const AUTO = {
  encoding: 'auto',
  delimiter: 'auto',
  dateSystem: 'of-the-file',
  knownTexts: [],
} as const

async function read(bytes: Uint8Array | string, order: Partial<TableOrder> = {}) {
  const file = path.join(folder, 'register')
  await writeFile(file, bytes)
  const table = await openTable({ path: file, ...AUTO, ...order })
  const lines: RegisterLine[] = []
  try {
    for await (const more of table.lines) lines.push(...more)
  } finally {
    table.close()
  }
  return { ...table, lines }
}

async function refusal(bytes: Uint8Array | string, order: Partial<TableOrder> = {}) {
  try {
    await read(bytes, order)
    return 'read'
  } catch (error) {
    if (error instanceof FileRefused) return `${error.reason}: ${error.message}`
    throw error
  }
}

const plain = (cell: RegisterCell | undefined): unknown => {
  if (cell === undefined) return ''
  if (cell.kind === 'text' || cell.kind === 'error') return cell.text
  return cell.value
}
const textsOf = (lines: readonly RegisterLine[]): readonly (readonly unknown[])[] =>
  lines.map(({ cells }) => Array.from(cells, plain))

const sheet = (
  rows: readonly (readonly WrittenCell[] | undefined)[],
  more: Partial<WrittenBook> = {},
) => writeWorkbook({ sheets: [{ name: 'Sổ', rows }], ...more })

describe('a text file', () => {
  it.each([',', ';', '\t', '|'])('is cut at %j without being told', async (mark) => {
    const text = [
      ['Sổ theo dõi'],
      ['Mã', 'Tên, loại', 'Ngày'],
      ['H1', 'Đất; nhà, "vườn"', '1,5'],
      ['H2', 'hai\r\ndòng', '2,5'],
    ]
    const { lines } = await read(stringify(text, { delimiter: mark }))
    expect(textsOf(lines)).toEqual(text)
  })

  it('counts its rows as a spreadsheet would, blank ones too', async () => {
    const { lines } = await read('a,b\r\n\r\n"x\r\ny",2\r\n,,\r\nlast,3')
    expect(lines.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5])
    expect(textsOf(lines)).toEqual([['a', 'b'], [], ['x\r\ny', '2'], [], ['last', '3']])
  })

  it('takes ends of lines as they come, and a quote within a cell', async () => {
    const { lines } = await read('a,b\nc,ống 5" dài\r\ne,f\r')
    expect(textsOf(lines)).toEqual([
      ['a', 'b'],
      ['c', 'ống 5" dài'],
      ['e', 'f'],
    ])
  })

  it('comes back as it was written', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'Đ', 'ế', ',', ';', '\t', '"', '\n', '\r', ' ', '🏛'),
    })
    const rows = fc.array(fc.tuple(fc.constant('x'), cell, cell, fc.constant('y')), {
      minLength: 1,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(',', ';', 'tab', '|'), async (table, delimiter) => {
        const text = stringify(table, {
          delimiter: delimiter === 'tab' ? '\t' : delimiter,
          record_delimiter: '\r\n',
          quoted_match: /[\r\n]/,
        })
        const { lines } = await read(text, { delimiter: delimiter as ',' })
        expect(textsOf(lines)).toEqual(table)
      }),
    )
  })

  const HEAD = 'Mã hồ sơ,Đơn vị,Ngày tiếp nhận'
  const BODY = 'H1,Xã Thượng Đức,06/10/2025\r\nH2,Xã Đại Lộc,Được giải quyết đúng hẹn ở xã'
  const WORDS = ['Mã hồ sơ', 'Ngày tiếp nhận', 'Thượng Đức']

  it.each([
    ['utf-8', 'utf8', false],
    ['utf-8', 'utf8', true],
    ['utf-16le', 'utf16le', true],
    ['utf-16be', 'utf16be', true],
    ['tcvn3', 'tcvn', false],
    ['viscii', 'viscii', false],
    ['windows-1258', 'windows1258', false],
  ])('is read in %s (%s, mark %s) without being told', async (encoding, name, addBOM) => {
    const text = `${HEAD}\r\n${BODY}`
    // Windows-1258 writes tones as letters of their own.
    const written = encoding === 'windows-1258' ? toneByTone(text) : text
    const bytes = iconv.encode(written, name, { addBOM })
    const { lines, facts } = await read(bytes, { knownTexts: WORDS })
    expect(facts).toEqual({ encoding })
    expect(textsOf(lines)).toEqual(text.split('\r\n').map((line) => line.split(',')))
    if (!addBOM && encoding !== 'utf-8') {
      const told = await read(bytes, { encoding: encoding as 'tcvn3' })
      expect(textsOf(told.lines)).toEqual(textsOf(lines))
      expect(await refusal(bytes)).toContain('unknown-encoding')
    }
  })

  it('is told when it is not in the encoding that was declared', async () => {
    const bytes = iconv.encode(`${HEAD}\n${BODY}`, 'viscii')
    expect(await refusal(bytes, { encoding: 'utf-8' })).toContain('not UTF-8 throughout')
  })

  it('is bounded in rows, columns, cells and quotes', async () => {
    expect(await refusal('a\n'.repeat(200_001))).toContain('too-many-rows')
    expect(await refusal(`${'a,'.repeat(200)}b`)).toContain('too-many-columns')
    expect(await refusal(`a,b\nc,"${'x\n'.repeat(400_000)}`)).toContain('has no end')
    expect(await refusal('a,b\nc,"x')).toContain('has no end')
    const { lines } = await read(`a,${'b'.repeat(5_000)}`)
    expect(lines[0]?.cells[1]).toMatchObject({ isCut: true })
  })
})

describe('a workbook', () => {
  it('has texts of every kind', async () => {
    const shared = [
      '<t>chung</t>',
      '<r><rPr><b/></rPr><t>đậm </t></r><r><t xml:space="preserve">và thường</t></r><rPh sb="0" eb="1"><t>đọc</t></rPh>',
      '<t>a_x000D_b &amp; &#x110;</t>',
    ]
    const { lines } = await read(
      sheet(
        [
          [
            { shared: 0 },
            { shared: 1 },
            { shared: 2 },
            'trong ô\r\nhai dòng 🏛',
            { raw: '<f>A1</f><v>tính</v>', type: 'str' },
          ],
        ],
        { shared },
      ),
    )
    expect(textsOf(lines)).toEqual([
      ['chung', 'đậm và thường', 'a\rb & Đ', 'trong ô\r\nhai dòng 🏛', 'tính'],
    ])
  })

  it('tells dates from numbers by their formats', async () => {
    const formats = [
      'dd/mm/yyyy;@',
      '#,##0.00',
      '[$-42A]d mmmm yyyy',
      '0" ngày"',
      '[h]:mm',
      '[Red]0',
    ]
    const cells = [1, 2, 3, 4, 5, 6, 7].map((style) => ({ date: 45942.5, style }))
    const { lines, dateSystem } = await read(sheet([[45942.5, ...cells]], { formats }))
    expect(lines[0]?.cells.map((cell) => cell?.kind)).toEqual([
      'number',
      'serial',
      'serial',
      'number',
      'serial',
      'number',
      'serial',
      'number',
    ])
    expect(dateSystem).toBe('1900')
    expect((await read(sheet([[1]], { is1904: true }))).dateSystem).toBe('1904')
    expect((await read(sheet([[1]]), { dateSystem: '1904' })).dateSystem).toBe('1904')
  })

  it.each([
    ['yyyy', true],
    ['hh:mm:ss', true],
    ['General', false],
    ['0.00E+00', false],
    ['_-* #,##0\\ _₫_-', false],
    ['#,##0 "dong";[Red]-#,##0 "dong"', false],
    ['@', false],
  ])('knows whether "%s" shows a date', (format, isDate) => {
    expect(isDateFormat(format)).toBe(isDate)
  })

  it('has ticks, errors, written-out dates and cells without an address', async () => {
    const { lines } = await read(
      sheet([
        [true, { raw: '<v>#N/A</v>', type: 'e' }, { raw: '<v>2025-10-12T16:10:00</v>', type: 'd' }],
        [{ raw: '<v/>' }, { raw: '' }, { raw: '', type: 's' }],
        undefined,
        ['x'],
      ]),
    )
    expect(lines.map(({ row }) => row)).toEqual([1, 4])
    expect(lines[0]?.cells).toEqual([
      { kind: 'boolean', value: true },
      { kind: 'error', text: '#N/A' },
      { kind: 'text', text: '2025-10-12T16:10:00' },
    ])
    const bare = strToU8(
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c t="inlineStr"><x:is><x:t>b</x:t></x:is></x:c></x:row><x:row><x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    )
    const parts = { 'xl/worksheets/sheet1.xml': bare }
    const prefixed = await read(sheet([], { parts }))
    expect(textsOf(prefixed.lines)).toEqual([[1, 'b'], [2]])
  })

  it('fills what merged cells cover, downwards', async () => {
    const rows = [
      ['Đơn vị', 'Mã'],
      ['Đại Lộc', 'H1'],
      [undefined, 'H2'],
      ['', 'H3'],
      [undefined, 'H4'],
    ]
    const bytes = writeWorkbook({ sheets: [{ name: 'S', rows, merged: ['A2:A4', 'C1:D1'] }] })
    expect(textsOf((await read(bytes)).lines)).toEqual([
      ['Đơn vị', 'Mã'],
      ['Đại Lộc', 'H1'],
      ['Đại Lộc', 'H2'],
      ['Đại Lộc', 'H3'],
      ['', 'H4'],
    ])
  })

  it('shows its first visible sheet, or the one that is asked for', async () => {
    const bytes = writeWorkbook({
      sheets: [
        { name: 'ẩn', rows: [['a']], isHidden: true },
        { name: 'Hồ sơ', rows: [['b']] },
        { name: 'trống', rows: [] },
      ],
    })
    expect(textsOf((await read(bytes)).lines)).toEqual([['b']])
    expect(textsOf((await read(bytes, { sheet: 'ẩn' })).lines)).toEqual([['a']])
    expect((await read(bytes, { sheet: 'HỒ SƠ' })).facts).toEqual({ sheet: 'Hồ sơ' })
    expect((await read(bytes, { sheet: 'trống' })).lines).toEqual([])
    expect(await refusal(bytes, { sheet: 'khác' })).toContain('"ẩn", "Hồ sơ", "trống"')
    expect(
      await refusal(writeWorkbook({ sheets: [{ name: 'a', rows: [], isHidden: true }] })),
    ).toContain('no-such-sheet')
  })

  it('is refused when its rows or columns go beyond what a register has', async () => {
    const wide = Array.from({ length: 201 }, () => 'x')
    expect(await refusal(sheet([wide]))).toContain('too-many-columns')
    // Cells that are only formatted count for nothing.
    const styled = [...wide.slice(1), { raw: '', style: 1 }]
    expect(await refusal(sheet([styled]))).toBe('read')
  })
})

describe('a file that is no register', () => {
  const xml = (text: string) => ({ 'xl/worksheets/sheet1.xml': strToU8(text) })
  const compound = (stream: string) => {
    const bytes = Buffer.alloc(2_048)
    Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes)
    bytes.writeUInt16LE(9, 30)
    bytes.writeUInt32LE(1, 48)
    Buffer.from(stream, 'utf16le').copy(bytes, 1_100)
    return bytes
  }

  it.each<readonly [string, Uint8Array | string, string]>([
    ['nothing', '', 'empty'],
    ['a workbook with a password', compound('EncryptedPackage'), 'encrypted'],
    ['an old workbook', compound('Workbook'), 'old-excel'],
    ['a very old one', Buffer.from('0904060007001000', 'hex'), 'old-excel'],
    ['a web page', '\uFEFF<html><table>', 'other-format'],
    ['a PDF', '%PDF-1.7 x', 'other-format'],
    ['a picture', Buffer.from('ffd8ffe000104a464946', 'hex'), 'other-format'],
    ['an archive', zipSync({ 'a.txt': strToU8('x') }), 'other-format'],
    ['a text document', zipSync({ 'word/document.xml': strToU8('<a/>') }), '.docx'],
    ['a binary workbook', zipSync({ 'xl/workbook.bin': strToU8('x') }), '.xlsb'],
    ['an OpenDocument file', zipSync({ 'content.xml': strToU8('<a/>') }), '.ods'],
    ['a workbook that was cut off', sheet([['x']]).slice(0, -40), 'broken'],
    [
      'a workbook whose sheet is missing',
      sheet([], { parts: { 'xl/_rels/workbook.xml.rels': strToU8('<Relationships/>') } }),
      'no-such-sheet',
    ],
    ['XML that is not', sheet([], { parts: xml('<worksheet><sheetData></worksheet>') }), 'broken'],
    ['XML without an end', sheet([], { parts: xml('<worksheet><sheetData>') }), 'broken'],
    [
      'XML in another encoding',
      sheet([], {
        parts: {
          'xl/worksheets/sheet1.xml': iconv.encode('<worksheet/>', 'utf16le', { addBOM: true }),
        },
      }),
      'broken',
    ],
    ['deep XML', sheet([], { parts: xml('<a>'.repeat(50_000)) }), 'unsafe'],
    ['a long attribute', sheet([], { parts: xml(`<a b="${'x'.repeat(400_000)}`) }), 'unsafe'],
    [
      'entities that grow',
      sheet([], {
        parts: xml('<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;">]><a>&c;</a>'),
      }),
      'unsafe',
    ],
    [
      'a file from elsewhere',
      sheet([], { parts: xml('<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>') }),
      'unsafe',
    ],
    [
      'an entity that nobody declared',
      sheet([], { parts: xml('<worksheet>&b;</worksheet>') }),
      'broken',
    ],
    [
      'rows out of order',
      sheet([], {
        parts: xml('<worksheet><sheetData><row r="2"/><row r="1"/></sheetData></worksheet>'),
      }),
      'broken',
    ],
    [
      'cells of other rows',
      sheet([], {
        parts: xml('<worksheet><sheetData><row r="2"><c r="A9"/></row></sheetData></worksheet>'),
      }),
      'broken',
    ],
    [
      'a bomb',
      sheet([], { parts: xml(`<worksheet>${' '.repeat(8_000_000)}</worksheet>`) }),
      'would unpack to many times its size',
    ],
    [
      'many parts',
      zipSync(
        Object.fromEntries(Array.from({ length: 2_001 }, (_, index) => [`${index}`, strToU8('')])),
      ),
      'unsafe',
    ],
  ])('is refused: %s', async (_, bytes, reason) => {
    expect(await refusal(bytes)).toContain(reason)
  })

  it('is refused when a part is larger than its directory says', async () => {
    const bytes = Buffer.from(sheet([['x'.repeat(900)]]))
    const name = Buffer.from('xl/worksheets/sheet1.xml')
    const entry = bytes.lastIndexOf(name) - 46
    expect(bytes.readUInt32LE(entry)).toBe(0x02014b50)
    bytes.writeUInt32LE(50, entry + 24)
    expect(await refusal(bytes)).toContain('unsafe')
  })

  it('is refused when its directory calls it encrypted', async () => {
    const bytes = Buffer.from(sheet([['x']]))
    const entry = bytes.lastIndexOf(Buffer.from('xl/worksheets/sheet1.xml')) - 46
    bytes.writeUInt16LE(1, entry + 8)
    expect(await refusal(bytes)).toContain('encrypted')
  })

  it('is refused when it is not there, or a folder', async () => {
    const open = (file: string) => openTable({ path: file, ...AUTO })
    await expect(open(path.join(folder, 'none'))).rejects.toMatchObject({ reason: 'no-such-file' })
    await expect(open(folder)).rejects.toMatchObject({ reason: 'not-a-file' })
  })
})

it('knows the encodings that a mapping may name', () => {
  const name = { vi: 'a', en: 'a' }
  const columns = { code: ['a'], received: ['b'] }
  for (const encoding of ['tcvn3', 'viscii', 'windows-1258', 'auto']) {
    expect(mappingFile.safeParse({ name, columns, encoding }).success).toBe(true)
  }
})

/** Each letter that windows-1258 has no byte for as its base and the tone behind it. */
function toneByTone(text: string): string {
  return [...text]
    .map((letter) => {
      if (iconv.decode(iconv.encode(letter, 'windows1258'), 'windows1258') === letter) return letter
      const parts = [...letter.normalize('NFD')]
      const tone = parts.findLast((part) => /[\u0300\u0301\u0303\u0309\u0323]/.test(part)) ?? ''
      return (
        parts
          .filter((part) => part !== tone)
          .join('')
          .normalize('NFC') + tone
      )
    })
    .join('')
}
