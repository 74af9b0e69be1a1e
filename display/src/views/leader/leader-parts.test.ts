import { describe, expect, it } from 'vitest'
import type { ScreenMessage, ScreenMetric } from '../../../../protocol/screen.ts'
import { buildContext, buildReading, buildUnits, NOW } from '../../panels/build-context.ts'
import type { PanelContext } from '../../panels/panel-context.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import type { Reading } from '../../stores/readings.ts'
import { lateFigures } from './late-figures.ts'
import { expectedSpots, leaderFigure, seriesOf, targetOf } from './leader-figure.ts'
import { sensorsIn, siteGroups, spotsOf, unitGroups } from './leader-groups.ts'
import { leaderLinks, splitSeries } from './leader-links.ts'
import { ancestorsOf } from './leader-places.ts'
import { chosenMetric, placeRows } from './place-list.ts'
import { operandsOf, provenance } from './provenance.ts'
import { findSpot } from './series-spot.ts'

const text = (words: string): { vi: string; en: string } => ({ vi: words, en: words })
const MINUTE = 60_000
const DAY = 1_440 * MINUTE
const sum = { kind: 'sum' } as const

const unitMetric = (id: string, given: Partial<ScreenMetric> = {}): ScreenMetric =>
  buildMetric({
    ...{ id, name: text(id), shortName: text(id), subjects: 'unit', decimals: 0 },
    ...{ unitOfMeasure: text(''), aggregation: sum },
    ...given,
  })

const dossiers = { id: 'dossiers', name: text('Thủ tục hành chính') }
const hydro = { id: 'hydro', name: text('Mưa, sông, hồ') }
const overdue = unitMetric('overdue', { group: dossiers })
const open = unitMetric('open', { group: dossiers, direction: 'neither' })
const done = unitMetric('done', { group: dossiers })
const inTime = unitMetric('in-time', { group: dossiers })
const rate = unitMetric('rate', {
  ...{ group: dossiers, decimals: 1, unitOfMeasure: text('%'), target: 95 },
  direction: 'higher-is-better',
  aggregation: { kind: 'ratio', numerator: 'in-time', denominator: 'done', factor: 100 },
})
const budget = buildMetric({
  ...{ id: 'budget', name: text('budget'), subjects: 'unit', group: dossiers, decimals: 0 },
})
const coverage = unitMetric('overdue.coverage', { group: dossiers, coverageOf: 'overdue' })
const level = buildMetric({ group: hydro, name: text('Mực nước sông') })

const levels = [
  { name: 'BĐ1', value: 6.5 },
  { name: 'BĐ2', value: 8 },
  { name: 'BĐ3', value: 9 },
]
const screen: Partial<ScreenMessage> = {
  metrics: [overdue, coverage, open, done, inTime, rate, budget, level],
  units: buildUnits('1', ['A', 'B', 'C']),
  sensors: [{ id: 'ai-nghia', name: text('Ái Nghĩa'), kind: 'river', unit: 'A', levels }],
  layout: {
    scenes: [
      {
        ...{ id: 's', title: text('s') },
        panels: [
          {
            ...{ id: 'p', at: { column: 1, row: 1, width: 1, height: 1 } },
            panel: { kind: 'figure', options: { metric: 'overdue', unit: 'root', notes: [] } },
          },
          {
            ...{ id: 'q', at: { column: 2, row: 1, width: 1, height: 1 } },
            panel: { kind: 'commune-map', options: { metric: 'open', sensors: [] } },
          },
        ],
      },
    ],
  },
}
const context = buildContext({}, screen)
const of = (given: Readonly<Record<string, Reading>>): ReadonlyMap<string, Reading> =>
  new Map(Object.entries(given))
const none: ReadonlyMap<string, Reading> = new Map()

describe('the figures of a page', () => {
  it('stand by field of work; what the wall shows is large, and no coverage is a figure of its own', () => {
    const groups = siteGroups(context.screen)
    expect(groups.map((group) => group.name?.vi)).toEqual(['Thủ tục hành chính', 'Mưa, sông, hồ'])
    expect(groups[0]?.headlines.map(seriesOf)).toEqual(['overdue/1'])
    expect(groups[0]?.rows.map(seriesOf)).toEqual([
      ...['open/1', 'done/1', 'in-time/1', 'rate/1', 'budget/1'],
    ])
    expect(groups[1]?.sensors.map(({ kind, sensors }) => [kind, sensors.length])).toEqual([
      ['river', 1],
    ])
    expect(groups.flatMap(spotsOf).map(seriesOf)).toHaveLength(7)
  })

  it('make the first of a field large where the wall shows none of it', () => {
    const bare = { ...context.screen, layout: { scenes: [] } }
    expect(siteGroups(bare)[0]?.headlines.map(seriesOf)).toEqual(['overdue/1', 'open/1'])
  })

  it('are all of them those of a unit, with the sensors that stand in it', () => {
    expect(unitGroups('A', context.screen).flatMap(spotsOf).map(seriesOf)).toEqual([
      ...['overdue/A', 'open/A', 'done/A', 'in-time/A', 'rate/A', 'budget/A'],
    ])
    expect(sensorsIn('A', context.screen).flatMap(spotsOf).map(seriesOf)).toEqual([
      'river.level/ai-nghia',
    ])
    expect(sensorsIn('B', context.screen)).toEqual([])
  })

  it('leave out what nobody sent of a unit whose number is not worked out', () => {
    const spots = siteGroups(context.screen).flatMap(spotsOf)
    const heard = of({ 'budget/1': buildReading({ value: 1 }) })
    expect(expectedSpots(spots, none).map(seriesOf)).not.toContain('budget/1')
    expect(expectedSpots(spots, heard).map(seriesOf)).toContain('budget/1')
  })
})

describe('one figure', () => {
  const figureOf = (given: Partial<Reading>, at: PanelContext = context) =>
    leaderFigure(
      { metric: overdue, subject: '1' },
      of({ 'overdue/1': buildReading({ value: 47, ...given }) }),
      at,
    )

  it.each([
    [{}, 'vừa xong'],
    [{ ageMs: 71_000 }, '1 phút trước'],
    [{ ageMs: 12 * MINUTE, freshness: 'ageing' }, '12 phút trước, quá kỳ gửi'],
    [{ ageMs: 92 * MINUTE, freshness: 'stale' }, 'số lúc 08:10, cũ 1 giờ 32 phút'],
    [{ ageMs: 9 * DAY, freshness: 'expired' }, 'mất số từ 09:42 06/10'],
    [{ value: null, freshness: 'none' }, 'báo không có số lúc 09:42 hôm nay'],
  ] as const)('says in words how old it is: %j', (given, words) => {
    expect(figureOf(given).age).toBe(words)
  })

  it('shows no number once it has expired, and says so of one never heard of', () => {
    expect(figureOf({ freshness: 'expired', ageMs: 9 * DAY }).text).toBe('—')
    const missing = leaderFigure({ metric: overdue, subject: 'A' }, none, context)
    expect([missing.text, missing.age, missing.freshness]).toEqual([
      ...['—', 'chưa có số lần nào', 'none'],
    ])
  })

  it('is old as soon as the server is gone, whatever its age', () => {
    const cut = buildContext({ layer: 'offline', since: NOW - 11 * MINUTE }, screen)
    const figure = figureOf({ freshness: 'stale', ageMs: 90_000 }, cut)
    expect([figure.text, figure.freshness]).toEqual(['47', 'stale'])
    expect(figure.age).toBe('cũ 11 phút')
  })

  it('speaks of a river as bulletins do, and of what is doubtful', () => {
    const reading = buildReading({ value: 9.85, origin: 'manual', trend: 'up' })
    const spot = { metric: level, subject: 'ai-nghia' }
    const figure = leaderFigure(spot, of({ 'river.level/ai-nghia': reading }), context)
    expect(figure.meaning).toBe('trên BĐ3 0,85\u00a0m')
    expect(figure.doubts).toEqual(['nhập tay'])
  })

  it('says how many units stand behind it when some are missing', () => {
    const readings = of({
      'overdue/1': buildReading({ value: 47, origin: 'derived' }),
      'overdue.coverage/1': buildReading({ value: 2 }),
    })
    const figure = leaderFigure({ metric: overdue, subject: '1' }, readings, context)
    expect(figure.doubts).toEqual(['2/3 xã có số'])
  })

  it('judges a target by the number as it is written', () => {
    expect(targetOf(rate, 94.96, context)).toMatchObject({ words: 'đạt chỉ tiêu 95\u00a0%' })
    expect(targetOf(rate, 94.94, context)).toMatchObject({ isMissed: true })
    const low = { ...overdue, target: 0, direction: 'lower-is-better' } as const
    expect(targetOf(low, 1, context)?.words).toBe('chưa đạt chỉ tiêu 0')
    expect(targetOf(overdue, 1, context)).toBeUndefined()
  })
})

describe('what is late or missing', () => {
  it('comes missing first, then the oldest, and counts both', () => {
    const spots = [overdue, open, done, inTime].map((metric) => ({ metric, subject: '1' }))
    const late = lateFigures(
      spots,
      of({
        'overdue/1': buildReading({ value: 1 }),
        'open/1': buildReading({ value: 1, freshness: 'stale', ageMs: 5 * MINUTE }),
        'done/1': buildReading({ value: 1, freshness: 'stale', ageMs: 6 * MINUTE }),
      }),
      context,
    )
    expect(late.figures.map((figure) => figure.series)).toEqual(['in-time/1', 'done/1', 'open/1'])
    expect([late.oldCount, late.missingCount]).toEqual([2, 1])
  })

  it('names the place unless it is the site itself', () => {
    const late = lateFigures(
      [
        { metric: level, subject: 'ai-nghia' },
        { metric: overdue, subject: '1' },
      ],
      none,
      context,
    )
    expect(late.figures.map((figure) => figure.place)).toEqual(['Ái Nghĩa', ''])
  })
})

describe('units compared', () => {
  const units = context.screen.units.slice(1)
  const readings = of({
    'rate/A': buildReading({ value: 96 }),
    'rate/B': buildReading({ value: 48, freshness: 'stale', ageMs: DAY }),
    'overdue/A': buildReading({ value: 3 }),
    'overdue/B': buildReading({ value: 3 }),
  })

  it('begin with the worst, whichever end that is, and end with those without a number', () => {
    const rows = placeRows(rate, units, readings, context)
    expect(rows.rows.map((row) => [row.place, row.figure.text, row.share])).toEqual([
      ...[
        ['B', '48,0', 0.5],
        ['A', '96,0', 1],
        ['C', '—', undefined],
      ],
    ])
    expect([rows.missingCount, rows.oldCount, rows.rows[0]?.shade]).toEqual([1, 1, 'stale'])
    expect(placeRows(overdue, units, readings, context).rows.map((row) => row.place)).toEqual([
      ...['A', 'B', 'C'],
    ])
  })

  it('are compared by what was asked for, else by what the map shows', () => {
    expect(chosenMetric(context.screen, 'rate')?.id).toBe('rate')
    expect(chosenMetric(context.screen, 'river.level')?.id).toBe('open')
    expect(chosenMetric(context.screen, ['x'])?.id).toBe('open')
    const bare = { ...context.screen, layout: { scenes: [] } }
    expect(chosenMetric(bare, undefined)?.id).toBe('overdue')
    expect(chosenMetric({ ...bare, metrics: [level] }, undefined)).toBeUndefined()
  })
})

describe('where a number comes from', () => {
  const factsOf = (spot: Parameters<typeof provenance>[0], reading?: Reading, at = context) => {
    const readings = reading ? of({ [seriesOf(spot)]: reading }) : none
    return Object.fromEntries(provenance(spot, readings, at).map(({ term, text }) => [term, text]))
  }

  it('is told of a sum, with its age, cadence, owner and target', () => {
    const reading = buildReading({ value: 47, origin: 'derived', ageMs: MINUTE })
    expect(factsOf({ metric: overdue, subject: '1' }, reading)).toEqual({
      formula: 'Tổng của 3 xã.',
      origin: 'Hệ thống tính từ các số khác',
      quality: 'Tốt',
      sampledAt: '09:41:18 15/10/2025, là giờ của số cũ nhất được gộp vào',
      validity: 'Coi là cũ từ 09:43, không hiện nữa từ 09:49.',
      cadence: 'Mỗi 60 giây, cho trễ 0 giây.',
      owner: 'owner',
      target: 'Không đặt chỉ tiêu. Càng thấp càng tốt.',
      code: 'overdue/1',
    })
  })

  it('is told of a ratio, whose two numbers can be opened', () => {
    const spot = { metric: rate, subject: '1' }
    const facts = factsOf(spot, buildReading({ value: 93, origin: 'derived' }))
    expect(facts['formula']).toBe(
      'in-time ÷ done × 100. Cộng tử số và mẫu số của các xã có đủ hai số rồi mới chia.',
    )
    expect(facts['target']).toBe('Chưa đạt chỉ tiêu 95\u00a0%. Càng cao càng tốt.')
    expect(factsOf(spot)['target']).toBe('Chỉ tiêu 95\u00a0%. Càng cao càng tốt.')
    expect(operandsOf(spot, context.screen).map(seriesOf)).toEqual(['in-time/1', 'done/1'])
  })

  it('says of a parent that was sent a number that nothing was worked out', () => {
    const spot = { metric: overdue, subject: '1' }
    const facts = factsOf(spot, buildReading({ value: 47, origin: 'manual' }))
    expect(facts['formula']).toBe('site gửi thẳng số này, hệ thống không tính lại.')
    expect(facts['origin']).toBe('Người nhập tay')
  })

  it('is told of a station with its alarm levels, and of a simulated source', () => {
    const spot = { metric: level, subject: 'ai-nghia' }
    const facts = factsOf(spot, buildReading({ value: 9.85, origin: 'simulated' }))
    expect(facts['formula']).toBe('Đo trực tiếp tại trạm Ái Nghĩa.')
    expect(facts['origin']).toBe('Mô phỏng, không phải số thật')
    expect(facts['levels']).toBe(
      'BĐ1 6,50 m · BĐ2 8,00 m · BĐ3 9,00 m'.replaceAll(/(?<!·) (?!·)/g, '\u00a0'),
    )
  })

  it('says that what was worked out from simulated figures is no more real than they', () => {
    const demo = buildContext({}, { ...screen, scenario: { title: text('lũ') } })
    const reading = buildReading({ value: 47, origin: 'derived' })
    expect(factsOf({ metric: overdue, subject: '1' }, reading, demo)['origin']).toBe(
      'Hệ thống tính từ các số khác; các số gốc là mô phỏng',
    )
  })

  it('says since when a number is old or gone', () => {
    const spot = { metric: overdue, subject: '1' }
    const old = buildReading({ value: 47, ageMs: 3 * MINUTE })
    const gone = buildReading({ value: 47, ageMs: 9 * MINUTE, freshness: 'expired' })
    expect(factsOf(spot, old)['validity']).toBe('Đã cũ từ 09:41, không hiện nữa từ 09:47.')
    expect(factsOf(spot, gone)['validity']).toBe('Đã quá hạn từ 09:41, không hiện nữa.')
  })

  it('is told of a number never heard of as far as it is known', () => {
    const facts = factsOf({ metric: overdue, subject: 'A' })
    expect(facts['formula']).toBe('A gửi thẳng số này, hệ thống không tính lại.')
    expect(facts).not.toHaveProperty('sampledAt')
    expect(facts).not.toHaveProperty('origin')
  })
})

describe('addresses', () => {
  it('keep language, theme and the key, and nothing that belongs to one page', () => {
    const query = { lang: 'en', theme: 'light', metric: 'rate', period: '7d' }
    const links = leaderLinks('dai-loc', { query, hash: '#key=k' })
    expect(links.series('river.level/ai-nghia')).toEqual({
      path: '/m/dai-loc/series/river.level/ai-nghia',
      query: { lang: 'en', theme: 'light' },
      hash: '#key=k',
    })
    expect(links.unit('a/b')).toMatchObject({ path: '/m/dai-loc/unit/a%2Fb' })
    expect(splitSeries('m/a/b')).toEqual(['m', 'a/b'])
  })

  it('name a number only where the site has its metric and the unit or sensor', () => {
    expect(findSpot('overdue', 'A', context.screen)).toMatchObject({ subject: 'A' })
    expect(findSpot('overdue', 'ai-nghia', context.screen)).toBeUndefined()
    expect(findSpot('river.level', 'A', context.screen)).toBeUndefined()
    expect(findSpot('x', 'A', context.screen)).toBeUndefined()
  })
})

describe('units above a unit', () => {
  it('come highest first, without the site, and a circle ends', () => {
    const unit = (code: string, parent: string) => ({
      ...{ code, parent, name: text(code), kind: 'commune' },
    })
    const units = [unit('d', '1'), unit('c', 'd'), unit('x', 'y'), unit('y', 'x')]
    const at = { ...context.screen, units }
    expect(ancestorsOf('c', at).map((one) => one.code)).toEqual(['d'])
    expect(ancestorsOf('x', at).length).toBeLessThanOrEqual(units.length)
  })
})
