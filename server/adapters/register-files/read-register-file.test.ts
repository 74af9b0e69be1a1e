import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { strToU8 } from 'fflate'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Mapping } from '../../core/register/mapping.ts'
import type { ReadRow } from '../../core/register/register-row.ts'
import { registerWordsOf } from '../../core/register/register-words.ts'
import { buildSite, buildUnit } from '../../testing/build-site.ts'
import { writeWorkbook } from '../../testing/write-workbook.ts'
import { readMapping } from '../site-files/read-mapping.ts'
import { readRegisterFile, type ReadLimits } from './read-register-file.ts'

const CONFIG = path.join(import.meta.dirname, '../../../config')
const unit = (code: string, name: string) => buildUnit(code, { name: { vi: name, en: name } })
const words = registerWordsOf(
  buildSite({
    units: [unit('20500', 'Đại Lộc'), unit('20506', 'Thượng Đức'), unit('d', 'Dorchester')],
  }),
)

let folder = ''
const mappings = new Map<string, Mapping>()
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'register-'))
  for (const name of ['one-stop-register', 'request-register']) {
    const read = await readMapping(CONFIG, name)
    if (!read.ok) throw new Error(JSON.stringify(read.problems))
    mappings.set(name, read.mapping)
  }
})
afterAll(() => rm(folder, { recursive: true }))

async function read(
  bytes: Uint8Array | string,
  name = 'one-stop-register',
  limits: ReadLimits = {},
) {
  const mapping = mappings.get(name)
  if (!mapping) throw new Error(`no mapping ${name}`)
  const file = path.join(folder, 'register')
  await writeFile(file, bytes)
  const reading = await readRegisterFile({ path: file, mapping, words }, limits)
  const rows: ReadRow[] = reading.ok ? [...reading.batches].flat() : []
  return { reading, rows }
}

const HEAD = [
  'STT',
  'Mã hồ sơ',
  'Họ và tên',
  'Đơn vị',
  'Lĩnh vực',
  'Tên thủ tục',
  'Hình thức nộp',
  'Ngày tiếp nhận',
  'Ngày hẹn trả',
  'Ngày trả kết quả',
  'Tình trạng',
]
const ROW = [
  '1',
  'H1',
  'Nguyễn Văn A',
  'UBND xã Thượng Đức',
  'Hộ tịch',
  'Đăng ký khai sinh',
  'Trực tuyến',
  '06/10/2025 16:10',
  '13/10/2025',
  '',
  'Đang xử lý',
]

describe('a register file', () => {
  it('of a one-stop desk is read in the old encoding of its office', async () => {
    const bytes = iconv.encode([HEAD, ROW].map((cells) => cells.join(';')).join('\r\n'), 'tcvn')
    const { reading, rows } = await read(bytes)
    expect(reading).toMatchObject({ ok: true, facts: { encoding: 'tcvn3' } })
    expect(rows).toEqual([
      {
        kind: 'dossier',
        dossier: {
          row: 2,
          code: 'H1',
          unit: '20506',
          field: 'Hộ tịch',
          procedure: 'Đăng ký khai sinh',
          channel: 'online',
          received: Date.parse('2025-10-06T16:10:00+07:00'),
          due: '2025-10-13',
          steps: [],
        },
      },
    ])
  })

  it('says the same as a workbook of either system of dates', async () => {
    const book = (shift: number, is1904: boolean) => {
      const dates = [45936 + (16 * 60 + 10) / 1_440, 45943].map((date) => ({ date: date - shift }))
      const rows = [
        ['SỔ THEO DÕI HỒ SƠ'],
        HEAD,
        [...ROW.slice(0, 7), ...dates, undefined, 'Đang xử lý'],
      ]
      return writeWorkbook({ sheets: [{ name: 'Sổ', rows }], is1904 })
    }
    const one = await read(book(0, false))
    expect(one.rows).toMatchObject([
      { dossier: { received: Date.parse('2025-10-06T16:10:00+07:00'), due: '2025-10-13' } },
    ])
    expect((await read(book(1_462, true))).rows).toEqual(one.rows)
  })

  it('of requests is read by its English headers, to the second', async () => {
    const text = `case_id,opened,due,closed,type,reason,neighborhood,source
1,2025-10-06 08:02:00,2025-10-08 08:30:00,2025-10-06 09:04:50,Bed Bugs,Housing,Dorchester,Self Service
2,2025-10-06 00:00:00,,,Animal Lost,Animal Issues,Atlantis,Constituent Call`
    const { rows } = await read(text, 'request-register')
    expect(rows).toEqual([
      {
        kind: 'dossier',
        dossier: {
          row: 2,
          code: '1',
          unit: 'd',
          field: 'Housing',
          procedure: 'Bed Bugs',
          channel: 'online',
          received: Date.parse('2025-10-06T08:02:00+07:00'),
          due: Date.parse('2025-10-08T08:30:00+07:00'),
          steps: [{ type: 'completed', when: Date.parse('2025-10-06T09:04:50+07:00') }],
        },
      },
      {
        kind: 'faulty',
        row: 3,
        faults: [
          { column: 'unit', code: 'unknown-unit', message: '"Atlantis" is no unit of the site' },
        ],
      },
    ])
  })

  it('is refused in words, whole: a workbook that breaks off in its last row gives none', async () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => ROW.with(1, `H${index}`))
    const sheets = [{ name: 'Sổ', rows: [HEAD, ...rows] }]
    const whole = Buffer.from(writeWorkbook({ sheets }))
    expect((await read(whole)).rows).toHaveLength(3_000)
    const broken = writeWorkbook({
      sheets,
      parts: { 'xl/worksheets/sheet1.xml': strToU8(`${sheetWithoutEnd(HEAD, rows)}<row r="x">`) },
    })
    expect((await read(broken)).reading).toMatchObject({ ok: false, reason: 'broken' })
    expect((await read('a,b\nc,d')).reading).toMatchObject({ ok: false, reason: 'no-header' })
  })

  it('that takes more memory or time than it is given takes only its own process with it', async () => {
    const strings = Array.from(
      { length: 60_000 },
      (_, index) => `<t>${'chữ '.repeat(60)}${index}</t>`,
    )
    const large = writeWorkbook({ sheets: [{ name: 'Sổ', rows: [HEAD] }], shared: strings })
    const small = await read(
      [HEAD, ROW].map((cells) => cells.join(',')).join('\n'),
      'one-stop-register',
      {
        heapMiB: 24,
      },
    )
    expect(small.rows).toHaveLength(1)
    const little = await read(large, 'one-stop-register', { heapMiB: 24 })
    expect(little.reading).toMatchObject({ ok: false, reason: 'too-much-memory' })
    const short = await read(large, 'one-stop-register', { withinMs: 1 })
    expect(short.reading).toMatchObject({ ok: false, reason: 'too-slow' })
  })
})

function sheetWithoutEnd(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map(
    (cells) =>
      `<row>${cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`,
  )
  return `<worksheet><sheetData>${lines.join('')}`
}
