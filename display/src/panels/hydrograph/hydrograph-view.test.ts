import { describe, expect, it } from 'vitest'
import { riseOf } from '../../../../protocol/rise.ts'
import type { ScreenSensor } from '../../../../protocol/screen.ts'
import type { HistoryView } from '../../history/history-book.ts'
import { gaugeEvery } from '../../history/gauge-metric.ts'
import { windowFor } from '../../history/history-window.ts'
import type { Reading } from '../../stores/readings.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import { buildContext, buildReading, NOW } from '../build-context.ts'
import type { PanelContext } from '../panel-context.ts'
import { hydrographChart } from './hydrograph-chart.ts'
import { hydrographTable, hydrographView } from './hydrograph-view.ts'

const MINUTE_MS = 60_000
const named = (name: string) => ({ vi: name, en: name })
const sensors: readonly ScreenSensor[] = [
  {
    id: 'a',
    name: named('Ái Nghĩa'),
    kind: 'river',
    levels: [
      { name: 'BĐ1', value: 6.5 },
      { name: 'BĐ2', value: 8 },
      { name: 'BĐ3', value: 9 },
    ],
  },
  { id: 'b', name: named('Hội Khách'), kind: 'river' },
]
const metric = buildMetric({ shortName: { vi: 'Mực nước', en: 'Level' } })
const options = { metric: 'river.level', sensor: 'a', hours: 24, beside: ['b'] }
const context = buildContext({}, { sensors })
const points = Array.from({ length: 61 }, (_, step) => {
  const value = 8 + step / 100
  return { at: NOW - (60 - step) * MINUTE_MS, value, min: value, max: value }
})
const readings = new Map([
  ['river.level/a', buildReading({ value: 8.6, trend: 'up' })],
  ['river.level/b', buildReading({ value: 18.1 })],
])

describe('a hydrograph in words', () => {
  const rise = riseOf(points, NOW, metric.freshness)
  const rises = new Map(rise ? [['river.level/a', rise]] : [])
  const view = hydrographView(options, metric, { points, readings, rises }, context)

  it('says the level, its meaning, its rise per hour, and when the next level may be reached', () => {
    expect(view.title).toBe('Mực nước Ái Nghĩa')
    expect(view.station).toMatchObject({
      text: '8,60',
      meaning: 'trên BĐ2 0,60\u00a0m',
      trend: 'up',
    })
    expect([view.direction, view.rate]).toEqual(['đang lên', '60\u00a0cm/giờ'])
    expect(view.estimate).toBe('ước tính đạt BĐ3 lúc 10:20')
  })

  it('has the arrow of the rise that it tells, not that of the last minutes', () => {
    const falling = new Map([
      ['river.level/a', { perHour: -0.05, from: { at: NOW, value: 8.6 } }],
      ['river.level/b', { perHour: 0.004, from: { at: NOW, value: 18.1 } }],
    ])
    const other = hydrographView(options, metric, { points, readings, rises: falling }, context)
    expect([other.station.trend, other.direction, other.rate, other.estimate]).toEqual([
      ...['down', 'đang xuống', '5\u00a0cm/giờ', undefined],
    ])
    expect(other.beside[0]?.trend).toBe('level')
  })

  it('says no slope and no estimate of a level that has expired', () => {
    const old = new Map([['river.level/a', buildReading({ value: 8.6, freshness: 'expired' })]])
    const expired = hydrographView(options, metric, { points, readings: old, rises }, context)
    expect(expired.station.text).toBe('—')
    expect([expired.direction, expired.rate, expired.estimate]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(expired.state.freshness).toBe('expired')
  })

  it('makes no estimate of what is not live, nor without the word that it is one', () => {
    const told = (layer: PanelContext['layer'], freshness: Reading['freshness'] = 'fresh') => {
      const old = new Map([['river.level/a', buildReading({ value: 8.6, freshness })]])
      const at = { ...context, layer }
      return hydrographView(options, metric, { points, readings: old, rises }, at).estimate
    }
    expect(told('live')).toMatch(/^ước tính /)
    expect(told('live', 'ageing')).toMatch(/^ước tính /)
    expect([told('offline'), told('live', 'stale')]).toEqual([undefined, undefined])
  })

  it('has the neighbours in its table', () => {
    const { rows } = hydrographTable(view, context)
    expect(rows.map(({ name, cells }) => [name, cells[0]?.text])).toEqual([
      ['Ái Nghĩa', '8,60'],
      ['Hội Khách', '18,10'],
    ])
  })
})

describe('a hydrograph as a drawing', () => {
  const size = { width: 600, height: 300, rem: 10 }
  const asked = windowFor('river.level/a', 24 * 60 * MINUTE_MS, gaugeEvery(MINUTE_MS))
  const draw = (given: Partial<HistoryView>) =>
    hydrographChart(
      options,
      metric,
      asked,
      { state: 'ready', points, breaks: [], ...given },
      context,
      size,
    )

  it('draws every named level, and leaves the future blank', () => {
    const chart = draw({})
    expect(chart.levels.map(({ text }) => text)).toEqual(['BĐ1 6,50', 'BĐ2 8,00', 'BĐ3 9,00'])
    expect(chart.now.place).toBeLessThan(chart.plot.right - 2)
    for (const { x, y } of chart.dots) {
      expect(x).toBeLessThanOrEqual(chart.now.place + 0.01)
      expect(y).toBeGreaterThanOrEqual(chart.plot.top)
    }
  })

  it('draws no line across a gap and none from before its edge', () => {
    const early = { at: NOW - 30 * 60 * MINUTE_MS, value: 1, min: 1, max: 1 }
    const gappy = [early, ...points.filter((_, step) => step < 20 || step > 40)]
    const chart = draw({ points: gappy })
    expect(chart.edge.match(/M/g)).toHaveLength(2)
    expect(chart.water.match(/Z/g)).toHaveLength(2)
    expect(Math.min(...chart.dots.map(({ x }) => x))).toBeGreaterThanOrEqual(chart.plot.left)
  })

  it('says that it is loading, has nothing, or lacks its history', () => {
    expect(draw({ state: 'loading', points: [] }).notice).toBe('loading')
    expect(draw({ points: [] }).notice).toBe('empty')
    expect(draw({ state: 'failed' })).toMatchObject({ notice: undefined, lacksHistory: true })
  })
})
