import { describe, expect, it } from 'vitest'
import { linesOf, withFirmBreaks, withSoftBreaks } from './text-lines.ts'

describe('lines of words', () => {
  it('break between words, and never within one', () => {
    expect(linesOf(['Văn', 'bản', 'quá', 'hạn'], 15)).toBe(1)
    expect(linesOf(['Văn', 'bản', 'quá', 'hạn'], 14)).toBe(2)
    expect(linesOf(['Environmental'], 5)).toBe(1)
    expect(linesOf(['a', 'Environmental', 'b'], 5)).toBe(3)
    expect(linesOf([], 5)).toBe(1)
  })

  it('do not begin with a stroke or a dot', () => {
    expect(withFirmBreaks('Đúng hạn / đã trả')).toBe('Đúng hạn\u00a0/ đã trả')
    expect(withFirmBreaks('Đất đai · Hộ tịch')).toBe('Đất đai\u00a0· Hộ tịch')
    expect(withFirmBreaks('24/7')).toBe('24/7')
  })

  it('break long English words before their endings only', () => {
    expect(withSoftBreaks('Certification')).toBe('Certi\u00adfica\u00adtion')
    expect(withSoftBreaks('Environment')).toBe('Environ\u00adment')
    expect(withSoftBreaks('Land, nation, Chứng thực')).toBe('Land, nation, Chứng thực')
  })
})
