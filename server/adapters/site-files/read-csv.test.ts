import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatProblems } from './problem.ts'
import { readCsv } from './read-csv.ts'

const COLUMNS = { required: ['code', 'name'], optional: ['area'] }

function read(text: string) {
  const outcome = readCsv('a.csv', text, COLUMNS)
  if (!outcome.ok) throw new Error(formatProblems(outcome.problems))
  return outcome.read
}

function refusalOf(text: string): string {
  const outcome = readCsv('a.csv', text, COLUMNS)
  return outcome.ok ? 'accepted' : formatProblems(outcome.problems)
}

describe('reading CSV', () => {
  it('reads quotes, line ends of both kinds, blank lines and a byte order mark', () => {
    const text = '\uFEFFcode,name\r\n1,"Đại ""Lộc"", cũ"\r\n\r\n2, Vu Gia \n3,'
    expect(read(text).value).toEqual([
      { code: '1', name: 'Đại "Lộc", cũ', area: '' },
      { code: '2', name: 'Vu Gia', area: '' },
      { code: '3', name: '', area: '' },
    ])
  })

  it('places each cell, also after a cell of several lines', () => {
    const { value, locate } = read('code,area,name\n1,5,"a\nb"\n22,7,c\n')
    expect(value).toEqual([
      { code: '1', name: 'a\nb', area: '5' },
      { code: '22', name: 'c', area: '7' },
    ])
    expect(locate([0, 'name'])).toEqual({ line: 2, column: 5 })
    expect(locate([1, 'code'])).toEqual({ line: 4, column: 1 })
    expect(locate([1, 'name'])).toEqual({ line: 4, column: 6 })
    expect(read('name,code\n"a\nb",5\n').locate([0, 'code'])).toEqual({ line: 3, column: 4 })
  })

  it.each([
    ['an unknown column', 'code,name,colour\n', 'a.csv:1:11: unknown column "colour"'],
    ['a prototype column', 'code,name,__proto__\n', 'a.csv:1:11: unknown column "__proto__"'],
    ['a column given twice', 'code,name,code\n', 'a.csv:1:11: column "code" is there twice'],
    ['a missing column', 'code\n1\n', 'a.csv:1:1: column "name" is missing'],
    ['a short row', 'code,name\n1,a\n2\n', 'a.csv:3:1: 1 cells, the header has 2'],
    ['a long row', 'code,name\n1,a,b\n', 'a.csv:2:5: 3 cells, the header has 2'],
    ['an open quote', 'code,name\n1,"a\n', 'a.csv:2:3: a quoted cell is not closed properly'],
    [
      'text after a quote',
      'code,name\n1,"a"b\n',
      'a.csv:2:3: a quoted cell is not closed properly',
    ],
    ['nothing', '', 'a.csv:1:1: column "code" is missing'],
  ])('refuses %s at its place', (_, text, expected) => {
    expect(refusalOf(text).split('\n')[0]).toBe(expected)
  })

  it('reads back whatever was written with quotes', () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', '"', ',', '\n', 'ộ', ';') })
      .map((one) => `x${one}x`)
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const quoted = rows.map((row) =>
          row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','),
        )
        const { value } = read(['code,name', ...quoted].join('\r\n'))
        expect(value).toEqual(rows.map(([code, name]) => ({ code, name, area: '' })))
      }),
    )
  })

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ') }), (text) => {
        expect(refusalOf(`code,name\n${text}`)).not.toBe('')
      }),
      { numRuns: 2000 },
    )
  })
})
