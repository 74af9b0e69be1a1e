import { describe, expect, it } from 'vitest'
import type { BarOptions } from '../../../../protocol/panels/bar.ts'
import { buildMetric } from '../../stores/build-screen.ts'
import { buildContext, buildReading, buildUnits } from '../build-context.ts'
import { placesOfAny } from '../place-order.ts'
import { barLayout, fitsInside, valueStart } from './bar-layout.ts'
import { barView } from './bar-view.ts'

const metrics = ['m', 'n'].map((id) => buildMetric({ id, subjects: 'unit', decimals: 0 }))
const context = buildContext({}, { metrics, units: buildUnits('1', ['A', 'B', 'C']) })
const places = placesOfAny(metrics, 'unit', context.screen, 'vi')

function view(values: Readonly<Record<string, number>>, given: Partial<BarOptions> = {}) {
  const readings = new Map(
    Object.entries(values).map(([key, value]) => [key, buildReading({ value })]),
  )
  const options: BarOptions = {
    ...{ places: 'unit', metrics: ['m', 'n'], arrangement: 'grouped', order: 'highest-first' },
    ...given,
  }
  const drawn = metrics.filter(({ id }) => options.metrics.includes(id))
  return barView(options, drawn, places, readings, context)
}

describe('bars', () => {
  it('stand highest first; what is missing comes last, without a bar and not as zero', () => {
    const { rows } = view({ 'm/A': 0, 'm/C': 8 }, { metrics: ['m'] })
    expect(rows.map(({ name }) => name)).toEqual(['C', 'A', 'B'])
    expect(rows[1]?.bars[0]).toMatchObject({ text: '0', from: 0, to: 0 })
    expect(rows[2]?.bars[0]).toMatchObject({ text: '—', from: undefined, to: undefined })
  })

  it('always begin at zero, on both sides of it', () => {
    const { zero, rows } = view({ 'm/A': 95, 'm/B': 96, 'm/C': -5 }, { metrics: ['m'] })
    expect(zero).toBeCloseTo(5 / 101)
    for (const { bars } of rows) expect(bars[0]?.from).toBeCloseTo(zero)
    expect(rows[2]?.bars[0]?.to).toBeCloseTo(0)
  })

  it('are stacked end to end, ordered by what they come to', () => {
    const { rows } = view(
      { 'm/A': 1, 'n/A': 9, 'm/B': 4, 'n/B': 4, 'm/C': 2 },
      { arrangement: 'stacked' },
    )
    expect(rows.map(({ name, total }) => [name, total])).toEqual([
      ['A', '10'],
      ['B', '8'],
      ['C', undefined],
    ])
    const silent = view({ 'm/A': 1, 'n/A': 9 }, { arrangement: 'stacked' })
    expect(silent.rows.map(({ total }) => total)).toEqual(['10', '—', '—'])
    expect(rows[1]?.bars.map(({ from, to }) => [from, to])).toEqual([
      [0, 0.4],
      [0.4, 0.8],
    ])
  })
})

describe('the rows of bars', () => {
  const many = (count: number, lines = 1) => ({
    rows: Array.from({ length: count }, () => ({
      name: '',
      bars: new Array(lines).fill(undefined) as never[],
      total: undefined,
      end: 0,
    })),
    ...{
      nameLetters: 10,
      valueLetters: 3,
      arrangement: 'grouped' as const,
      keys: [],
      target: undefined,
    },
  })
  const box = (width: number, height: number) => ({
    width: width * 10,
    height: height * 10,
    rem: 10,
  })

  it('are as many as fit, the others counted', () => {
    const layout = barLayout(many(20), box(60, 30))
    expect(layout.shown + layout.hidden).toBe(20)
    expect(layout.hidden).toBeGreaterThan(0)
    expect(layout.shown * layout.rowHeight).toBeLessThanOrEqual(27)
    expect(barLayout(many(5), box(60, 30)).hidden).toBe(0)
  })

  it('grow thin before a place is left out', () => {
    const { hidden, rowHeight } = barLayout(many(5, 2), box(60, 26))
    expect(hidden).toBe(0)
    expect(rowHeight).toBeCloseTo(5.2)
  })

  it('never count one place where it could stand itself', () => {
    for (let height = 10; height < 40; height += 0.1) {
      expect(barLayout(many(9), box(60, height)).hidden, `${height} rem`).not.toBe(1)
    }
  })

  it('have names over them where beside them they would leave no room', () => {
    expect(barLayout({ ...many(3), nameLetters: 30 }, box(60, 30)).isNameAbove).toBe(true)
    expect(barLayout(many(3), box(60, 30)).isNameAbove).toBe(false)
  })

  it('write no number across the target or into a segment that is too short', () => {
    const layout = { valueWidth: 5, trackWidth: 50 }
    expect(valueStart(0.9, 0.95, layout)).toBe(0.95)
    expect(valueStart(0.5, 0.95, layout)).toBe(0.5)
    expect(valueStart(0.97, 0.95, layout)).toBe(0.97)
    expect(fitsInside('120', 0.2, 50)).toBe(true)
    expect(fitsInside('120', 0.05, 50)).toBe(false)
  })
})
