import { describe, expect, it } from 'vitest'
import { messagesOf } from '../../i18n/messages.ts'
import type { BoxSize } from '../box-size.ts'
import type { Texts } from './reservoir-needs.ts'
import { reservoirsLayout } from './reservoirs-layout.ts'
import type { ReservoirFigure, ReservoirRow } from './reservoirs-view.ts'

const words = messagesOf('vi').panels.reservoirs
const figure = (text: string, age?: string): ReservoirFigure => {
  return { series: 'x', text, look: age === undefined ? 'plain' : 'old', age }
}
const SURE = { dead: false, limit: false, full: false }
const row: ReservoirRow = {
  ...{ id: 'a', name: 'Sông Tranh 2', level: figure('170,06'), words: 'dưới MNDBT 4,94 m' },
  tank: { share: 0.86, limit: 0.9, isFull: false, isDoubted: SURE, look: 'plain' },
  ...{ inflow: figure('3.850'), release: figure('1.385'), spill: figure('1.177') },
  ...{ spilledShare: 0.85, balance: { words: 'đang tích', amount: '2.465 m³/s', trend: 'up' } },
}
const heads = { level: 'Mực nước', inflow: 'Về hồ', release: 'Xả', spill: 'qua tràn' }
const texts = (count: number, given: Partial<ReservoirRow> = {}): Texts => {
  const rows = Array.from({ length: count }, () => ({ ...row, ...given }))
  return { rows, heads, levelUnit: 'm' }
}
/** In rem. */
const box = (width: number, height: number): BoxSize => {
  return { width: width * 10, height: height * 10, rem: 10 }
}
const layout = (width: number, height: number, of = texts(4)) =>
  reservoirsLayout(of, words, box(width, height))

describe('the layout of reservoirs', () => {
  it('has every column where there is room for them', () => {
    expect(layout(107, 31)).toMatchObject({
      ...{ form: 'line', hasWords: true, hasBalance: true, hasInflow: true, hasTank: true },
      ...{ hidden: 0, isTall: true },
    })
  })

  it('gives up the balance, then words, then has blocks, gives up the inflow, then the tank', () => {
    const given = [107, 78, 69, 58, 36, 27].map((width) => {
      const { form, hasBalance, hasWords, hasInflow, hasTank } = layout(width, 24)
      return [form, hasBalance, hasWords, hasInflow, hasTank]
    })
    expect(given).toEqual([
      ['line', true, true, true, true],
      ['line', false, true, true, true],
      ['line', false, false, true, true],
      ['block', false, true, true, true],
      ['block', false, false, false, true],
      ['block', false, false, false, false],
    ])
  })

  it('puts the spill below rather than give up the inflow, but never for a row', () => {
    expect(layout(43, 40)).toMatchObject({ isFolded: true, hasInflow: true, hidden: 0 })
    expect(layout(43, 30)).toMatchObject({ isFolded: false, hasInflow: false, hidden: 0 })
  })

  it('leaves out rows only where they find no room, and says how many', () => {
    expect(layout(107, 9).hidden).toBe(3)
    expect(layout(107, 24).hidden).toBe(0)
    expect(layout(36, 13).hidden).toBe(3)
    const { rowsPerColumn, rowRem } = layout(107, 9)
    // The line that says so has its own room.
    expect(rowsPerColumn * rowRem).toBeLessThanOrEqual(9 - 2.6 - 2.8)
  })

  it('leaves out what stands below numbers before a row, but not an age or that it is full', () => {
    const flat = { isFlat: true, hidden: 0, hasWords: false, hasPart: false, hasBalance: false }
    expect(layout(107, 17)).toMatchObject(flat)
    expect(layout(107, 24)).toMatchObject({ isFlat: false, hasWords: true })
    const old = texts(4, { spill: figure('3', 'cũ 4 giờ') })
    expect(layout(107, 17, old)).toMatchObject({ isFlat: false, hidden: 2 })
  })

  it('says in any case that one is full or how old its level is', () => {
    const tank = { share: 1, limit: 0.9, isFull: true, isDoubted: SURE, look: 'plain' } as const
    const full = { tank }
    expect(layout(36, 24, texts(4, full))).toMatchObject({ hasWords: true, hidden: 2 })
    expect(layout(36, 24, texts(4, { level: figure('170,06', 'cũ 4 giờ') }))).toMatchObject({
      hasWords: true,
    })
  })

  it('does not move its columns when a number grows old', () => {
    const old = texts(4, { inflow: figure('3.850', 'cũ 23 giờ'), release: figure('1', 'cũ 9 giờ') })
    expect(layout(107, 31, old).columns).toEqual(layout(107, 31).columns)
  })

  it('stands in columns on wide walls before it leaves rows out', () => {
    expect(layout(240, 14, texts(6))).toMatchObject({ columnCount: 3, hidden: 0 })
  })
})
