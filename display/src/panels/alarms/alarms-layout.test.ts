import { describe, expect, it } from 'vitest'
import { alarmsLayout, type AlarmTexts } from './alarms-layout.ts'

const box = (width: number, height: number) => ({ width: width * 10, height: height * 10, rem: 10 })
const river: AlarmTexts = {
  title: 'Mực nước đạt mức báo động: BĐ3',
  places: ['Ái Nghĩa', 'Đại Lộc'],
  then: '10,60 m',
  state: 'chưa nhận, 8 giây',
  raised: '20:00',
}
const rivers = Array.from({ length: 7 }, () => river)

describe('the layout of alarms', () => {
  it('keeps a title on one line and how it stands beside where it is, eight modules wide', () => {
    expect(alarmsLayout(rivers, box(59, 31))).toMatchObject({
      ...{ titleLines: 1, details: 'fine', columnCount: 1, rowsPerColumn: 4 },
    })
    const gauge = { ...river, places: ['Hồ Sông Tranh 2'] }
    expect(alarmsLayout([...rivers, gauge], box(59, 31)).details).toBe('brief')
  })

  it('breaks titles and stacks the rest before anything is cut, where it is narrow', () => {
    expect(alarmsLayout(rivers, box(40, 31))).toMatchObject({ titleLines: 2, details: 'stacked' })
  })

  it('sets all at body size where it is wide, and takes more columns before pages', () => {
    expect(alarmsLayout(rivers.slice(0, 2), box(100, 31)).details).toBe('roomy')
    expect(alarmsLayout(rivers, box(120, 31))).toMatchObject({ columnCount: 2, rowsPerColumn: 4 })
  })
})
