import { describe, expect, it } from 'vitest'
import { sensorFaults, type HealthRule } from './sensor-health.ts'

const MINUTE_MS = 60_000
const NOW = Date.parse('2025-10-27T07:00:00+07:00')
const RULE: HealthRule = {
  silentAfterMs: 20 * MINUTE_MS,
  flatAfterMs: 60 * MINUTE_MS,
  range: { min: -5, max: 60 },
}

const points = (values: readonly number[], minutesAgo = 0) =>
  values.map((value, index) => ({
    at: NOW - (minutesAgo + (values.length - 1 - index) * 10) * MINUTE_MS,
    value,
  }))

describe('an instrument', () => {
  it('is sound while it tells, moves and stays within what can be', () => {
    expect(sensorFaults(points([5, 5.1, 5.1, 5.2]), NOW, RULE)).toEqual([])
    expect(sensorFaults(points([5, 5.1], 20), NOW, RULE)).toEqual([])
  })

  it('is silent when it told nothing for too long', () => {
    const [last] = points([5], 21)
    expect(sensorFaults(points([5.1, 5], 21), NOW, RULE)).toEqual([
      { kind: 'silent', since: last?.at },
    ])
  })

  it('is flat after an hour at one number, and not before', () => {
    const flat = points([4, 5, 5, 5, 5, 5, 5, 5])
    expect(sensorFaults(flat, NOW, RULE)).toEqual([{ kind: 'flat', since: flat[1]?.at, value: 5 }])
    expect(sensorFaults(points([4, 5, 5, 5, 5, 5, 5]), NOW, RULE)).toEqual([])
    const patient = { ...RULE, flatAfterMs: undefined }
    expect(sensorFaults(flat, NOW, patient)).toEqual([])
  })

  it('tells what cannot be, at the bounds not yet', () => {
    expect(sensorFaults(points([5, 61]), NOW, RULE)).toEqual([
      { kind: 'out-of-range', at: NOW, value: 61 },
    ])
    expect(sensorFaults(points([-5, 60]), NOW, RULE)).toEqual([])
  })

  it('of which nothing is known has no fault', () => {
    expect(sensorFaults([], NOW, RULE)).toEqual([])
  })
})
