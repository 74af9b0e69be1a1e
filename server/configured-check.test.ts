import { describe, expect, it } from 'vitest'
import type { Series } from '../protocol/schema.ts'
import { createConfiguredCheck } from './configured-check.ts'
import { buildMetric, buildSensor, buildSite, buildUnit } from './testing/build-site.ts'

const at = (text: string): number => Date.parse(`${text}+07:00`)
const series = (metric: string, kind: 'unit' | 'sensor', id: string): Series => ({
  ...{ number: 0, metric, channel: 0, decimals: 0 },
  subject: { kind, id },
})
const site = buildSite({
  units: [
    buildUnit('root', { kind: 'area' }),
    buildUnit('20500', { validity: { to: '2025-06-30' } }),
    buildUnit('20503', { validity: { to: '2025-06-30' } }),
    buildUnit('20500', { validity: { from: '2025-07-01' } }),
  ],
  sensors: [buildSensor('ai-nghia')],
  metrics: [
    buildMetric('open'),
    buildMetric('river.level', { subjects: 'sensor', sensorKind: 'river' }),
  ],
})

describe('a figure stands', () => {
  const clock = { now: at('2025-06-30T23:59:59') }
  const { stands, day } = createConfiguredCheck(
    () => site,
    () => clock.now,
  )
  const evening = at('2025-06-30T20:00:00')

  it('while its metric, unit or sensor is configured', () => {
    expect(stands(series('open', 'unit', '20503'), evening)).toBe(true)
    expect(stands(series('river.level', 'sensor', 'ai-nghia'), evening)).toBe(true)
    expect(stands(series('gone', 'unit', '20503'), evening)).toBe(false)
    expect(stands(series('open', 'unit', '1'), evening)).toBe(false)
    expect(stands(series('river.level', 'sensor', 'gone'), evening)).toBe(false)
  })

  it('until midnight where its unit ends or its code means another one from then on', () => {
    expect([day(), stands(series('open', 'unit', '20500'), evening)]).toEqual(['2025-06-30', true])
    clock.now = at('2025-07-01T00:00:00')
    expect(day()).toBe('2025-07-01')
    expect(stands(series('open', 'unit', '20503'), evening)).toBe(false)
    expect(stands(series('open', 'unit', '20500'), evening)).toBe(false)
    expect(stands(series('open', 'unit', '20500'), clock.now)).toBe(true)
    expect(stands(series('open', 'unit', 'root'), evening)).toBe(true)
    expect(stands(series('river.level', 'sensor', 'ai-nghia'), evening)).toBe(true)
  })
})
