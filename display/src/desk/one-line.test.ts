import { describe, expect, it } from 'vitest'
import { LINE_OF_TEXT } from '../../../protocol/people.ts'
import { oneLine } from './one-line.ts'

describe('text that was pasted', () => {
  it('becomes one line, of letters that the server takes', () => {
    const pasted = ' Ái Nghĩa\t9,24\r\n\u2028đã gọi xã \ud800'
    expect(pasted).not.toMatch(LINE_OF_TEXT)
    expect(oneLine(pasted)).toBe('Ái Nghĩa 9,24 đã gọi xã')
    expect(oneLine(pasted)).toMatch(LINE_OF_TEXT)
  })

  it('stays as it is where there is nothing to mend', () => {
    expect(oneLine('cầu Ái Nghĩa: nước lên 😀')).toBe('cầu Ái Nghĩa: nước lên 😀')
  })
})
