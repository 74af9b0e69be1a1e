import { describe, expect, it } from 'vitest'
import type { HistoryBreak } from '../history/history-window.ts'
import { buildContext } from '../panels/build-context.ts'
import { breaksIn } from './breaks.ts'

const at = (date: string): number => Date.parse(`${date}T00:00:00+07:00`)
const cut = (date: string, vi: string): HistoryBreak => {
  return { at: at(date), words: { vi, en: `${vi} (en)` } }
}
const window = { from: at('2025-06-01'), to: at('2025-08-01') }
const of = (...breaks: readonly HistoryBreak[]) => ({ breaks })

describe('the breaks in a window', () => {
  it('come once for all lines, the earliest first, with the units of each line', () => {
    const histories = [
      of(cut('2025-07-20', 'C → D'), cut('2025-07-01', 'A, B → C')),
      of(cut('2025-07-01', 'A, B → C')),
      undefined,
      of(cut('2025-07-01', 'E, F → G')),
    ]
    const found = breaksIn(histories, window, buildContext())
    expect(found.map(({ date, units }) => [date, ...units])).toEqual([
      ['01/07/2025', 'A, B → C', 'E, F → G'],
      ['20/07/2025', 'C → D'],
    ])
    expect(found[0]).toMatchObject({ at: at('2025-07-01'), since: 'Ranh giới mới từ 01/07/2025' })
  })

  it('are said in the language of the screen', () => {
    const [found] = breaksIn(
      [of(cut('2025-07-01', 'A → B'))],
      window,
      buildContext({ locale: 'en' }),
    )
    expect(found).toMatchObject({
      since: 'New boundaries from 01/07/2025',
      units: ['A → B (en)'],
    })
  })

  it('have the window on both sides', () => {
    const outside = ['2025-05-31', '2025-06-01', '2025-08-01', '2025-08-02']
    const histories = outside.map((date) => of(cut(date, 'A → B')))
    expect(breaksIn(histories, window, buildContext())).toEqual([])
  })
})
