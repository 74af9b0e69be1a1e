import { describe, expect, it } from 'vitest'
import { warningsLayout } from './warnings-layout.ts'

const box = (width: number, height: number) => ({ width: width * 10, height: height * 10, rem: 10 })

const item = (place: string, words: string, text = '16,47', unitOfMeasure = 'm') => ({
  ...{ place, words, unitOfMeasure },
  value: { series: 's', text },
})
const rivers = ['Ái Nghĩa', 'Hội Khách', 'Giao Thủy'].map((name) => item(name, 'trên BĐ2 0,98 m'))

describe('the layout of warnings', () => {
  it('says levels at body size with their units where a box is six modules wide', () => {
    expect(warningsLayout(rivers, box(43, 30))).toMatchObject({
      ...{ columnCount: 1, rowsPerColumn: 3, isRoomy: true, hasUnits: true },
    })
  })

  it('sets long words smaller and leaves out units before it cuts a word', () => {
    const long = [...rivers, item('Phường Điện Bàn Đông', 'số lúc 20:00 24/10, cũ 5 ngày')]
    expect(warningsLayout(long, box(36, 30))).toMatchObject({ isRoomy: false, hasUnits: false })
    expect(warningsLayout(long, box(60, 30))).toMatchObject({ isRoomy: true, hasUnits: true })
  })
})
