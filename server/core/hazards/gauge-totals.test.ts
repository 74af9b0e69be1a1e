import { describe, expect, it } from 'vitest'
import { packFlags, unpackFlags, type Quality } from '../../../protocol/sample.ts'
import { buildMetric, buildSensor, buildSite } from '../../testing/build-site.ts'
import { gaugeTotals, rainGauges, type GaugeSample } from './gauge-totals.ts'

const NOW = Date.parse('2025-10-27T07:00:00+07:00')
const MINUTE_MS = 60_000
const gauge = { metric: 'rain.reading', kind: 'interval', everyMs: 10 * MINUTE_MS } as const
const site = buildSite({
  sensors: [buildSensor('a', { kind: 'rain', gauge }), buildSensor('b', { kind: 'rain' })],
  metrics: [buildMetric('rain.1h', { decimals: 1 }), buildMetric('rain.reading')],
})

function samples(values: readonly number[], quality: Quality = 'good'): readonly GaugeSample[] {
  return values.map((value, index) => ({
    at: NOW - (values.length - 1 - index) * 10 * MINUTE_MS,
    value,
    flags: packFlags({ quality, origin: 'real', underReview: false }),
  }))
}

function totalsOf(given: readonly GaugeSample[]) {
  const [plan] = rainGauges(site)
  if (!plan) throw new Error('no gauge')
  return gaugeTotals(plan, given).map(({ flags, ...row }) => ({ ...row, ...unpackFlags(flags) }))
}

describe('the totals of gauges', () => {
  it('are of sensors that are gauges, for metrics that the site has', () => {
    expect(rainGauges(site).map(({ sensor, totals }) => [sensor, totals.length])).toEqual([
      ['a', 1],
    ])
  })

  it('of a weather station are its rain of 24 hours alone', () => {
    const hut = buildSensor('hut', { kind: 'weather', gauge })
    const metrics = [buildMetric('weather.rain'), buildMetric('rain.24h'), buildMetric('rain.1h')]
    const [plan] = rainGauges(buildSite({ sensors: [hut], metrics }))
    expect(plan?.totals).toMatchObject([{ hours: 24, metric: { id: 'weather.rain' } }])
  })

  it('are derived, rounded as the metric is, at the time of the last reading', () => {
    expect(totalsOf(samples([9, 0.14, 0.14, 0.14, 0.14, 0.14, 0.14]))).toEqual([
      {
        ...{ metric: 'rain.1h', sensor: 'a', value: 0.8, sampledAt: NOW },
        ...{ quality: 'good', origin: 'derived', underReview: false },
      },
    ])
  })

  it('are uncertain where a reading is doubted, bad or missing', () => {
    const whole = samples([1, 1, 1, 1, 1, 1, 1])
    const told = (at: number, quality: Quality) => {
      const flags = packFlags({ quality, origin: 'real', underReview: false })
      return totalsOf(whole.map((one, index) => (index === at ? { ...one, flags } : one)))
    }
    expect(told(3, 'uncertain')).toMatchObject([{ value: 6, quality: 'uncertain' }])
    expect(told(3, 'bad')).toMatchObject([{ value: 5, quality: 'uncertain' }])
    expect(totalsOf(samples([1, 1, 1, NaN, 1, 1, 1]))).toMatchObject([
      { value: 5, quality: 'uncertain' },
    ])
  })

  it('are no number where nothing is known, and nothing without samples', () => {
    expect(totalsOf(samples([NaN]))).toMatchObject([{ value: null, quality: 'uncertain' }])
    expect(totalsOf([])).toEqual([])
  })
})
