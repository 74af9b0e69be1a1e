import { describe, expect, it } from 'vitest'
import { buildMetric } from '../../stores/build-screen.ts'
import type { Reading } from '../../stores/readings.ts'
import { buildContext, buildReading, buildUnits, NOW } from '../build-context.ts'
import type { PanelContext } from '../panel-context.ts'
import { warningsView, type WarningsView } from './warnings-view.ts'
import { watchedSeries } from './watched.ts'

const MINUTE = 60_000
const river = buildMetric({
  id: 'river',
  name: { vi: 'Mực nước sông', en: 'Level' },
  shortName: { vi: 'Mực nước', en: 'Level' },
})
const rate = buildMetric({
  ...{ id: 'rate', subjects: 'unit', decimals: 1, direction: 'higher-is-better', target: 95 },
  name: { vi: 'Tỷ lệ đúng hạn', en: 'On time' },
  shortName: { vi: 'Đúng hạn', en: 'On time' },
  unitOfMeasure: { vi: '%', en: '%' },
  owner: { vi: 'Trung tâm', en: 'Centre' },
})
const levels = [
  { name: 'BĐ1', value: 6.5 },
  { name: 'BĐ2', value: 8 },
  { name: 'BĐ3', value: 9 },
]
const stations = ['Ái Nghĩa', 'Hội Khách', 'Thạnh Mỹ']
const context = buildContext(
  {},
  {
    metrics: [river, rate],
    units: buildUnits('1', ['Đại Lộc', 'Hà Nha']),
    sensors: stations.map((name) => {
      return { id: name, name: { vi: name, en: name }, kind: 'river', levels }
    }),
  },
)

function view(
  values: Readonly<Record<string, number | Reading>>,
  given: PanelContext = context,
): WarningsView {
  const readings = new Map(
    Object.entries({ ...CALM, ...values }).map(([key, one]) => [
      key,
      typeof one === 'number' ? buildReading({ value: one }) : one,
    ]),
  )
  const options = { metrics: ['river', 'rate'] }
  const watched = watchedSeries(options, given.screen, given.locale)
  return warningsView(options, watched, readings, given)
}
const CALM = {
  ...{ 'river/Ái Nghĩa': 5, 'river/Hội Khách': 5, 'river/Thạnh Mỹ': 5 },
  ...{ 'rate/Đại Lộc': 97, 'rate/Hà Nha': 95 },
}
const titles = (one: WarningsView): readonly string[] =>
  one.items.map(({ place, words }) => `${place} | ${words}`.replaceAll('\u00a0', ' '))

describe('the list of warnings', () => {
  it('names levels in the words of bulletins, the highest first', () => {
    const one = view({ 'river/Ái Nghĩa': 8, 'river/Hội Khách': 10.06, 'river/Thạnh Mỹ': 9.2 })
    expect(titles(one)).toEqual([
      'Hội Khách | trên BĐ3 1,06 m',
      'Thạnh Mỹ | trên BĐ3 0,20 m',
      'Ái Nghĩa | ở mức BĐ2',
    ])
    expect(one.items[0]).toMatchObject({
      kind: 'level',
      details: ['Mực nước sông'],
      level: { reached: 3, count: 3 },
      value: { series: 'river/Hội Khách', text: '10,06' },
      unitOfMeasure: 'm',
    })
    expect(one.subtitle).toEqual(['3 vượt mức'])
  })

  it('names targets missed with the unit and the value, the worst first, after the levels', () => {
    const one = view({ 'rate/Đại Lộc': 94.9, 'rate/Hà Nha': 88.1, 'river/Ái Nghĩa': 7 })
    expect(titles(one).slice(1)).toEqual(['Hà Nha | Đúng hạn', 'Đại Lộc | Đúng hạn'])
    expect(one.items[1]).toMatchObject({ kind: 'target', value: { text: '88,1' } })
    expect(one.items[1]?.details).toEqual(['chưa đạt chỉ tiêu 95\u00a0%'])
    expect(one.subtitle).toEqual(['1 vượt mức', '2 chưa đạt'])
  })

  it('tells what is old from what is lost and from what never came, the longest silence first', () => {
    const one = view({
      'river/Ái Nghĩa': buildReading({ value: 5, freshness: 'stale', ageMs: 3 * MINUTE }),
      'river/Thạnh Mỹ': buildReading({ value: 5, freshness: 'expired', ageMs: 60 * MINUTE }),
    })
    expect(titles(one)).toEqual([
      'Thạnh Mỹ | mất số từ 08:42',
      'Ái Nghĩa | số lúc 09:39, cũ 3 phút',
    ])
    expect(one.items[0]).toMatchObject({
      ...{ kind: 'silent', isOld: true, details: ['Mực nước', 'hỏi owner'] },
      value: { series: 'river/Thạnh Mỹ', text: '—' },
    })
    expect(one.subtitle).toEqual(['2 mất số'])
  })

  it('does not tell a station twice that is both above a level and old', () => {
    const old = buildReading({ value: 9.5, freshness: 'stale', ageMs: 3 * MINUTE, trend: 'up' })
    const one = view({ 'river/Ái Nghĩa': old })
    expect(one.items).toHaveLength(1)
    expect(one.items[0]).toMatchObject({ kind: 'level', isOld: true, trend: undefined })
  })

  it('tells the places of one silent source together', () => {
    const names = ['A', 'B', 'C', 'D', 'E']
    const many = buildContext({}, { metrics: [river, rate], units: buildUnits('1', names) })
    const lost = buildReading({ value: 97, freshness: 'expired', ageMs: 60 * MINUTE })
    const one = view(Object.fromEntries(names.map((name) => [`rate/${name}`, lost])), many)
    expect(one.items).toMatchObject([
      {
        place: '5/5 nơi',
        words: 'mất số từ 08:42',
        details: ['Đúng hạn', 'hỏi Trung tâm'],
        value: undefined,
      },
    ])
    expect(one.subtitle).toEqual(['5 mất số'])
  })
})

describe('an empty list of warnings', () => {
  it('says that nothing is wrong when every source is heard', () => {
    expect(view({})).toMatchObject({ items: [], calm: 'Không có gì vượt ngưỡng', subtitle: [] })
    expect(view({}, { ...context, locale: 'en' }).state.freshness).toBe('fresh')
  })

  it.each(['offline', 'store-down', 'ingest-down', 'source-late', 'clock-off'] as const)(
    'does not say so while the feed is %s',
    (layer) => {
      const { calm, items } = view({}, { ...context, layer, since: NOW })
      expect(items).toEqual([])
      expect(calm).toBe(`Chưa biết có gì vượt ngưỡng hay không: ${context.messages.feed[layer]}`)
    },
  )

  it('does not say so of places it does not have', () => {
    const nowhere = buildContext({}, { metrics: [river, rate] })
    expect(view({}, nowhere).calm).toMatch(/^Chưa biết/)
    expect(view({}, nowhere).state.freshness).toBe('none')
  })
})
