import { describe, expect, it } from 'vitest'
import { buildSite } from '../../testing/build-site.ts'
import { checkSample, FUTURE_LIMIT_MS, sampleTime } from './check-sample.ts'
import type { IncomingSample } from './incoming-sample.ts'
import { indexSite } from './site-index.ts'

const NOW = Date.parse('2025-10-27T06:00:00+07:00')
const LAST_OLD_MS = Date.parse('2025-07-01T00:00:00+07:00') - 1
const index = indexSite(buildSite())

function verdict(sample: IncomingSample, sampledAt = NOW, within = index): string {
  const checked = checkSample(within, sample, sampledAt, NOW)
  return checked.ok ? 'ok' : checked.code
}

function ofUnit(id: string, metric = 'mood', value: number | null = 1): IncomingSample {
  return { metric, subject: { kind: 'unit', id }, value }
}

function ofSensor(id: string, value: number | null = 1, metric = 'river.level'): IncomingSample {
  return { metric, subject: { kind: 'sensor', id }, value }
}

describe('checkSample', () => {
  it('takes a sample of a known series and names the series', () => {
    const checked = checkSample(index, ofSensor('ai-nghia', 9.01), NOW, NOW)
    expect(checked.ok && checked.name).toEqual({
      metric: 'river.level',
      subject: { kind: 'sensor', id: 'ai-nghia' },
    })
    expect(verdict(ofSensor('ai-nghia', null))).toBe('ok')
  })

  it('refuses metrics, units and sensors the site does not have', () => {
    expect(verdict(ofUnit('new', 'happiness'))).toBe('unknown-metric')
    expect(verdict(ofUnit('99999'))).toBe('unknown-unit')
    expect(verdict(ofSensor('nowhere'))).toBe('unknown-sensor')
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(verdict(ofUnit('new', name))).toBe('unknown-metric')
      expect(verdict(ofUnit(name))).toBe('unknown-unit')
      expect(verdict(ofSensor(name))).toBe('unknown-sensor')
    }
  })

  it('refuses a metric of units for a sensor, of sensors for a unit, and of another kind of sensor', () => {
    expect(verdict(ofSensor('ai-nghia', 1, 'mood'))).toBe('wrong-subject')
    expect(verdict(ofUnit('new', 'river.level'))).toBe('wrong-subject')
    expect(verdict(ofSensor('rain-1'))).toBe('wrong-subject')
  })

  it('refuses a unit outside its days, by the civil date of the site’s zone', () => {
    expect(verdict(ofUnit('old'))).toBe('unit-not-in-force')
    expect(verdict(ofUnit('old'), LAST_OLD_MS)).toBe('ok')
    expect(verdict(ofUnit('old'), LAST_OLD_MS + 1)).toBe('unit-not-in-force')
    expect(verdict(ofUnit('new'), LAST_OLD_MS)).toBe('unit-not-in-force')
    expect(verdict(ofUnit('new'), LAST_OLD_MS + 1)).toBe('ok')
    expect(verdict(ofUnit('20551'), LAST_OLD_MS)).toBe('ok')
    expect(verdict(ofUnit('20551'), LAST_OLD_MS + 1)).toBe('ok')
  })

  it('refuses what is more than 5 minutes in the future of site time', () => {
    expect(verdict(ofUnit('new'), NOW + FUTURE_LIMIT_MS)).toBe('ok')
    expect(verdict(ofUnit('new'), NOW + FUTURE_LIMIT_MS + 1)).toBe('in-the-future')
  })

  it('refuses values that are not finite or outside the hard range, whose bounds belong to it', () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      expect(verdict(ofSensor('ai-nghia', value))).toBe('not-finite')
    }
    expect(verdict(ofSensor('ai-nghia', 50))).toBe('ok')
    expect(verdict(ofSensor('ai-nghia', -5))).toBe('ok')
    expect(verdict(ofSensor('ai-nghia', 50.01))).toBe('out-of-range')
    expect(verdict(ofSensor('ai-nghia', -5.01))).toBe('out-of-range')
  })

  it('refuses what the system computes: coverage, and totals of units that have parts', () => {
    expect(verdict(ofUnit('new', 'dossiers.open.coverage'))).toBe('wrong-subject')
    expect(verdict(ofUnit('root', 'dossiers.open'))).toBe('wrong-subject')
    expect(checkSample(index, ofUnit('root', 'dossiers.open'), NOW, NOW)).toMatchObject({
      message: expect.stringContaining('or a total under a metric without aggregation'),
    })
    expect(verdict(ofUnit('new', 'dossiers.open'))).toBe('ok')
    expect(verdict(ofUnit('root', 'mood'))).toBe('ok')
  })

  it('refuses a figure that is counted from dossiers, for the units that report those', () => {
    const site = buildSite()
    const metrics = site.metrics.map((one) =>
      one.id === 'mood' ? { ...one, counts: { measure: 'overdue' } as const } : one,
    )
    const counting = indexSite({ ...site, metrics })
    const of = (unit: string, metric: string) =>
      checkSample(counting, ofUnit(unit, metric), NOW, NOW, new Set(['new']))
    expect(of('new', 'mood')).toMatchObject({
      code: 'wrong-subject',
      message: expect.stringContaining('counted from the dossiers'),
    })
    expect(of('20551', 'mood').ok).toBe(true)
    expect(of('new', 'dossiers.open').ok).toBe(true)
  })

  it('repeats foreign text in messages only cut and escaped', () => {
    const checked = checkSample(index, ofUnit('new', `\u0000"${'x'.repeat(100)}`), NOW, NOW)
    expect(checked.ok ? '' : checked.message).toMatch(/^the site has no metric "\\u0000\\"x{38}…"$/)
  })
})

describe('sampleTime', () => {
  const realNow = Date.parse('2026-03-01T08:00:00Z')
  const scenario = { siteNow: NOW, realNow, isScenario: true }

  it('is now without a time', () => {
    expect(sampleTime(undefined, scenario)).toBe(NOW)
  })

  it('is the scenario’s now for a time within 5 minutes of real time, and only in a scenario', () => {
    expect(sampleTime(realNow - 300_000, scenario)).toBe(NOW)
    expect(sampleTime(realNow + 300_000, scenario)).toBe(NOW)
    expect(sampleTime(realNow - 300_001, scenario)).toBe(realNow - 300_001)
    expect(sampleTime(realNow, { ...scenario, isScenario: false })).toBe(realNow)
    expect(sampleTime(NOW - 60_000, scenario)).toBe(NOW - 60_000)
  })
})
