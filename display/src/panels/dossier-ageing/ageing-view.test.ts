import { describe, expect, it } from 'vitest'
import type { DossierFigures, DossierFiguresAnswer } from '../../../../protocol/dossiers.ts'
import type { Tone } from '../answered-state.ts'
import { buildContext } from '../build-context.ts'
import { ageingView, type AgeingView } from './ageing-view.ts'

const BOUNDS = [0, 1, 5, 20]

function figures(counts: readonly number[]): DossierFigures {
  return {
    ...{ open: 60, inTime: 32, dueSoon: 11, overdue: 11, paused: 6, withoutLimit: 0 },
    ...{ received: 80, receivedOnline: 60, resolved: 20, early: 10, onTime: 8, late: 2 },
    ...{ withdrawn: 0, onTimeOfResolved: 90, onTimeOfReceived: 22.5, meanDelay: 4.25 },
    forecast: [1, 4, 24].map((workingHours, index) => ({ workingHours, count: index * 4 })),
    ageing: BOUNDS.map((from, index) => ({ from, count: counts[index] ?? 0 })),
  }
}

function view(
  land: readonly number[] | undefined,
  all: readonly number[],
  tone: Tone = 'live',
): AgeingView {
  const name = { vi: 'Đất đai', en: 'Land' }
  const answer: DossierFiguresAnswer = {
    ...{ site: 'dai-loc', at: '2025-10-15T09:42:18+07:00', by: 'field', total: figures(all) },
    groups: land ? [{ head: { code: 'land', name, apart: true }, figures: figures(land) }] : [],
    ...{ silentUnits: [], refusedEvents: 0, withoutReception: 0 },
  }
  return ageingView({ metric: 'dossiers.open' }, answer, tone, buildContext())
}

describe('the ages of overdue dossiers', () => {
  it('stand in columns by working days, land at the foot', () => {
    const { columns, keys, notes } = view([4, 2, 1, 0], [6, 2, 2, 0])
    expect(columns.map(({ name, shortName, text }) => [name, shortName, text])).toEqual([
      ['dưới 1', '0', '6'],
      ['1–5', '1', '2'],
      ['5–20', '5', '2'],
      ['từ 20', '20', '0'],
    ])
    expect(columns[0]?.parts.map(({ key, text, share }) => [key, text, share])).toEqual([
      ['apart', '4', 4 / 6],
      ['others', '2', 2 / 6],
    ])
    expect(columns[1]?.parts.map(({ key }) => key)).toEqual(['apart'])
    expect(columns[3]).toMatchObject({ parts: [], isEmpty: true })
    expect(keys.map(({ text }) => text)).toEqual(['Đất đai', 'Lĩnh vực khác'])
    expect(notes).toEqual(['trung bình 4,3 ngày'])
  })

  it('name every series', () => {
    const [first] = view([4, 2, 1, 0], [6, 2, 2, 0]).columns
    expect(first?.series).toBe('dossiers.ageing/1/0')
    expect(first?.parts.map(({ series }) => series)).toEqual([
      'dossiers.ageing/1/0/land',
      'dossiers.ageing/1/0/others',
    ])
  })

  it('are in one piece where nothing stands apart', () => {
    const { columns, keys } = view(undefined, [6, 2, 2, 0])
    expect(keys).toEqual([])
    expect(columns[0]?.parts.map(({ share }) => share)).toEqual([1])
  })

  it('never let a part exceed the whole', () => {
    const [first] = view([9, 0, 0, 0], [6, 0, 0, 0]).columns
    expect(first?.parts.map(({ text, share }) => [text, share])).toEqual([['6', 1]])
  })

  it('say what is to come if nothing moves', () => {
    expect(view(undefined, [1]).forecast).toEqual([
      { key: '1', within: '1 giờ', series: 'dossiers.forecast-1h/1', text: '+0' },
      { key: '4', within: '4 giờ', series: 'dossiers.forecast-4h/1', text: '+4' },
      { key: '24', within: '24 giờ', series: 'dossiers.forecast-24h/1', text: '+8' },
    ])
  })

  it('show no number once it has expired', () => {
    const { columns, forecast, notes } = view([4], [6], 'gone')
    expect(columns.map(({ text, parts }) => [text, parts.length])).toEqual(
      BOUNDS.map(() => ['—', 0]),
    )
    expect(forecast.map(({ text }) => text)).toEqual(['—', '—', '—'])
    expect(notes).toEqual([])
  })
})
