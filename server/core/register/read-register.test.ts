import { describe, expect, it } from 'vitest'
import { mappingFile, type Mapping } from './mapping.ts'
import { createRegisterReader } from './read-register.ts'
import type { RegisterCell } from './register-cell.ts'
import type { ReadRow } from './register-row.ts'
import type { RegisterWords } from './register-words.ts'

const mapping = mappingFile.parse({
  name: { vi: 'Sổ', en: 'Register' },
  columns: {
    code: ['Mã hồ sơ'],
    unit: ['Đơn vị'],
    field: ['Lĩnh vực'],
    procedure: ['Tên thủ tục'],
    channel: ['Hình thức nộp'],
    received: ['Ngày tiếp nhận'],
    due: ['Ngày hẹn trả'],
    limit: ['Thời hạn'],
    completed: ['Ngày có kết quả'],
    returned: ['Ngày trả kết quả'],
    supplementRequested: ['Ngày yêu cầu bổ sung'],
    resumed: ['Ngày bổ sung'],
    status: ['Tình trạng'],
  },
  channels: { 'Trực tuyến': 'online', 'Trực tiếp': 'in-person' },
  statuses: {
    'Đang giải quyết': 'open',
    'Chờ bổ sung': 'supplement-requested',
    'Đã trả kết quả': 'returned',
    'Đã rút': 'withdrawn',
    'Không tiếp nhận': 'not-received',
  },
})

const words: RegisterWords = {
  timeZone: 'Asia/Ho_Chi_Minh',
  rootUnit: 'dai-loc',
  units: [
    { code: 'dai-loc', names: ['Khu vực Đại Lộc'], kind: 'area', validity: {} },
    { code: '20500', names: ['Đại Lộc'], kind: 'commune', validity: { from: '2025-07-01' } },
    { code: '20506', names: ['Thượng Đức'], kind: 'commune', validity: { from: '2025-07-01' } },
  ],
  fields: [{ code: 'DAT', names: ['Đất đai'] }],
  procedures: [{ code: '1.004199', names: ['Chứng thực bản sao'], field: 'CT' }],
  levels: [],
}

const HEAD = ['STT', 'Mã hồ sơ', 'Họ tên', 'Đơn vị', 'Lĩnh vực', 'Ngày tiếp nhận', 'Ngày hẹn trả']
const FIRST = ['1', 'H1', 'Nguyễn Văn A', 'Xã Đại Lộc', 'Đất đai', '06/10/2025 08:15', '20/10/2025']

type Row = readonly (string | RegisterCell)[]

function read(rows: readonly Row[], rules: Mapping = mapping) {
  const reader = createRegisterReader({ mapping: rules, words, dateSystem: '1900' })
  const taken = reader.take(
    rows.map((row, index) => ({
      row: index + 1,
      cells: row.map((cell) => {
        if (typeof cell !== 'string') return cell
        return cell === '' ? undefined : { kind: 'text', text: cell }
      }),
    })),
  )
  const last = reader.end()
  if (!last.ok) return { missing: last.missing, rows: [], others: undefined, columns: {} }
  const before = taken === 'no-header' ? [] : taken
  return { missing: [], rows: [...before, ...last.rows], ...last.end }
}

const faultsOf = (rows: readonly ReadRow[]) =>
  rows.map((row) =>
    row.kind === 'faulty'
      ? [row.row, ...row.faults.map(({ column, code }) => `${column ?? '-'}:${code}`)]
      : [row.dossier.row, 'fine'],
  )

describe('the rows of a register', () => {
  it('say what they say, and no name of a person', () => {
    const { rows, others } = read([HEAD, FIRST])
    expect(rows).toEqual([
      {
        kind: 'dossier',
        dossier: {
          row: 2,
          code: 'H1',
          unit: '20500',
          field: 'DAT',
          received: Date.parse('2025-10-06T08:15:00+07:00'),
          due: '2025-10-20',
          steps: [],
        },
      },
    ])
    expect(JSON.stringify(rows)).not.toContain('Nguyễn')
    expect(others).toMatchObject({ blank: 0, headings: 0 })
  })

  it('are told from titles, numbers of columns, totals, footnotes and signatures', () => {
    const { rows, others } = read([
      ['UBND THÀNH PHỐ ĐÀ NẴNG', '', '', '', '', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'],
      ['SỔ THEO DÕI HỒ SƠ'],
      [],
      HEAD,
      ['(1)', '(2)', '(3)', '(4)', '(5)', '(6)', '(7)'],
      ['I', 'Lĩnh vực đất đai'],
      FIRST,
      [],
      ['', '   ', ''],
      HEAD,
      ['2', 'H2', 'Cộng Thị B', 'Thượng Đức', 'Cộng đồng', '07/10/2025', ''],
      ['Cộng', '', '', '2'],
      ['', 'Tổng cộng: 2 hồ sơ', '', '2', '1', '1', '0'],
      ['(*) Số liệu tính đến 17h00 ngày 12/10/2025'],
      ['', 'Ghi chú: hồ sơ đất đai gồm cả hồ sơ liên thông'],
      ['', '', '', '', '', 'Đại Lộc, ngày 12 tháng 10 năm 2025'],
      ['', 'NGƯỜI LẬP BIỂU', '', '', '', 'KT. CHỦ TỊCH'],
      ['', '(Ký, ghi rõ họ tên)'],
      ['', 'Trần Thị C', '', '', '', 'Lê Văn D'],
    ])
    expect(faultsOf(rows)).toEqual([
      [7, 'fine'],
      [11, 'fine'],
    ])
    expect(others).toEqual({
      blank: 3,
      headings: 5,
      totals: 2,
      footnotes: 2,
      signatures: 4,
      skipped: 0,
    })
  })

  it('keep what is right when others are wrong, and say all that is wrong with each', () => {
    const { rows } = read([
      HEAD,
      FIRST,
      ['2', '', 'x', 'Xã Đại Lộc', 'Đất đai', '06/10/2025', ''],
      ['3', 'H3', 'x', 'Xã Đại Lộc', 'Đất đai', '', ''],
      ['4', 'H4', 'x', 'Xã Dai Loc', 'Đất đai', '06/10/2025', '31/11/2025'],
      ['5', 'H5', 'x', 'Xã Đại Lộc', '', '30/06/2025', { kind: 'error', text: '#N/A' }],
      ['6', 'H6', 'x', '', 'Đất đai', '06/10/2025', ''],
      ['7', 'H'.repeat(65), 'x', 'Xã Đại Lộc', 'Đất đai', '06/10/2025', ''],
      ['8', 'H8', 'x', { kind: 'text', text: 'Xã Đại Lộc', isCut: true }, 'Đất đai', '6/10/25', ''],
      [
        '9',
        { kind: 'number', value: 101001979543 },
        'x',
        '20506',
        'Hộ tịch',
        { kind: 'serial', value: 45942 },
        '',
      ],
    ])
    expect(faultsOf(rows)).toEqual([
      [2, 'fine'],
      [3, 'code:missing-value'],
      [4, 'received:missing-value'],
      [5, 'unit:unknown-unit', 'due:bad-date'],
      [6, 'unit:unit-not-in-force', 'field:missing-value', 'due:error-value'],
      [7, 'unit:missing-value'],
      [8, 'code:bad-code'],
      [9, 'unit:cell-too-long'],
      [10, 'fine'],
    ])
    expect(rows.at(-1)).toMatchObject({
      dossier: { code: '101001979543', field: 'Hộ tịch', received: '2025-10-12' },
    })
  })

  it('tell when a code stands twice, wherever, and take the first that is right', () => {
    const { rows } = read([
      HEAD,
      ['1', 'H1', '', 'Nowhere', 'Đất đai', '06/10/2025', ''],
      FIRST,
      FIRST,
      ['4', 'H1', '', 'Thượng Đức', 'Đất đai', '07/10/2025', ''],
    ])
    expect(faultsOf(rows)).toEqual([
      [2, 'unit:unknown-unit'],
      [3, 'fine'],
      [4, 'code:duplicate'],
      [5, 'code:duplicate'],
    ])
  })

  it('may leave field and unit to their procedure and the mapping', () => {
    const rules = {
      ...mapping,
      units: { names: {}, whenEmpty: 'site' },
      fields: { names: {}, whenEmpty: 'X' },
    }
    const head = ['Mã hồ sơ', 'Ngày tiếp nhận', 'Tên thủ tục', 'Thời hạn', 'Hình thức nộp']
    const { rows } = read(
      [
        head,
        ['H1', '06/10/2025', '1.004199 - Chứng thực bản sao', '10 ngày làm việc', 'trực tuyến'],
        ['H2', '06/10/2025', 'Việc khác', '1.000', 'Bồ câu'],
        ['H3', '06/10/2025', '', 'mười', ''],
      ],
      rules,
    )
    expect(rows).toMatchObject([
      {
        dossier: {
          unit: 'dai-loc',
          field: 'CT',
          procedure: '1.004199',
          limit: { workingDays: 10 },
          channel: 'online',
        },
      },
      { dossier: { field: 'X', procedure: 'Việc khác', limit: { workingDays: 1000 } } },
      { faults: [{ column: 'limit', code: 'bad-number' }] },
    ])
    expect(rows[1]).not.toMatchObject({ dossier: { channel: expect.anything() as unknown } })
  })
})

describe('the header of a register', () => {
  it('is found in two rows, with remarks and in any case', () => {
    const { rows, columns } = read([
      ['Mã hồ sơ', 'ĐƠN VỊ', 'Lĩnh vực', 'Ngày', '', 'Ghi chú'],
      ['', '', '', 'tiếp nhận (dd/mm/yyyy)', 'hẹn trả'],
      ['H1', '20500', 'Đất đai', '06/10/2025', '20/10/2025'],
    ])
    expect(rows).toMatchObject([{ dossier: { due: '2025-10-20' } }])
    expect(columns).toMatchObject({ received: { index: 3 }, due: { index: 4 } })
  })

  it('is missed in words, and a long file without one is not read on', () => {
    expect(
      read([
        ['Mã hồ sơ', 'Đơn vị'],
        ['H1', '20500'],
      ]).missing,
    ).toEqual(['Ngày tiếp nhận'])
    const reader = createRegisterReader({ mapping, words, dateSystem: '1900' })
    const lines = Array.from({ length: 50 }, (_, index) => ({ row: index + 1, cells: [] }))
    expect(reader.take(lines)).toBe('no-header')
    expect(reader.take(lines)).toBe('no-header')
  })

  it('may come when some lines were read before', () => {
    const reader = createRegisterReader({ mapping, words, dateSystem: '1900' })
    const line = (row: number, cells: readonly string[]) => ({
      row,
      cells: cells.map((text) => ({ kind: 'text', text }) as const),
    })
    for (let row = 1; row < 39; row++) expect(reader.take([line(row, ['x'])])).toEqual([])
    expect(reader.take([line(39, HEAD), line(40, FIRST)])).toEqual([])
    expect(reader.take([line(41, FIRST.with(1, 'H2'))])).toHaveLength(2)
    expect(reader.end()).toMatchObject({ ok: true, rows: [] })
  })
})

describe('what happened to a dossier', () => {
  const head = [
    'Mã hồ sơ',
    'Đơn vị',
    'Lĩnh vực',
    'Ngày tiếp nhận',
    'Ngày yêu cầu bổ sung',
    'Ngày bổ sung',
    'Ngày có kết quả',
    'Ngày trả kết quả',
    'Tình trạng',
  ]
  const [asked, back, done, given] = ['07/10/2025', '08/10/2025', '09/10/2025', '10/10/2025']

  it.each([
    ['', ['', '', '', ''], []],
    ['Đang giải quyết', ['', '', '', ''], []],
    ['', [asked, '', '', ''], ['supplement-requested']],
    ['', [asked, back, '', ''], ['supplement-requested', 'resumed']],
    ['đang giải quyết', [asked, back, '', ''], ['supplement-requested', 'resumed']],
    ['Đang giải quyết', [asked, '', '', ''], 'no-date-for-status'],
    ['Chờ bổ sung', [asked, '', '', ''], ['supplement-requested']],
    ['Chờ bổ sung', [asked, back, '', ''], ['supplement-requested']],
    ['Chờ bổ sung', ['', '', '', ''], ['supplement-requested']],
    ['Đã trả kết quả', ['', '', '', given], ['returned']],
    ['Đã trả kết quả', ['', '', done, ''], ['completed']],
    [
      'Đã trả kết quả',
      [asked, back, done, given],
      ['supplement-requested', 'resumed', 'completed', 'returned'],
    ],
    ['Đang giải quyết', ['', '', done, ''], ['completed']],
    ['Đã trả kết quả', ['', '', '', ''], 'no-date-for-status'],
    ['Đã rút', ['', '', done, ''], ['withdrawn']],
    ['Đã rút', ['', '', '', ''], 'no-date-for-status'],
    ['Lạ lùng', ['', '', '', ''], 'unknown-status'],
  ])('is told by "%s" with %j', (status, dates, expected) => {
    const { rows } = read([head, ['H1', '20500', 'Đất đai', '06/10/2025', ...dates, status]])
    const [row] = rows
    const told =
      row?.kind === 'dossier' ? row.dossier.steps.map(({ type }) => type) : row?.faults[0]?.code
    expect(told).toEqual(expected)
  })

  it('is nothing where it was not received', () => {
    const { rows, others } = read([
      head,
      ['H1', '20500', 'Đất đai', '06/10/2025', '', '', '', '', 'Không tiếp nhận'],
    ])
    expect([rows, others?.skipped]).toEqual([[], 1])
  })
})
