import { expect, it } from 'vitest'
import { packFlags, type Quality } from '../../../protocol/sample.ts'
import { nearest, rainOfDay } from './fire-input.ts'
import type { GaugeSample } from './gauge-totals.ts'

const HOUR = 3_600_000
const NOON = Date.parse('2025-03-01T12:00:00+07:00')

function told(hours: number, value: number, quality: Quality = 'good'): GaugeSample {
  const flags = packFlags({ quality, origin: 'real', underReview: false })
  return { at: NOON + hours * HOUR, value, flags }
}

it('takes the reading that is nearest, of two as near the earlier, and none beyond the tolerance', () => {
  const samples = [told(0.75, 31), told(-0.5, 29), told(0.5, 30), told(-3, 20)]
  expect(nearest(samples, NOON, HOUR)?.value).toBe(29)
  expect(nearest(samples.toReversed(), NOON, HOUR)?.value).toBe(29)
  expect(nearest([told(1, 31)], NOON, HOUR)?.value).toBe(31)
  expect(nearest([told(1.01, 31)], NOON, HOUR)).toBeUndefined()
})

it('passes over what was told as bad and as no value, and doubts what was told as uncertain', () => {
  const samples = [told(0, 99, 'bad'), told(0.1, NaN), told(0.2, 30, 'uncertain')]
  expect(nearest(samples, NOON, HOUR)).toMatchObject({ value: 30, isDoubted: true })
})

const GAUGE = {
  ...{ metric: 'weather.rain-reading', sensor: 'hut' },
  gauge: { metric: 'weather.rain-reading', kind: 'interval', everyMs: HOUR },
} as const

it('adds up what a gauge told in the 24 hours up to noon, and not what falls after', () => {
  const hourly = Array.from({ length: 30 }, (_, index) => told(index - 26, 0.5))
  expect(rainOfDay(GAUGE, hourly, NOON, HOUR)).toEqual({ value: 12, isDoubted: false })
  expect(
    rainOfDay(
      GAUGE,
      hourly.filter((_, index) => index !== 10),
      NOON,
      HOUR,
    ),
  ).toEqual({
    ...{ value: 11.5, isDoubted: true },
  })
})

it('does not take a gauge that is silent at noon for a dry day', () => {
  expect(rainOfDay(GAUGE, [told(-20, 0), told(-2, 0)], NOON, HOUR)).toBeUndefined()
})
