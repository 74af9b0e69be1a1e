import { describe, expect, it } from 'vitest'
import type { HeatmapOptions } from '../../../../protocol/panels/heatmap.ts'
import type { ScreenMessage } from '../../../../protocol/screen.ts'
import { messagesOf } from '../../i18n/messages.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import type { Reading } from '../../stores/readings.ts'
import type { BoxSize } from '../box-size.ts'
import { buildContext, buildReading, buildUnits } from '../build-context.ts'
import type { PanelContext } from '../panel-context.ts'
import { heatmapLayout } from './heatmap-layout.ts'
import { heatmapKeys, heatmapPlan } from './heatmap-plan.ts'
import { heatmapView, type HeatmapView } from './heatmap-view.ts'

const count = {
  subjects: 'unit',
  decimals: 0,
  aggregation: { kind: 'sum' },
  classes: [1, 3, 6, 9],
} as const
const land = buildMetric({ id: 'land', ...count, shortName: { vi: 'Đất đai', en: 'Land' } })
const civil = buildMetric({ id: 'civil', ...count })
const all = buildMetric({ id: 'all', ...count, name: { vi: 'Quá hạn', en: 'Overdue' } })
const rate = buildMetric({
  id: 'rate',
  subjects: 'unit',
  decimals: 1,
  direction: 'higher-is-better',
})

const screen: Partial<ScreenMessage> = {
  metrics: [land, civil, all, rate],
  units: buildUnits('1', ['A', 'B', 'C', 'D']),
}
const options: HeatmapOptions = {
  rows: 'unit',
  columns: ['land', 'civil'],
  total: 'all',
  order: 'worst-first',
}

/** Values by place, in the order land, civil, all; a missing one was never heard of. */
type Values = Readonly<Record<string, readonly (number | Reading | undefined)[]>>

const WHOLE: Values = { A: [0, 1, 1], B: [9, 1, 10], C: [3, 0, 3], D: [3, 1, 4], 1: [15, 3, 18] }

function view(
  values: Values,
  given: Partial<HeatmapOptions> = {},
  context: PanelContext = buildContext({}, screen),
): HeatmapView {
  const wanted = { ...options, ...given }
  const ids = [...wanted.columns, ...(wanted.total === undefined ? [] : [wanted.total])]
  const readings = new Map(
    Object.entries(values).flatMap(([place, row]) =>
      row.flatMap((one, index): [string, Reading][] => {
        if (one === undefined) return []
        return [
          [`${ids[index]}/${place}`, typeof one === 'number' ? buildReading({ value: one }) : one],
        ]
      }),
    ),
  )
  const plan = heatmapPlan(wanted, context.screen, messagesOf(context.locale), context.locale)
  return heatmapView(wanted, plan, readings, context)
}

const names = (one: HeatmapView, room = 99): readonly string[] =>
  one.rowsWithin(room).map((row) => row.name)
const texts = (one: HeatmapView, room = 99): readonly string[] =>
  one.rowsWithin(room).map((row) => row.cells.map((cell) => cell.text).join(' '))

describe('a heatmap', () => {
  it('puts the worst total first, equal ones by name, and places without one last', () => {
    expect(names(view(WHOLE))).toEqual(['B', 'D', 'C', 'A'])
    const gap = view({ ...WHOLE, B: [9, 1, undefined], D: [3, 1, 3] })
    expect(names(gap)).toEqual(['C', 'D', 'A', 'B'])
    expect(names(view(WHOLE, { order: 'as-listed' }))).toEqual(['A', 'B', 'C', 'D'])
  })

  it('orders by the columns from the first on where there is no total', () => {
    expect(names(view(WHOLE, { total: undefined }))).toEqual(['B', 'D', 'C', 'A'])
    const rates: Values = { A: [90], B: [97], C: [88], D: [99] }
    const byRate = view(rates, { columns: ['rate'], total: undefined })
    expect(names(byRate)).toEqual(['C', 'A', 'B', 'D'])
  })

  it('fills cells by class on the scale of the map, keeps zeros quiet, and names every series', () => {
    const [worst, , , best] = view(WHOLE).rowsWithin(99)
    expect(worst?.cells).toEqual([
      { series: 'land/B', text: '9', look: '4', isQuiet: false },
      { series: 'civil/B', text: '1', look: '1', isQuiet: false },
      { series: 'all/B', text: '10', look: 'total', isQuiet: false },
    ])
    expect(best?.cells[0]).toEqual({ series: 'land/A', text: '0', look: '0', isQuiet: true })
  })

  it('hatches what has no number and greys what is old', () => {
    const old = buildReading({ value: 9, freshness: 'stale', ageMs: 300_000 })
    const gone = buildReading({ value: 9, freshness: 'expired', ageMs: 900_000 })
    const [row] = view({ B: [old, gone, 10] }).rowsWithin(99)
    expect(row?.cells.map(({ text, look }) => [text, look])).toEqual([
      ['9', 'stale'],
      ['—', 'none'],
      ['10', 'total'],
    ])
  })

  it('shows totals as the source counts them, never a sum of its own', () => {
    const one = view({ A: [1, 2, undefined], 1: [7, undefined, 9] })
    expect(texts(one)[0]).toBe('1 2 —')
    expect(one.foot?.cells.map(({ series, text }) => [series, text])).toEqual([
      ['land/1', '7'],
      ['civil/1', '—'],
      ['all/1', '9'],
    ])
  })

  it('calls the foot a total only where every column adds up', () => {
    expect(view(WHOLE).foot?.name).toBe('Cộng')
    const rates = view({ A: [90], 1: [95] }, { columns: ['rate'], total: undefined })
    expect(rates.foot?.name).toBe('Toàn địa bàn')
    expect(view({ A: [1, 1, 2] }).foot).toBeUndefined()
  })
})

describe('rows that find no room', () => {
  it('are summed up in one last row, marked as a sum', () => {
    const one = view(WHOLE)
    expect(names(one, 3)).toEqual(['B', 'D', 'và 2 xã khác'])
    const group = one.rowsWithin(3)[2]
    expect(group?.cells).toEqual([
      { series: undefined, text: '3', look: 'sum', isQuiet: false },
      { series: undefined, text: '1', look: 'sum', isQuiet: false },
      { series: undefined, text: '4', look: 'sum', isQuiet: false },
    ])
    expect(names(one, 4)).toHaveLength(4)
  })

  it('keep incomplete places apart, whose sum would say too little', () => {
    const one = view({ ...WHOLE, A: [undefined, 1, undefined] })
    expect(names(one, 3)).toEqual(['B', 'và 2 xã khác', '1 xã thiếu số'])
    expect(texts(one, 3)).toEqual(['9 1 10', '6 1 7', '— 1 —'])
  })

  it('have no value where the metric does not add up', () => {
    const rates: Values = { A: [90], B: [97], C: [88], D: [99] }
    const [, group] = view(rates, { columns: ['rate'], total: undefined }).rowsWithin(2)
    expect(group?.cells).toEqual([{ series: undefined, text: '', look: 'blank', isQuiet: false }])
  })

  it('are told in English', () => {
    const context = buildContext({ locale: 'en' }, screen)
    expect(names(view(WHOLE, {}, context), 2)[1]).toBe('and 3 more communes')
  })
})

describe('the state of a heatmap', () => {
  it('is that of all its numbers', () => {
    expect(view(WHOLE).state.freshness).toBe('fresh')
    expect(view({}).state).toMatchObject({ freshness: 'none', look: 'none' })
    const old = buildReading({ value: 9, freshness: 'stale', ageMs: 300_000 })
    expect(view({ ...WHOLE, B: [old, 1, 10] }).state.age).toBe('1/12 số đã cũ')
  })

  it('greys every cell when the server is lost', () => {
    const cut = buildContext({ layer: 'offline', since: 0 }, screen)
    const [row] = view(WHOLE, {}, cut).rowsWithin(99)
    expect(row?.cells.map(({ look }) => look)).toEqual(['stale', 'stale', 'total-stale'])
  })

  it('reads rows, totals and the root unit', () => {
    const context = buildContext({}, screen)
    const plan = heatmapPlan(options, context.screen, context.messages, 'vi')
    expect(heatmapKeys(plan)).toHaveLength(3 * 5)
    expect(heatmapKeys(plan)).toContain('all/1')
  })
})

describe('a heatmap of sensors', () => {
  it('has no total of columns, and leaves blank what a sensor does not measure', () => {
    const rain = buildMetric({ id: 'rain', sensorKind: 'rain' })
    const river = buildMetric({ id: 'river' })
    const name = { vi: 'S', en: 'S' }
    const context = buildContext(
      {},
      { metrics: [rain, river], sensors: [{ id: 's', name, kind: 'rain' }] },
    )
    const columns = ['rain', 'river']
    const one = view({ s: [1.5] }, { rows: 'sensor', columns, total: undefined }, context)
    expect(one.rowsWithin(9)[0]?.cells.map(({ text, look }) => [text, look])).toEqual([
      ['1,50', '0'],
      ['', 'blank'],
    ])
    expect(one.foot).toBeUndefined()
    expect(one.state.freshness).toBe('fresh')
  })
})

describe('the layout of a heatmap', () => {
  const heads = ['Đất đai', 'Hộ tịch', 'Bảo trợ xã hội', 'ĐK kinh doanh', 'Môi trường', 'Cộng']
  const given = { heads, hasTotal: true, foot: {}, nameLetters: 10, valueLetters: 2 }
  const box = (width: number, height: number): BoxSize => {
    return { width: width * 10, height: height * 10, rem: 10 }
  }

  it('makes few rows large and many rows fine, and none lower than fine needs', () => {
    const few = heatmapLayout({ ...given, rowCount: 5 }, box(100, 33))
    expect(few).toMatchObject({ text: 'title', blockCount: 1, rowsPerBlock: 5, columnCount: 6 })
    const many = heatmapLayout({ ...given, rowCount: 18 }, box(60, 62))
    expect(many).toMatchObject({ text: 'fine', rowsPerBlock: 18 })
    const crowded = heatmapLayout({ ...given, rowCount: 241 }, box(60, 62))
    expect(crowded.rowRem).toBeGreaterThanOrEqual(2.7)
    expect(crowded.rowsPerBlock).toBeLessThan(241)
  })

  it('sets tables side by side on a wide wall', () => {
    expect(heatmapLayout({ ...given, rowCount: 241 }, box(220, 90)).blockCount).toBe(4)
    expect(heatmapLayout({ ...given, rowCount: 5 }, box(220, 90)).blockCount).toBe(1)
  })

  it('makes heads as high as their words need, and sets long names on two lines', () => {
    expect(heatmapLayout({ ...given, rowCount: 5 }, box(130, 33)).headLines).toBe(1)
    expect(heatmapLayout({ ...given, rowCount: 5 }, box(80, 33)).headLines).toBe(2)
    expect(heatmapLayout({ ...given, rowCount: 5 }, box(50, 33)).headLines).toBe(3)
    const named = { ...given, nameLetters: 20, rowCount: 5 }
    expect(heatmapLayout(named, box(50, 40))).toMatchObject({ nameText: 'fine', nameLines: 2 })
    expect(heatmapLayout(named, box(130, 40))).toMatchObject({ nameText: 'body', nameLines: 1 })
  })

  it('gives up columns before values are cut', () => {
    const narrow = heatmapLayout({ ...given, rowCount: 5 }, box(30, 30))
    expect(narrow.columnCount).toBe(3)
    expect(heatmapLayout({ ...given, rowCount: 5 }, undefined).columnCount).toBe(1)
  })
})
