import { describe, expect, it } from 'vitest'
import type { GaugeStripOptions } from '../../../../protocol/panels/gauge-strip.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import type { Reading } from '../../stores/readings.ts'
import { buildContext, buildReading, NOW } from '../build-context.ts'
import type { BoxSize } from '../box-size.ts'
import type { PanelContext } from '../panel-context.ts'
import { gaugeStripLayout } from './gauge-strip-layout.ts'
import { gaugeKeys, gaugePlan, gaugeStripView, type GaugeStripView } from './gauge-strip-view.ts'

const HOUR = 3_600_000
const river = buildMetric({ name: { vi: 'Mực nước', en: 'Level' }, direction: 'neither' })
const rain24 = buildMetric({
  id: 'rain.24h',
  shortName: { vi: 'Mưa 24 giờ', en: 'Rain 24 h' },
  unitOfMeasure: { vi: 'mm', en: 'mm' },
  decimals: 1,
  sensorKind: 'rain',
  classes: [16, 51, 101, 200],
})
const rain1 = buildMetric({ id: 'rain.1h', decimals: 1, sensorKind: 'rain' })
const named = (name: string) => ({ vi: name, en: name })
const levels = [
  { name: 'BĐ1', value: 6.5 },
  { name: 'BĐ2', value: 8 },
  { name: 'BĐ3', value: 9 },
]
const context = buildContext(
  {},
  {
    metrics: [river, rain24, rain1],
    sensors: [
      { id: 'ai-nghia', name: named('Ái Nghĩa'), kind: 'river', levels },
      { id: 'thanh-my', name: named('Thạnh Mỹ'), kind: 'river', levels },
      { id: 'r1', name: named('Hà Nha'), kind: 'rain' },
      { id: 'r2', name: named('Vu Gia'), kind: 'rain' },
    ],
  },
)

function view(
  values: Readonly<Record<string, number | Reading>>,
  options: GaugeStripOptions = { metric: 'river.level' },
  given: PanelContext = context,
  rises: Readonly<Record<string, number>> = {},
): GaugeStripView {
  const readings = new Map(
    Object.entries(values).map(([key, one]) => [
      key,
      typeof one === 'number' ? buildReading({ value: one }) : one,
    ]),
  )
  const plan = gaugePlan(options, given.screen)
  const told = Object.entries(rises).map(
    ([series, perHour]) => [series, { perHour, from: { at: given.now, value: 0 } }] as const,
  )
  return gaugeStripView(options, plan, readings, new Map(told), given)
}

describe('a strip of river stations', () => {
  it('says the level reached in the words of bulletins, with the unit in the head', () => {
    const rising = buildReading({ value: 10.6, trend: 'up' })
    const values = { 'river.level/ai-nghia': rising, 'river.level/thanh-my': 6 }
    const one = view(values, undefined, undefined, { 'river.level/ai-nghia': 0.012 })
    expect(one.subtitle).toEqual(['m', 'cm/giờ'])
    expect(one.rows).toMatchObject([
      {
        series: 'river.level/ai-nghia',
        name: 'Ái Nghĩa',
        text: '10,60',
        level: { reached: 3, count: 3 },
        words: 'trên BĐ3 1,60',
        trend: 'up',
        rise: '+1',
      },
      { text: '6,00', level: { reached: 0, count: 3 }, words: 'dưới BĐ1 0,50', rise: undefined },
    ])
  })

  it('writes a fall with its sign and a standstill without one', () => {
    const riseOf = (risePerHour: number) =>
      view({ 'river.level/ai-nghia': 9 }, undefined, undefined, {
        'river.level/ai-nghia': risePerHour,
      }).rows[0]?.rise
    expect([-0.07, 0.004, -0.004].map(riseOf)).toEqual(['-7', '0', '0'])
    const arrowOf = (risePerHour: number) =>
      view(
        { 'river.level/ai-nghia': buildReading({ value: 9, trend: 'up' }) },
        undefined,
        context,
        {
          'river.level/ai-nghia': risePerHour,
        },
      ).rows[0]?.trend
    // Of the rise beside it, whatever the last minutes were like.
    expect([-0.07, 0.004, 0.006].map(arrowOf)).toEqual(['down', 'level', 'up'])
  })

  it('says since when a station is lost', () => {
    const lost = buildReading({ value: 9, freshness: 'expired', ageMs: 50 * HOUR })
    expect(view({ 'river.level/thanh-my': lost }).rows[1]).toMatchObject({
      ...{ text: '—', look: 'lost', words: 'mất từ 07:42 13/10', level: undefined },
    })
    expect(view({}).rows[0]).toMatchObject({ look: 'lost', words: 'trạm chưa gửi lần nào' })
    const told = buildReading({ value: null, freshness: 'none', ageMs: HOUR })
    expect(view({ 'river.level/thanh-my': told }).rows[1]?.words).toBe('báo không có số lúc 08:42')
  })

  it('greys one old station and says its age in the place of its rise', () => {
    const given = { value: 9, freshness: 'stale', ageMs: 52 * 60_000, trend: 'up' } as const
    const stale = buildReading(given)
    const values = { 'river.level/ai-nghia': stale, 'river.level/thanh-my': 6 }
    const one = view(values, undefined, undefined, { 'river.level/ai-nghia': 0.1 })
    expect(one.rows[0]).toMatchObject({ look: 'old', rise: 'cũ 52 phút', trend: undefined })
    expect(one.state).toMatchObject({ freshness: 'stale', look: 'plain', age: '1/2 số đã cũ' })
    const alone = view({ 'river.level/ai-nghia': stale })
    expect(alone.state).toMatchObject({ look: 'stale', strip: 'số lúc 08:50, cũ 52 phút' })
    expect(alone.rows[0]?.rise).toBeUndefined()
  })

  it('is grey altogether when the server is lost', () => {
    const cut = { ...context, layer: 'offline', since: NOW } as const
    const one = view({ 'river.level/ai-nghia': 9.5 }, undefined, cut)
    expect(one.state.look).toBe('stale')
    expect(one.rows[0]).toMatchObject({ text: '9,50', look: 'old' })
  })

  it('shows the stations that are asked for, in that order', () => {
    const options = { metric: 'river.level', sensors: ['thanh-my', 'ai-nghia'] }
    expect(view({}, options).rows.map(({ name }) => name)).toEqual(['Thạnh Mỹ', 'Ái Nghĩa'])
  })
})

describe('a strip of rain gauges', () => {
  const options = { metric: 'rain.24h', beside: 'rain.1h' }

  it('draws bars on one scale with the shade of their class', () => {
    const one = view({ 'rain.24h/r1': 312, 'rain.24h/r2': 20, 'rain.1h/r1': 62 }, options)
    expect(one).toMatchObject({ mark: 'bar', subtitle: ['mm'], heads: { value: 'Mưa 24 giờ' } })
    expect(one.rows[0]).toMatchObject({
      text: '312,0',
      bar: { share: 312 / 350, shade: '4' },
      beside: { series: 'rain.1h/r1', text: '62,0' },
      words: undefined,
    })
    expect(one.rows[1]).toMatchObject({
      bar: { share: 20 / 350, shade: '1' },
      beside: { text: '—' },
    })
  })

  it('does not let drizzle fill the bar, and survives no rain at all', () => {
    expect(view({ 'rain.24h/r1': 2 }, options).rows[0]?.bar?.share).toBe(0.01)
    expect(view({ 'rain.24h/r1': 0 }, options).rows[0]?.bar).toEqual({ share: 0, shade: '0' })
  })

  it('reads both metrics of its own sensors only', () => {
    expect(gaugeKeys(gaugePlan(options, context.screen))).toEqual([
      ...['rain.24h/r1', 'rain.24h/r2', 'rain.1h/r1', 'rain.1h/r2'],
    ])
  })
})

type Row = Pick<GaugeStripView['rows'][number], 'words' | 'rise' | 'look'>

describe('the layout of a strip', () => {
  const texts = { mark: 'level', heads: undefined, nameLetters: 9, valueLetters: 5 } as const
  const box = (width: number, height: number): BoxSize => {
    return { width: width * 10, height: height * 10, rem: 10 }
  }
  const rows = new Array<Row>(8).fill({ words: 'trên BĐ2 0,98', rise: '+4', look: 'plain' })

  it('gives up words before it cuts numbers', () => {
    expect(gaugeStripLayout({ ...texts, rows }, box(54, 30))).toMatchObject({
      ...{ columnCount: 1, rowsPerColumn: 8, hasWords: true, hasRise: true },
    })
    expect(gaugeStripLayout({ ...texts, rows }, box(32, 30))).toMatchObject({ hasWords: false })
  })

  it('lets a station that is lost say so over the room of the rise, which the others keep', () => {
    const lost = { words: 'trạm chưa gửi lần nào', rise: undefined, look: 'lost' } as const
    const some = { ...texts, rows: [...rows.slice(1), lost] }
    expect(gaugeStripLayout(some, box(51, 30))).toMatchObject({ hasWords: true, hasRise: true })
    const wordy = { ...texts, rows: [...rows.slice(1), { ...lost, look: 'plain' as const }] }
    expect(gaugeStripLayout(wordy, box(51, 30))).toMatchObject({ hasRise: false })
  })

  it('makes few stations large', () => {
    const few = { ...texts, rows: rows.slice(4) }
    expect(gaugeStripLayout(few, box(90, 30)).isTall).toBe(true)
    const old = rows.slice(4).map((row) => ({ ...row, rise: 'cũ 50 phút' }))
    expect(gaugeStripLayout({ ...texts, rows: old }, box(60, 30)).isTall).toBe(false)
  })
})
