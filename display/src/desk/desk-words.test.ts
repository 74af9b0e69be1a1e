import { describe, expect, it } from 'vitest'
import { deskEn } from '../i18n/desk/en.ts'
import { deskVi } from '../i18n/desk/vi.ts'
import { headName, leftWords, rateText, spanOf } from './desk-words.ts'

const MINUTE = 60_000

describe('words of the desk', () => {
  it('tell working time to the minute that has passed', () => {
    expect(spanOf(59_999, deskVi, 'vi')).toBe('chưa đến 1 phút')
    expect(spanOf(-59.9 * MINUTE, deskVi, 'vi')).toBe('59 phút')
    expect(spanOf(1_234 * 60 * MINUTE, deskVi, 'vi')).toBe('1.234 giờ 0 phút')
    expect(spanOf(200 * MINUTE, deskEn, 'en')).toBe('3 h 20 min')
  })

  it('tell what is left from what is over', () => {
    const row = { workingMsLeft: 200 * MINUTE }
    expect(leftWords(row, deskVi, 'vi')).toBe('còn 3 giờ 20 phút làm việc')
    const late = { workingMsLeft: -30 * MINUTE, class: 'overdue' }
    expect(leftWords(late, deskVi, 'vi')).toBe('quá 30 phút làm việc')
    // Overdue in the evening: no working time has passed since.
    expect(leftWords({ workingMsLeft: 0, class: 'overdue' }, deskVi, 'vi')).toBe(
      'quá chưa đến 1 phút làm việc',
    )
    expect(leftWords({}, deskVi, 'vi')).toBeUndefined()
  })

  it('name what nobody stated, and a share of nothing', () => {
    expect(headName({ code: '', name: { vi: 'x', en: 'x' } }, deskVi, 'vi')).toBe('Không rõ')
    expect(headName({ code: 'a', name: { vi: 'á', en: 'a' } }, deskVi, 'vi')).toBe('á')
    expect(rateText(90.5, 'vi')).toBe('90,5\u00a0%')
    expect(rateText(null, 'vi')).toBe('–')
  })
})
