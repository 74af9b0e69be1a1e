import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCodeFinder, ownCode } from './find-code.ts'
import { createUnitFinder } from './find-unit.ts'
import { foldName, foldText } from './fold-text.ts'
import { mappingFile } from './mapping.ts'
import { readLimit, readNumber } from './read-number.ts'
import { cellText, columnLetters } from './register-cell.ts'
import type { RegisterWords } from './register-words.ts'

describe('a number', () => {
  it.each([
    ['1.234,5', '1.234,5', 1234.5],
    ['1,234.5', '1,234.5', 1234.5],
    ['1.234', '1.234,5', 1234],
    ['1.234', '1,234.5', 1.234],
    ['12,5', '1.234,5', 12.5],
    ['-0,5', '1.234,5', -0.5],
    ['1234567', '1.234,5', 1234567],
    ['12,5', '1,234.5', undefined],
    ['1.23.456', '1.234,5', undefined],
    ['1.234.5', '1.234,5', undefined],
    ['', '1.234,5', undefined],
    ['x', '1,234.5', undefined],
  ] as const)('reads "%s" written as %s', (text, style, value) => {
    expect(readNumber(text, style)).toBe(value)
  })

  it('is read as it was written, in both styles', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.integer({ min: 0, max: 99 }),
        (whole, cents) => {
          const value = Number(`${whole}.${String(cents).padStart(2, '0')}`)
          const written = (locale: string): string =>
            value.toLocaleString(locale, { minimumFractionDigits: 2 }).replace('−', '-')
          expect(readNumber(written('de-DE'), '1.234,5')).toBe(value)
          expect(readNumber(written('en-US'), '1,234.5')).toBe(value)
        },
      ),
    )
  })
})

describe('a time limit', () => {
  const limit = (text: string | number, unit: 'working-days' | 'working-hours' = 'working-days') =>
    readLimit(
      typeof text === 'number' ? { kind: 'number', value: text } : { kind: 'text', text },
      '1.234,5',
      unit,
    )

  it.each([
    ['10', { workingDays: 10 }],
    [15, { workingDays: 15 }],
    ['10 ngày', { workingDays: 10 }],
    ['10 ngày làm việc', { workingDays: 10 }],
    ['20 ngày lịch', { calendarDays: 20 }],
    ['8 giờ', { workingHours: 8 }],
    ['4,5 giờ làm việc', { workingHours: 4.5 }],
    ['5 working days', { workingDays: 5 }],
    ['0', 'none'],
    [0, 'none'],
    ['0,5 ngày', undefined],
    ['-3', undefined],
    ['ngay', undefined],
    ['2 tháng', undefined],
    ['99999', undefined],
  ])('reads "%s"', (text, read) => {
    expect(limit(text)).toEqual(read)
  })

  it('does not take "ngày" for hours', () => {
    expect(limit('8', 'working-hours')).toEqual({ workingHours: 8 })
    expect(limit('8 ngày', 'working-hours')).toBeUndefined()
    expect(limit('8 ngày làm việc', 'working-hours')).toEqual({ workingDays: 8 })
  })
})

const words: RegisterWords = {
  timeZone: 'Asia/Ho_Chi_Minh',
  rootUnit: 'dai-loc',
  units: [
    { code: 'dai-loc', names: ['Đại Lộc'], kind: 'area', validity: {} },
    { code: '20500', names: ['Ái Nghĩa'], kind: 'town', validity: { to: '2025-06-30' } },
    { code: '20500', names: ['Đại Lộc'], kind: 'commune', validity: { from: '2025-07-01' } },
    { code: '1', names: ['Hòa Vang'], kind: 'commune', validity: {} },
    { code: '2', names: ['Hải Châu'], kind: 'ward', validity: {} },
    { code: '3', names: ['Hải Châu'], kind: 'commune', validity: {} },
  ],
  fields: [{ code: 'DAT', names: ['Đất đai', 'land'] }],
  procedures: [],
  levels: [],
}

describe('a unit', () => {
  const find = createUnitFinder(words, { 'Văn phòng một cửa': 'site', VP2: '2' })
  const on = (text: string, date = '2025-10-12') => {
    const found = find(text, date)
    return found.ok ? found.code : found.code
  }

  it('is found by its name, behind its kind and its council, by date', () => {
    expect(on('Xã Đại Lộc')).toBe('20500')
    expect(on('UBND xã  đại lộc')).toBe('20500')
    expect(on('20500')).toBe('20500')
    expect(on('Thị trấn Ái Nghĩa', '2025-06-30')).toBe('20500')
    expect(on('Thị trấn Ái Nghĩa', '2025-07-01')).toBe('unit-not-in-force')
    expect(on('Xã Đại Lộc', '2025-06-30')).toBe('unit-not-in-force')
  })

  it('is not found under another kind or without its accents', () => {
    expect(on('Phường Hòa Vang')).toBe('unknown-unit')
    expect(on('Xa Hoa Vang')).toBe('unknown-unit')
    expect(find('xa Hoa Vang', '2025-10-12')).toMatchObject({
      message: '"xa Hoa Vang" is no unit of the site; is "Hòa Vang" meant?',
    })
  })

  it('is one name in the older and the newer spelling of a tone', () => {
    expect(on('Xã Hoà Vang')).toBe('1')
    expect(foldName('THUỶ')).toBe(foldName('thủy'))
    expect(foldName('Toàn')).not.toBe(foldName('Tòan'))
  })

  it('is told from another of its name by its kind, or not at all', () => {
    expect(on('Hải Châu')).toBe('ambiguous-unit')
    expect(on('Đại Lộc')).toBe('20500')
    expect(on('Đại Lộc', '2025-06-30')).toBe('dai-loc')
    expect(on('P. Hải Châu')).toBe('2')
    expect(on('xã Hải Châu')).toBe('3')
  })

  it('may go by a name that the mapping gives it', () => {
    expect(on('văn phòng MỘT CỬA')).toBe('dai-loc')
    expect(on('vp2')).toBe('2')
  })
})

describe('a code of the catalogue', () => {
  it('is found by code, alias or name, without accents, and behind its code', () => {
    const find = createCodeFinder(words.fields, { 'Nhà đất': 'DAT' })
    expect(
      ['DAT', 'dat dai', 'ĐẤT ĐAI', 'Land', 'nhà  đất', 'DAT - Đất đai khác'].map(find),
    ).toEqual(Array(6).fill('DAT'))
    expect(find('Hộ tịch')).toBeUndefined()
  })

  it('is the text itself where the catalogue knows none, shortened without becoming another', () => {
    expect(ownCode('Hộ tịch')).toBe('Hộ tịch')
    const long = 'Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất '
    const [one, other] = [ownCode(`${long} một`), ownCode(`${long} hai`)]
    expect([one.length <= 64, other.length <= 64, one === other]).toEqual([true, true, false])
    expect(ownCode(`${long} một`)).toBe(one)
  })
})

describe('words and cells', () => {
  it('are folded', () => {
    expect(foldText('  Ngày  HẸN-trả: ')).toBe('ngay hen tra')
    expect(foldText('Đơn vị')).toBe('don vi')
    expect([0, 25, 26, 51, 52, 701, 702].map(columnLetters)).toEqual([
      'A',
      'Z',
      'AA',
      'AZ',
      'BA',
      'ZZ',
      'AAA',
    ])
    expect(cellText({ kind: 'text', text: ' hai\u00A0\r\n dòng ' })).toBe('hai dòng')
  })
})

describe('a mapping', () => {
  const name = { vi: 'a', en: 'a' }
  const columns = { code: ['Mã hồ sơ'], received: ['Ngày tiếp nhận'] }
  const faults = (extra: object): readonly string[] =>
    mappingFile
      .safeParse({ name, columns: { ...columns, ...extra } })
      .error?.issues.map(({ message }) => message) ?? []

  it('never names a column of personal data', () => {
    for (const header of [
      'Họ tên',
      'Người nộp',
      'Số điện thoại',
      'CCCD',
      'Địa chỉ',
      'Name',
      'E-mail: email',
    ]) {
      expect([header, faults({ unit: [header] }).length]).toEqual([header, 1])
    }
    expect(faults({ unit: ['Tên đơn vị'], field: ['Field name'] })).toEqual([])
  })

  it('gives a header and a word one meaning', () => {
    expect(faults({ due: ['NGAY TIEP NHAN'] })[0]).toContain('received already')
    const statuses = { 'Đã trả': 'returned', 'da tra': 'open' }
    expect(mappingFile.safeParse({ name, columns, statuses }).success).toBe(false)
  })
})
