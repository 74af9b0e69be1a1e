import { describe, expect, it } from 'vitest'
import type { ChartLook } from '../../charts/chart-look.ts'
import type { HistoryView } from '../../history/history-book.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import { buildContext, buildReading, buildUnits, NOW } from '../build-context.ts'
import { trendChart } from './trend-chart.ts'
import { trendOption } from './trend-option.ts'
import { trendSeries } from './trend-series.ts'
import { trendTable, trendView } from './trend-view.ts'

const MINUTE_MS = 60_000
const size = { width: 800, height: 300, rem: 10 }
const text = (vi: string) => ({ vi, en: vi })
const metric = buildMetric({
  id: 'm',
  subjects: 'unit',
  name: text('Tỷ lệ'),
  shortName: text('Tỷ lệ'),
  unitOfMeasure: text('%'),
  decimals: 1,
  target: 95,
})
const context = buildContext({}, { metrics: [metric], units: buildUnits('1', ['A', 'B']) })
const options = {
  series: [
    { metric: 'm', unit: 'A' },
    { metric: 'm', unit: 'B' },
  ],
  hours: 6,
}
const all = trendSeries(options, context.screen, 'vi')

const lineOf = (values: readonly (number | null)[], given: Partial<HistoryView> = {}) => ({
  state: 'ready' as const,
  breaks: [],
  points: values.map((value, index) => {
    const at = NOW - (values.length - 1 - index) * MINUTE_MS
    return { at, value, min: value ?? NaN, max: value ?? NaN }
  }),
  ...given,
})
const draw = (a: HistoryView, b: HistoryView, box = size) =>
  trendChart(
    options,
    all,
    new Map([
      ['m/A', a],
      ['m/B', b],
    ]),
    context,
    box,
    4,
  )

describe('the drawing of a trend', () => {
  it('cuts a line where there is no value', () => {
    const chart = draw(lineOf([90, 91, null, 92]), lineOf([80, 81]))
    expect(chart.lines[0]?.map((run) => run.length)).toEqual([2, 1])
  })

  it('draws and names the target, and holds it in its scale', () => {
    const chart = draw(lineOf([90, 91]), lineOf([80, 81]))
    expect(chart.references).toMatchObject([{ value: 95, text: 'chỉ tiêu 95' }])
    expect(chart.references[0]?.place).toBeDefined()
    expect(chart.scale.to).toBeGreaterThanOrEqual(95)
  })

  it('names states on its axis, and nothing between or beyond them', () => {
    const states = [1, 2, 3].map((value) => ({ value, name: text(`Cấp ${value}`) }))
    const danger = buildMetric({ id: 'm', subjects: 'unit', decimals: 0, states })
    const named = buildContext({}, { metrics: [danger], units: buildUnits('1', ['A']) })
    const one = { ...options, series: [{ metric: 'm', unit: 'A' }] }
    const histories = new Map([['m/A', lineOf([1, 2, 3])]])
    const series = trendSeries(one, named.screen, 'vi')
    const { valueTexts, scale } = trendChart(one, series, histories, named, size, 4)
    const isState = (tick: number): boolean => [1, 2, 3].includes(tick)
    expect(scale.ticks.filter(isState)).not.toEqual([])
    expect(valueTexts).toEqual(scale.ticks.map((tick) => (isState(tick) ? `Cấp ${tick}` : '')))
  })

  it('hatches what nobody told', () => {
    const chart = draw(lineOf([90, 91]), lineOf([80, 81]))
    expect(chart.silent).toHaveLength(1)
    expect(chart.silent[0]).toMatchObject({ from: NOW - 6 * 60 * MINUTE_MS, text: 'không có số' })
  })

  it('moves the labels of lines that end together apart', () => {
    const chart = draw(lineOf([90, 91]), lineOf([80, 91]))
    const [a, b] = chart.ends
    expect(Math.abs((a?.labelY ?? 0) - (b?.labelY ?? 0))).toBeGreaterThanOrEqual(3 - 1e-9)
  })

  it('marks breaks inside its window with their words', () => {
    const words = text('ranh giới mới')
    const breaks = [NOW - MINUTE_MS, NOW - 99 * 60 * MINUTE_MS].map((at) => ({ at, words }))
    const chart = draw(lineOf([90, 91], { breaks }), lineOf([80]))
    expect(chart.breaks).toMatchObject([{ at: NOW - MINUTE_MS, text: 'ranh giới mới' }])
  })

  it('keeps the words of a break beside the axis and within the panel', () => {
    const breaks = [359, 180, 1].map((minutes) => {
      return { at: NOW - minutes * MINUTE_MS, words: text('Ái Nghĩa, Đại Nghĩa, … → Đại Lộc') }
    })
    const chart = draw(lineOf([90, 91], { breaks }), lineOf([80]))
    expect(chart.breaks.map(({ shift }) => Math.sign(shift))).toEqual([1, 0, -1])
    const { left, width } = chart.plot
    for (const { at, text: words, shift } of chart.breaks) {
      const middle = left + width * (1 - (NOW - at) / (options.hours * 60 * MINUTE_MS)) + shift
      const half = (words.length * 1.02) / 2
      expect(middle - half).toBeGreaterThanOrEqual(left - 1e-9)
      expect(middle + half).toBeLessThanOrEqual(80 + 1e-9)
    }
  })

  it('says of a break what there is room for', () => {
    const at = NOW - MINUTE_MS
    const breaks = [{ at, words: text('Thị trấn Ái Nghĩa, Đại Nghĩa, … → Đại Lộc') }]
    const others = [{ at, words: text('Đại Hiệp, Đại Hòa, … → Vu Gia') }]
    const said = (width: number, more: Partial<HistoryView> = {}) =>
      draw(lineOf([90], { breaks }), lineOf([80], more), { ...size, width }).breaks[0]?.text
    expect(said(800)).toBe('Thị trấn Ái Nghĩa, Đại Nghĩa, … → Đại Lộc')
    expect(said(1200, { breaks: others })).toMatch(/→ Đại Lộc · Đại Hiệp, .* → Vu Gia$/)
    expect(said(400)).toBe('Ranh giới mới từ 15/10/2025')
    expect(said(250)).toBe('15/10/2025')
  })

  it('joins nothing over a break: before it the figures are of other ground', () => {
    const cutAt = NOW - 30 * MINUTE_MS
    const breaks = [{ at: cutAt, words: text('ranh giới mới') }]
    const hour = Array.from({ length: 61 }, () => 90)
    const [parted = [], whole = []] = draw(lineOf(hour, { breaks }), lineOf(hour)).lines
    expect([parted.length, whole.length]).toEqual([2, 1])
    expect(parted[0]?.at(-1)?.at).toBeLessThan(cutAt - 2 * MINUTE_MS)
    expect(parted[1]?.[0]?.at).toBe(cutAt)
  })

  it('says that it loads, has nothing, or lacks its history', () => {
    expect(draw(lineOf([], { state: 'loading' }), lineOf([])).notice).toBe('loading')
    expect(draw(lineOf([]), lineOf([])).notice).toBe('empty')
    expect(draw(lineOf([1], { state: 'failed' }), lineOf([])).lacksHistory).toBe(true)
  })
})

describe('the option of a trend', () => {
  const look: ChartLook = {
    ...{ text1: '#1', text2: '#2', text3: '#3', line: '#4', line2: '#5', panel: '#6' },
    ...{ ground: '#7', water1: '#8', water2: '#9', water3: '#a', font: 'F' },
  }

  it('is still, in the pixels of its rem, and breaks the line at a gap', () => {
    // Without silence there is nothing to hatch, so no canvas is asked for a pattern.
    const chart = { ...draw(lineOf([90, null, 92, 93]), lineOf([80])), silent: [] }
    const option = JSON.stringify(trendOption(chart, look, 20))
    expect(option).toContain('"animation":false')
    expect(option).toContain('"fontSize":36')
    expect(option.match(/"-"/g)).toHaveLength(1)
  })
})

describe('the words of a trend', () => {
  const readings = new Map([
    ['m/A', buildReading({ value: 91 })],
    ['m/B', buildReading({ value: 81, freshness: 'expired' })],
  ])

  it('name what the lines do not share, and write no number that has expired', () => {
    const view = trendView(options, all, readings, context)
    expect(view.labels).toMatchObject([
      { name: 'A', text: '91,0', freshness: 'fresh' },
      { name: 'B', text: '—', freshness: 'expired' },
    ])
    expect(view).toMatchObject({ title: 'Tỷ lệ', subtitle: ['%', '6 giờ qua'] })
  })

  it('tell in a table what the drawing shows', () => {
    const histories = new Map([['m/A', lineOf([90, 93, 91])]])
    const view = trendView(options, all, readings, context)
    const { rows } = trendTable(view, all, histories, readings, context)
    expect(rows[0]?.cells.map((cell) => cell.text)).toEqual([
      '91,0',
      '90,0 lúc 09:40',
      '93,0 lúc 09:41',
    ])
    expect(rows).toHaveLength(2)
  })

  it('tell in the table where the ground was cut anew, once for all lines', () => {
    const breaks = [{ at: NOW - MINUTE_MS, words: text('A, B → C') }]
    const histories = new Map([
      ['m/A', lineOf([90, 93], { breaks })],
      ['m/B', lineOf([80], { breaks })],
    ])
    const view = trendView(options, all, readings, context)
    const { rows } = trendTable(view, all, histories, readings, context)
    expect(rows.slice(2)).toEqual([
      {
        name: 'Ranh giới mới từ 15/10/2025',
        cells: [{ text: 'A, B → C' }, { text: '' }, { text: '' }],
      },
    ])
  })
})
