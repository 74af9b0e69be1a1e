import { describe, expect, it } from 'vitest'
import { tableLayout } from './table-layout.ts'

const head = (name: string, unitOfMeasure = '') => ({ name, unitOfMeasure })
const box = (width: number, height = 40) => ({ width: width * 10, height: height * 10, rem: 10 })

function headRem(width: number, ...heads: readonly ReturnType<typeof head>[]): number {
  return tableLayout({ rowCount: 5, heads, nameLetters: 10, valueLetters: 4 }, box(width)).headRem
}

describe('the layout of a table', () => {
  it('gives heads one line while it is enough, then up to three', () => {
    const [one, two, three] = [
      headRem(60, head('Quá hạn')),
      headRem(45, head('Văn bản quá hạn'), head('Phản ánh quá hạn'), head('Quá hạn')),
      headRem(36, head('Văn bản đi ký số quá hạn'), head('Quá hạn')),
    ]
    expect(two).toBeGreaterThan(one)
    expect(three).toBeGreaterThan(two)
    expect(headRem(36, head('Một tên rất dài của một chỉ số rất dài nữa'), head('x'))).toBe(three)
  })

  it('puts a unit of measure below its name before the name is broken', () => {
    const withUnit = headRem(40, head('Chỉ số 766', 'điểm'), head('Quá hạn'))
    expect(withUnit).toBe(headRem(40, head('Văn bản quá hạn'), head('Quá hạn')))
  })

  it('takes what heads need from the rows', () => {
    const texts = { rowCount: 40, nameLetters: 10, valueLetters: 4 }
    const rows = (name: string): number =>
      tableLayout({ ...texts, heads: [head(name), head('x')] }, box(36)).rowsPerColumn
    expect(rows('Một tên rất dài của một chỉ số')).toBeLessThan(rows('Tên'))
  })
})
