import { describe, expect, it } from 'vitest'
import { rejectedCsv } from './rejected-csv.ts'

const COLUMNS = { row: 'Dòng', cell: 'Ô', reason: 'Lý do', detail: 'Chi tiết' }
const fault = (message: string, code = 'bad-date') => ({ column: 'B', cell: 'B4', code, message })

describe('rejected rows as a file', () => {
  it('have one line for each fault', () => {
    const rows = [{ row: 4, ...fault('x'), more: [fault('a "b", c', 'bad-code')] }]
    expect(rejectedCsv(rows, COLUMNS, ({ code }) => code)).toBe(
      '\uFEFFDòng,Ô,Lý do,Chi tiết\r\n4,B4,bad-date,bad-date: x\r\n4,B4,bad-code,"bad-code: a ""b"", c"\r\n',
    )
  })

  it.each(['=1+1', '+1', '-1', '@a', '\t=1', '＝1'])('are never calculated: %j', (text) => {
    const [, line] = rejectedCsv([{ row: 1, ...fault('m') }], COLUMNS, () => text).split('\r\n')
    expect(line).toContain(`,'${text},`)
  })
})
