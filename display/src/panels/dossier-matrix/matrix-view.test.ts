import { describe, expect, it } from 'vitest'
import type { Heatmap } from '../../../../protocol/dossiers.ts'
import type { DossierMatrixOptions } from '../../../../protocol/panels/dossier-matrix.ts'
import type { BoxSize } from '../box-size.ts'
import { buildContext, buildUnits } from '../build-context.ts'
import { buildHeatmap, headOf } from './build-heatmap.ts'
import { matrixLayout } from './matrix-layout.ts'
import { matrixView, type MatrixTable, type MatrixView } from './matrix-view.ts'

const options: DossierMatrixOptions = {
  ...{ rows: 'unit', columns: 'field', measure: 'overdue', metric: 'dossiers.open' },
}
const context = buildContext({}, { units: buildUnits('1', ['A', 'B', 'C', 'D']) })
const WHOLE = { A: [0, 1, 0], B: [1, 9, 2], C: [0, 3, 0], D: [1, 3, 2] }

const viewOf = (answer: Heatmap, given: Partial<DossierMatrixOptions> = {}): MatrixView =>
  matrixView({ ...options, ...given }, answer, 'live', context)
const tableOf = (view: MatrixView, rows = 99, columns = 99): MatrixTable =>
  view.within(rows, columns)
const names = ({ lines }: MatrixTable): readonly string[] => lines.map(({ name }) => name)
const texts = ({ lines }: MatrixTable): readonly string[] =>
  lines.map(({ cells, total }) =>
    [...cells, ...(total ? [total] : [])].map((c) => c.text).join(' '),
  )

describe('a matrix of dossiers', () => {
  it('puts the worst unit first, equal ones by name, and land before the other fields', () => {
    const table = tableOf(viewOf(buildHeatmap(WHOLE)))
    expect(names(table)).toEqual(['B', 'D', 'C', 'A'])
    expect(table.columns.map(({ key, hasGap, isApart }) => [key, hasGap, isApart])).toEqual([
      ['land', false, true],
      ['civil', true, false],
      ['social', false, false],
    ])
    expect(texts(table)).toEqual(['9 1 2 12', '3 1 2 6', '3 0 0 3', '1 0 0 1'])
  })

  it('puts the lowest rate first where higher is better', () => {
    const rates = buildHeatmap(
      { A: [97], B: [88], C: [null], D: [91] },
      { measure: 'on-time-rate', direction: 'higher-is-better' },
    )
    expect(names(tableOf(viewOf(rates, { measure: 'on-time-rate' })))).toEqual(['B', 'D', 'A', 'C'])
  })

  it('fills cells by the scale of the map, keeps zeros quiet, and names every series', () => {
    const { lines, foot } = tableOf(viewOf(buildHeatmap(WHOLE)))
    expect(lines[0]?.cells.map(({ series, look }) => [series, look])).toEqual([
      ['dossiers.overdue/B/land', '4'],
      ['dossiers.overdue/B/civil', '1'],
      ['dossiers.overdue/B/social', '1'],
    ])
    expect(lines[3]?.cells[1]).toMatchObject({ text: '0', look: '0', isQuiet: true })
    expect(lines[0]?.total?.series).toBe('dossiers.overdue/B')
    expect(foot?.cells.map(({ series, text }) => [series, text])).toEqual([
      ['dossiers.overdue/1/land', '16'],
      ['dossiers.overdue/1/civil', '2'],
      ['dossiers.overdue/1/social', '4'],
    ])
    expect(foot?.total).toMatchObject({ series: 'dossiers.overdue/1', text: '22' })
  })

  it('hatches who has not reported, last of all, and says how many they are', () => {
    const nothing = [null, null, null]
    // C has reported that there is nothing.
    const view = viewOf(buildHeatmap({ ...WHOLE, B: nothing, C: nothing }, { silentUnits: ['B'] }))
    expect(view.notes).toContain('1 xã chưa gửi')
    const last = tableOf(view).lines.at(-1)
    expect(last).toMatchObject({ name: 'B', isSilent: true })
    expect(last?.cells.map(({ text, look }) => [text, look])).toEqual([
      ...[0, 1, 2].map(() => ['—', 'none']),
    ])
  })

  it('shows who has not reported also where the answer leaves them out', () => {
    const { A, B } = WHOLE
    const table = tableOf(viewOf(buildHeatmap({ A, B }, { silentUnits: ['C', 'D'] })))
    expect(names(table)).toEqual(['B', 'A', 'C', 'D'])
    expect(table.lines[2]?.cells.map(({ text, look }) => [text, look])).toEqual([
      ...[0, 1, 2].map(() => ['—', 'none']),
    ])
  })

  it('draws nothing as live that is not, and no number once it has expired', () => {
    const [old, gone] = (['old', 'gone'] as const).map((tone) =>
      tableOf(matrixView(options, buildHeatmap(WHOLE), tone, context)),
    )
    expect(old?.lines[0]?.cells[0]).toMatchObject({ text: '9', look: 'stale' })
    expect(old?.foot?.total).toMatchObject({ text: '22', look: 'total-stale' })
    expect(
      new Set(gone && [...texts(gone), ...(gone.foot?.cells ?? []).map((c) => c.text)]),
    ).toEqual(new Set(['— — — —', '—']))
  })
})

describe('what finds no room in a matrix', () => {
  it('is summed up: units in a last row, those without a report in one of their own', () => {
    const table = tableOf(viewOf(buildHeatmap(WHOLE)), 2)
    expect(names(table)).toEqual(['B', 'và 3 xã khác'])
    expect(table.lines[1]?.cells.map(({ text, series, look }) => [text, series, look])).toEqual([
      ['7', undefined, 'sum'],
      ['1', undefined, 'sum'],
      ['2', undefined, 'sum'],
    ])
    const silent = buildHeatmap({ ...WHOLE, A: [null, null, null] }, { silentUnits: ['A'] })
    expect(names(tableOf(viewOf(silent), 3))).toEqual(['B', 'và 2 xã khác', '1 xã chưa gửi'])
  })

  it('has no sum where the measure is a rate', () => {
    const rates = buildHeatmap(
      { A: [97], B: [88], C: [99] },
      { measure: 'on-time-rate', direction: 'higher-is-better' },
    )
    expect(texts(tableOf(viewOf(rates, { measure: 'on-time-rate' }), 2))).toEqual(['88 88', '– –'])
  })

  it('is summed up of fields too, land never', () => {
    const answer = buildHeatmap({ A: [9, 0, 5, 2], B: [1, 1, 1, 1] })
    const table = tableOf(viewOf(answer), 99, 3)
    expect(table.columns.map(({ name }) => name)).toEqual(['land', 'civil', '2 lĩnh vực khác'])
    expect(texts(table)).toEqual(['0 9 7 16', '1 1 2 4'])
  })

  it('are the oldest days, never those to come', () => {
    const columns = ['2025-10-31', '2025-11-01', '2025-11-02'].map((day, index) =>
      headOf(day, index === 2 ? { ahead: true } : {}),
    )
    const answer = buildHeatmap({ A: [1, 2, 3], B: [5, 1, 9] }, { columns })
    const view = viewOf(answer, { columns: 'day' })
    expect(tableOf(view, 99, 2).columns.map(({ key }) => key)).toEqual(['2025-11-01', '2025-11-02'])
  })
})

describe('a matrix of days', () => {
  const columns = ['2025-10-31', '2025-11-01', '2025-11-02', '2025-11-03'].map((day, index) =>
    headOf(day, index >= 2 ? { ahead: true } : {}),
  )
  const answer = buildHeatmap({ A: [9, 2, 2, 1], B: [1, 5, 6, 7] }, { columns })
  const view = viewOf(answer, { columns: 'day' })

  it('is ordered by today, and adds no days up', () => {
    const table = tableOf(view)
    expect(names(table)).toEqual(['B', 'A'])
    expect(view.hasTotal).toBe(false)
    expect(table.lines.every(({ total }) => total === undefined)).toBe(true)
    const received = { columns: 'day', measure: 'received' } as const
    expect(viewOf({ ...answer, measure: 'received' }, received).hasTotal).toBe(true)
  })

  it('tells weekends, today and what is only forecast, in words too', () => {
    const table = tableOf(view)
    expect(table.columns.map(({ lines, isRest, isToday }) => [...lines, isRest, isToday])).toEqual([
      ['T6', '31', false, false],
      ['T7', '01', true, true],
      ['CN', '02', true, false],
      ['T2', '03', false, false],
    ])
    expect(table.columns.map(({ hasGap }) => hasGap)).toEqual([false, false, true, false])
    expect(table.lines[0]?.cells.map(({ isAhead }) => isAhead)).toEqual([false, false, true, true])
    expect(table.spans.map(({ columnCount, wordings }) => [columnCount, wordings])).toEqual([
      [2, ['31/10 đến hôm nay', 'đến hôm nay']],
      [2, ['dự báo đến 03/11', 'dự báo']],
    ])
    expect(view.notes).toContain('dự báo: nếu không xử lý thêm')
  })
})

describe('a matrix of hours', () => {
  const hours: DossierMatrixOptions = {
    ...options,
    ...{ rows: 'hour', columns: 'weekday', measure: 'received' },
  }
  const busy: Readonly<Record<string, number>> = { 7: 2, 8: 9, 9: 8, 10: 7, 16: 1 }
  const answer = buildHeatmap(
    Object.fromEntries(Array.from({ length: 24 }, (_, hour) => [hour, [busy[hour] ?? 0, 0]])),
    { measure: 'received', direction: 'neither', columns: [headOf('1'), headOf('7')] },
  )

  it('names hours and weekdays, and says of how many days', () => {
    const view = viewOf(answer, { ...hours, days: 28 })
    const table = tableOf(view)
    expect(names(table).slice(0, 2)).toEqual(['0 giờ', '1 giờ'])
    expect(table.columns.map(({ lines }) => lines[0])).toEqual(['T2', 'CN'])
    expect(table.lines[8]?.cells[0]?.series).toBe('dossiers.received/1/hour-8/weekday-1')
    expect(view.notes).toContain('28 ngày qua')
  })

  it('keeps the busiest hours, and sums up what lies before and after them', () => {
    const table = tableOf(viewOf(answer, hours), 5)
    expect(names(table)).toEqual(['trước 8 giờ', '8 giờ', '9 giờ', '10 giờ', 'từ 11 giờ'])
    expect(texts(table)).toEqual(['2 0 2', '9 0 9', '8 0 8', '7 0 7', '1 0 1'])
  })
})

describe('the layout of a matrix', () => {
  const box = (width: number, height: number): BoxSize => {
    return { width: width * 10, height: height * 10, rem: 10 }
  }
  const columns = Array.from({ length: 15 }, (_, index) =>
    headOf(`2025-10-${String(index + 10)}`, index >= 10 ? { ahead: true } : {}),
  )
  const days = viewOf(buildHeatmap({ A: columns.map((_, index) => index) }, { columns }), {
    columns: 'day',
  })

  it('never makes columns wider than the box', () => {
    for (const width of [30, 60, 90, 200]) {
      const { cellRem, columnCount, nameRem } = matrixLayout(days, box(width, 40))
      expect(nameRem + columnCount * cellRem).toBeLessThanOrEqual(width)
    }
  })

  it('gives up the totals below before it gives up a day', () => {
    const large = { ...days, footLetters: 7 }
    expect(matrixLayout(large, box(80, 40))).toMatchObject({ columnCount: 15, footText: undefined })
    expect(matrixLayout(large, box(180, 40))).toMatchObject({ columnCount: 15, footText: 'body' })
  })

  it('breaks long names before it gives up a field', () => {
    const fields = { ...viewOf(buildHeatmap(WHOLE)), nameLetters: 24 }
    expect(matrixLayout(fields, box(46, 50))).toMatchObject({ columnCount: 3, nameLines: 2 })
    expect(matrixLayout(fields, box(90, 50))).toMatchObject({ columnCount: 3, nameLines: 1 })
  })
})
