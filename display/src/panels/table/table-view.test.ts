import { describe, expect, it } from 'vitest'
import type { TableOptions } from '../../../../protocol/panels/table.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import type { Reading } from '../../stores/readings.ts'
import { buildContext, buildReading, buildUnits } from '../build-context.ts'
import { listLayout } from '../list-layout.ts'
import { pageAt } from '../paging.ts'
import { tableKeys, tablePlan, tableView, type TableView } from './table-view.ts'

const rate = buildMetric({
  id: 'rate',
  shortName: { vi: 'Đúng hạn', en: 'On time' },
  unitOfMeasure: { vi: '%', en: '%' },
  subjects: 'unit',
  decimals: 1,
  direction: 'higher-is-better',
  target: 95,
})
const open = buildMetric({
  id: 'open',
  shortName: { vi: 'Đang giải quyết', en: 'Open' },
  unitOfMeasure: { vi: '', en: '' },
  subjects: 'unit',
  decimals: 0,
})
const context = buildContext(
  {},
  { metrics: [rate, open], units: buildUnits('1', ['Phú Thuận', 'Đại Lộc', 'Vu Gia']) },
)
const options: TableOptions = { rows: 'unit', columns: ['rate', 'open'], orderBy: 'rate' }

function view(
  values: Readonly<Record<string, number | Reading>>,
  given: Partial<TableOptions> = {},
): TableView {
  const readings = new Map(
    Object.entries(values).map(([key, one]) => [
      key,
      typeof one === 'number' ? buildReading({ value: one }) : one,
    ]),
  )
  const wanted = { ...options, ...given }
  return tableView(wanted, tablePlan(wanted, context.screen, 'vi'), readings, context)
}
const names = (one: TableView): readonly string[] => one.rowsFrom(0, 99).map((row) => row.name)

describe('a table', () => {
  const values = { 'rate/Phú Thuận': 97, 'rate/Đại Lộc': 88.1, 'open/Đại Lộc': 1234 }

  it('puts the worst first by the column that orders it, and places without a number last', () => {
    expect(names(view(values))).toEqual(['Đại Lộc', 'Phú Thuận', 'Vu Gia'])
    expect(names(view(values, { orderBy: 'open' }))).toEqual(['Đại Lộc', 'Phú Thuận', 'Vu Gia'])
    expect(names(view(values, { orderBy: undefined }))[0]).toBe('Phú Thuận')
  })

  it('has the unit of measure in its heads and a series for every number', () => {
    const one = view(values)
    expect(one.heads).toEqual([
      { name: 'Đúng hạn', unitOfMeasure: '%' },
      { name: 'Đang giải quyết', unitOfMeasure: '' },
    ])
    expect(one.rowsFrom(0, 1)[0]?.cells).toEqual([
      { series: 'rate/Đại Lộc', text: '88,1', look: 'plain', isMissed: true },
      { series: 'open/Đại Lộc', text: '1.234', look: 'plain', isMissed: false },
    ])
    expect(one.valueLetters).toBe('1.234'.length)
  })

  it('marks a target as missed by the number that is shown', () => {
    const missed = (value: number): boolean | undefined =>
      view({ 'rate/Đại Lộc': value }).rowsFrom(0, 1)[0]?.cells[0]?.isMissed
    expect([94.94, 94.96, 95, 96].map(missed)).toEqual([true, false, false, false])
    expect(view({}).hasTargets).toBe(true)
    expect(view({}, { columns: ['open'] }).hasTargets).toBe(false)
  })

  it('greys old numbers, and has a dash where there is none', () => {
    const old = buildReading({ value: 97, freshness: 'stale', ageMs: 300_000 })
    const gone = buildReading({ value: 5, freshness: 'expired', ageMs: 900_000 })
    const [row] = view({ 'rate/Đại Lộc': old, 'open/Đại Lộc': gone }).rowsFrom(0, 1)
    expect(row?.cells.map(({ text, look }) => [text, look])).toEqual([
      ['97,0', 'old'],
      ['—', 'missing'],
    ])
    expect(view({}).state).toMatchObject({ freshness: 'none', look: 'none' })
  })

  it('also reads the column that only orders', () => {
    const plan = tablePlan({ ...options, columns: ['open'] }, context.screen, 'vi')
    expect(tableKeys(plan)).toContain('rate/Vu Gia')
  })
})

describe('the layout of a list', () => {
  const limits = { leastRow: 3, tallestRow: 6, leastColumn: 40, gap: 4, head: 5 }
  const box = { width: 880, height: 350, rem: 10 }

  it('takes a second column only when one is full, and pages what is left', () => {
    const few = listLayout(8, box, limits)
    expect(few).toMatchObject({ columnCount: 1, rowsPerColumn: 8, rowRem: 3.75, columnRem: 88 })
    expect(listLayout(18, box, limits)).toMatchObject({ columnCount: 2, rowsPerColumn: 9 })
    expect(listLayout(94, box, limits)).toMatchObject({ columnCount: 2, rowsPerColumn: 10 })
    expect(listLayout(3, undefined, limits)).toMatchObject({ columnCount: 1, rowsPerColumn: 1 })
  })

  it('turns pages without leaving the list', () => {
    expect(pageAt(94, 20, 5)).toMatchObject({ page: 0, pageCount: 5, first: 0 })
    expect(pageAt(94, 20, 4)).toMatchObject({ page: 4, first: 80 })
    expect(pageAt(0, 20, 3)).toMatchObject({ page: 0, pageCount: 1 })
  })
})
