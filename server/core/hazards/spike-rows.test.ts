import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packFlags, unpackFlags, type Quality } from '../../../protocol/sample.ts'
import type { GaugeSample } from './gauge-totals.ts'
import { spikeRows } from './spike-rows.ts'

const PLAN = { sensor: 'ai-nghia', metric: 'river.level', least: 0.5 }
const MINUTE_MS = 60_000
const flagsOf = (quality: Quality) => packFlags({ quality, origin: 'real', underReview: false })

/** Tells one reading after the other, every five minutes, and takes back what is said of each. */
function tell(values: readonly number[]) {
  const samples: GaugeSample[] = []
  const doubted = new Set<number>()
  const history: string[][] = []
  for (const [index, value] of values.entries()) {
    samples.push({ at: index * 5 * MINUTE_MS, value, flags: flagsOf('good') })
    for (const row of spikeRows(PLAN, samples, doubted)) {
      const at = samples.findIndex((one) => one.at === row.sampledAt)
      samples[at] = { ...samples[at]!, flags: row.flags }
      if (unpackFlags(row.flags).quality === 'uncertain') doubted.add(row.sampledAt)
      else doubted.delete(row.sampledAt)
    }
    expect(spikeRows(PLAN, samples, doubted)).toEqual([])
    history.push(samples.map(({ flags }) => unpackFlags(flags).quality))
  }
  return { history, last: history.at(-1) ?? [] }
}

const still = Array.from({ length: 8 }, () => 5)

describe('a reading that leaps', () => {
  it('is uncertain at once, and bad when the next is back', () => {
    const { history } = tell([...still, 8.4, 5, 5.02])
    expect(history[8]?.[8]).toBe('uncertain')
    expect(history[9]?.[8]).toBe('bad')
    expect(history[10]?.filter((one) => one !== 'good')).toEqual(['bad'])
  })

  it('is believed with those that follow it: a flood is not kept back', () => {
    const { history, last } = tell([...still, 7, 7.1, 7.3, 7.4, 7.4, 7.5])
    expect(history[9]?.[8]).toBe('uncertain')
    expect(last).toEqual(last.map(() => 'good'))
  })

  it('is never bad while the water goes on rising, however fast', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(steps, (centimetres) => {
        let level = 5
        const rising = centimetres.map((one) => (level += one / 100))
        expect(tell([...still, ...rising]).last).not.toContain('bad')
      }),
    )
  })

  it('does not doubt what moves by less, nor believe what the gauge doubts', () => {
    expect(tell([...still, 5.4, 5.1, 5.45]).history.flat()).not.toContain('uncertain')
    const samples = [...still, 5].map((value, index) => ({
      ...{ at: index * 5 * MINUTE_MS, value, flags: flagsOf(index === 4 ? 'uncertain' : 'good') },
    }))
    expect(spikeRows(PLAN, samples, new Set())).toEqual([])
  })

  it('says nothing of what is worked out, told as bad, or no value', () => {
    const derived = packFlags({ quality: 'good', origin: 'derived', underReview: false })
    const samples = [...still, 9].map((value, index) => ({ at: index, value, flags: derived }))
    expect(spikeRows(PLAN, samples, new Set())).toEqual([])
    const bad = [...still, 9].map((value, index) => ({
      ...{ at: index, value, flags: flagsOf(value === 9 ? 'bad' : 'good') },
    }))
    expect(spikeRows(PLAN, [...bad, { ...bad[0]!, at: 99, value: NaN }], new Set())).toEqual([])
  })
})
