import { describe, expect, it } from 'vitest'
import type { FigureOptions } from '../../../../protocol/panels/figure.ts'
import type { ScreenMessage } from '../../../../protocol/screen.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import type { Reading } from '../../stores/readings.ts'
import { buildContext, buildReading, buildUnits, NOW } from '../build-context.ts'
import { figureKeys, figureView, widthInEm } from './figure-view.ts'

const text = (words: string): { vi: string; en: string } => ({ vi: words, en: words })
const river = buildMetric({
  id: 'river.level',
  shortName: text('Mực nước'),
  unitOfMeasure: text('m'),
})
const overdue = buildMetric({
  id: 'dossier.overdue',
  name: text('Hồ sơ quá hạn'),
  shortName: text('Quá hạn'),
  unitOfMeasure: text(''),
  decimals: 0,
  subjects: 'unit',
})
const land = buildMetric({ ...overdue, id: 'dossier.land', shortName: text('đất đai') })
const screen: Partial<ScreenMessage> = {
  metrics: [river, overdue, land],
  units: buildUnits('1', ['A', 'B', 'C']),
  sensors: [
    {
      id: 'ai-nghia',
      name: text('Ái Nghĩa'),
      kind: 'river',
      levels: [
        { name: 'BĐ1', value: 6.5 },
        { name: 'BĐ2', value: 8 },
        { name: 'BĐ3', value: 9 },
      ],
    },
  ],
}
const context = buildContext({}, screen)
const atStation: FigureOptions = { metric: 'river.level', sensor: 'ai-nghia', notes: [] }
const ofSite: FigureOptions = { metric: 'dossier.overdue', unit: 'root', notes: ['dossier.land'] }

const level = (value: number, given: Partial<Reading> = {}): ReadonlyMap<string, Reading> =>
  new Map([['river.level/ai-nghia', buildReading({ value, ...given })]])
const atLevel = (value: number) => figureView(atStation, river, level(value), context)

describe('a river figure', () => {
  it('is named after its station and shows its level', () => {
    const view = atLevel(10.6)
    expect(view.title).toBe('Mực nước Ái Nghĩa')
    expect(view.series).toBe('river.level/ai-nghia')
    expect(view.text).toBe('10,60')
    expect(view.unitOfMeasure).toBe('m')
  })

  it.each([
    [9.85, 'trên BĐ3 0,85\u00a0m', 3],
    [9, 'ở mức BĐ3', 3],
    [8.996, 'ở mức BĐ3', 3],
    [8.99, 'trên BĐ2 0,99\u00a0m', 2],
    [6.5, 'ở mức BĐ1', 1],
    [3.42, 'dưới BĐ1 3,08\u00a0m', 0],
  ])('at %d m reads "%s"', (value, words, reached) => {
    expect(atLevel(value).meaning).toBe(words)
    expect(atLevel(value).level).toEqual({ reached, count: 3 })
  })

  it('says where the water is going', () => {
    const view = figureView(atStation, river, level(7, { trend: 'up' }), context)
    expect(view.trend).toBe('up')
    expect(view.notes).toContainEqual({ text: 'đang lên', isTrend: true })
  })

  it('shows neither number nor meaning once it has expired', () => {
    const readings = level(10.6, {
      freshness: 'expired',
      ageMs: 4 * 3_600_000,
      sampledAt: NOW - 4 * 3_600_000,
    })
    const view = figureView(atStation, river, readings, context)
    expect(view).toMatchObject({
      text: '—',
      meaning: undefined,
      trend: undefined,
      level: undefined,
    })
    expect(view.unitOfMeasure).toBe('')
    expect(view).toMatchObject({ notes: [], lost: 'mất số từ 05:42 hôm nay' })
  })

  it('says when a station never reported, and when it said it had no value', () => {
    expect(figureView(atStation, river, new Map(), context).lost).toBe('trạm chưa gửi lần nào')
    const empty = new Map([
      ['river.level/ai-nghia', buildReading({ value: null, freshness: 'none' })],
    ])
    expect(figureView(atStation, river, empty, context).lost).toBe(
      'báo không có số lúc 09:42 hôm nay',
    )
  })
})

describe('a figure of a unit', () => {
  const readings = (given: Readonly<Record<string, number>>): ReadonlyMap<string, Reading> =>
    new Map(Object.entries(given).map(([key, value]) => [key, buildReading({ value })]))
  const noteTexts = (given: Readonly<Record<string, number>>, options = ofSite) =>
    figureView(options, overdue, readings(given), context).notes.map((note) =>
      [note.text, note.value?.text].filter((part) => part).join(' '),
    )

  it('reads the series of the site, of its notes, and of its coverage', () => {
    expect(figureKeys(ofSite, context.screen)).toEqual([
      'dossier.overdue/1',
      'dossier.overdue.coverage/1',
      'dossier.land/1',
    ])
  })

  it('says how many inputs there were only when some are missing', () => {
    expect(noteTexts({ 'dossier.overdue/1': 47, 'dossier.overdue.coverage/1': 2 })).toContain(
      '2/3 xã',
    )
    expect(noteTexts({ 'dossier.overdue/1': 47, 'dossier.overdue.coverage/1': 3 })).not.toContain(
      '3/3 xã',
    )
  })

  it('shows a note as a value of its own, with an em dash where it has none', () => {
    expect(noteTexts({ 'dossier.overdue/1': 47, 'dossier.land/1': 31 })).toEqual(['đất đai 31'])
    expect(noteTexts({ 'dossier.overdue/1': 47 })).toEqual(['đất đai —'])
  })

  it('says the target without decimals it does not have', () => {
    const rate = { ...overdue, decimals: 1, target: 95, unitOfMeasure: text('%') }
    const view = figureView(
      { metric: 'dossier.overdue', unit: 'root', notes: [] },
      rate,
      readings({ 'dossier.overdue/1': 96.8 }),
      context,
    )
    expect(view.notes).toEqual([{ text: 'chỉ tiêu 95\u00a0%' }])
  })

  it('says what makes a number doubtful', () => {
    const doubtful = new Map([
      [
        'dossier.overdue/1',
        buildReading({ value: 47, quality: 'uncertain', underReview: true, origin: 'manual' }),
      ],
    ])
    const notes = figureView({ ...ofSite, notes: [] }, overdue, doubtful, context).notes
    expect(notes.map((note) => note.text)).toEqual(['số chưa chắc', 'đang rà soát', 'nhập tay'])
  })

  it('marks a simulated number wherever no band does', () => {
    const simulated = new Map([
      ['dossier.overdue/1', buildReading({ value: 47, origin: 'simulated' })],
    ])
    const options = { ...ofSite, notes: [] }
    const scenario = { title: text('diễn tập') }
    const drill = buildContext({}, { ...screen, scenario })
    expect(figureView(options, overdue, simulated, context).notes).toEqual([{ text: 'mô phỏng' }])
    expect(figureView(options, overdue, simulated, drill).notes).toEqual([])
  })

  it('says the age of an ageing number below it', () => {
    const old = new Map([
      ['dossier.overdue/1', buildReading({ value: 47, freshness: 'ageing', ageMs: 720_000 })],
    ])
    const view = figureView({ ...ofSite, notes: [] }, overdue, old, context)
    expect(view.notes).toEqual([{ text: '12 phút trước' }])
    expect(view.state).toMatchObject({ freshness: 'ageing', age: undefined })
  })
})

describe('the room for a number', () => {
  it('does not change while its digits do', () => {
    expect(widthInEm('3,42', 2)).toBe(widthInEm('9,99', 2))
    expect(widthInEm('9,99', 2)).toBe(widthInEm('10,00', 2))
    expect(widthInEm('7', 0)).toBe(widthInEm('47', 0))
    expect(widthInEm('', 2)).toBe(widthInEm('3,42', 2))
  })
})

describe('a figure of a metric whose values have names', () => {
  const danger = buildMetric({
    id: 'fire.level',
    decimals: 0,
    sensorKind: 'weather',
    states: [
      { value: 1, name: text('Cấp I'), meaning: text('thấp') },
      { value: 3, name: text('Cấp III'), meaning: text('cao') },
    ],
  })
  const shown = (value: number) => {
    const readings = new Map([['fire.level/hut', buildReading({ value })]])
    const options = { metric: 'fire.level', sensor: 'hut', notes: [] }
    return figureView(options, danger, readings, context)
  }

  it('writes the name and says what it means, in the room of the longest', () => {
    expect(shown(1)).toMatchObject({ text: 'Cấp I', meaning: 'thấp' })
    expect(shown(3)).toMatchObject({ text: 'Cấp III', meaning: 'cao' })
    expect(shown(1).widthEm).toBe(shown(3).widthEm)
  })

  it('writes the number where it has no name', () => {
    expect(shown(2)).toMatchObject({ text: '2', meaning: undefined })
  })
})
