import { describe, expect, it } from 'vitest'
import type { RankingOptions } from '../../../../protocol/panels/ranking.ts'
import type { ScreenMetric } from '../../../../protocol/screen.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import { buildContext, buildReading, buildUnits } from '../build-context.ts'
import { rankingLayout } from './ranking-layout.ts'
import {
  axisOf,
  pageOf,
  rankedPlaces,
  rankingView,
  type RankingRow,
  type RankingView,
} from './ranking-view.ts'

const metric = buildMetric({ id: 'm', subjects: 'unit', decimals: 0, direction: 'lower-is-better' })
const context = buildContext(
  {},
  { metrics: [metric], units: buildUnits('1', ['A', 'B', 'C', 'D']) },
)

function view(
  values: Readonly<Record<string, number>>,
  order: RankingOptions['order'] = 'worst-first',
  given: Partial<ScreenMetric> = {},
): RankingView {
  const readings = new Map(
    Object.entries(values).map(([unit, value]) => [`m/${unit}`, buildReading({ value })]),
  )
  const asked = { ...metric, ...given }
  const places = rankedPlaces(asked, context.screen, context.locale)
  return rankingView({ metric: 'm', order }, asked, places, readings, context)
}
const rowsOf = (ranking: RankingView): readonly RankingRow[] =>
  ranking.rowsFrom(0, ranking.rowCount)
const names = (ranking: RankingView): string =>
  rowsOf(ranking)
    .map((row) => row.name)
    .join('')

describe('a ranking', () => {
  const values = { A: 2, B: 9, C: 5, D: 9 }

  it('puts the worst first, by the direction of its metric', () => {
    expect(names(view(values))).toBe('BDCA')
    expect(names(view(values, 'best-first'))).toBe('ACBD')
    expect(names(view(values, 'worst-first', { direction: 'higher-is-better' }))).toBe('ACBD')
    expect(names(view(values, 'worst-first', { direction: 'neither' }))).toBe('BDCA')
    expect(names(view(values, 'as-listed'))).toBe('ABCD')
  })

  it('gives equal values one rank, and none where the order is not one of worth', () => {
    expect(rowsOf(view(values)).map((row) => row.rank)).toEqual([1, 1, 3, 4])
    expect(rowsOf(view(values, 'as-listed')).every((row) => row.rank === undefined)).toBe(true)
  })

  it('puts places without a number last, with an em dash and no bar', () => {
    const rows = rowsOf(view({ C: 5 }))
    expect(rows.map((row) => row.name)).toEqual(['C', 'A', 'B', 'D'])
    expect(rows[1]).toMatchObject({
      text: '—',
      rank: undefined,
      share: undefined,
      freshness: 'none',
    })
  })

  it('leaves out the site itself and units above others', () => {
    expect(view({ '1': 99, A: 1 }).rowCount).toBe(4)
  })

  it('draws bars from zero and dots around a target', () => {
    expect(view(values).axis).toEqual({ from: 0, to: 9 })
    const rate = view({ A: 88, B: 97.1, C: 96, D: 91 }, 'worst-first', {
      target: 95,
      direction: 'higher-is-better',
    })
    expect(rate.mark).toBe('dot')
    expect(rate.axis).toEqual({ from: 85, to: 100 })
    expect(rate.target).toMatchObject({ text: '95' })
  })

  it('keeps room for the longest value, shown or not', () => {
    expect(view({ A: 1, B: 1_234, C: -99_999 }).valueLetters).toBe('-99.999'.length)
    expect(view({ A: 1 }).valueLetters).toBe(2)
  })

  it('survives having no number at all', () => {
    expect(axisOf([], 'bar', undefined)).toEqual({ from: 0, to: 1 })
    expect(axisOf([0, 0], 'bar', undefined)).toEqual({ from: 0, to: 1 })
    expect(view({}).state.freshness).toBe('none')
  })
})

describe('paging', () => {
  const ranking = view({ A: 1, B: 2, C: 3, D: 4 })

  it('shows every row once and then starts again', () => {
    const pages = [0, 1, 2].map((page) => pageOf(ranking, 3, page))
    expect(pages.map((page) => page.rows.length)).toEqual([3, 1, 3])
    expect(pages.map((page) => page.page)).toEqual([0, 1, 0])
  })

  it('has one page when all rows fit, and never divides by none', () => {
    expect(pageOf(ranking, 10, 5)).toMatchObject({ page: 0, pageCount: 1 })
    expect(pageOf(ranking, 0, 0).rows).toHaveLength(1)
  })
})

describe('the layout of rows', () => {
  const texts = (count: number) => ({
    rowCount: count,
    nameLetters: 10,
    valueLetters: 4,
    hasTrends: false,
  })
  const box = (width: number, height: number) => ({
    width: width * 10,
    height: height * 10,
    rem: 10,
  })

  it('makes few rows large and many rows small', () => {
    expect(rankingLayout(texts(5), box(50, 45))).toMatchObject({ isTall: true, rowsPerColumn: 5 })
    expect(rankingLayout(texts(18), box(50, 45))).toMatchObject({
      isTall: false,
      rowsPerColumn: 12,
    })
  })

  it('uses the width of a wide wall for more columns, not for longer bars', () => {
    expect(rankingLayout(texts(18), box(110, 45))).toMatchObject({
      columnCount: 2,
      rowsPerColumn: 9,
    })
    expect(rankingLayout(texts(5), box(110, 45)).columnCount).toBe(1)
  })

  it('gives up the bar before it cuts a name', () => {
    expect(rankingLayout(texts(5), box(50, 45)).hasTrack).toBe(true)
    expect(rankingLayout(texts(5), box(30, 20)).hasTrack).toBe(false)
  })
})
