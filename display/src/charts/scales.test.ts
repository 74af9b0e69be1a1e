import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayStart, siteZone } from './site-zone.ts'
import { spreadLabels } from './spread-labels.ts'
import { timeTicks } from './time-ticks.ts'
import { scaleDecimals, shareOf, valueScale } from './value-scale.ts'

const HANOI = 'Asia/Ho_Chi_Minh'
const at = (text: string): number => Date.parse(`${text}+07:00`)

describe('ticks of time', () => {
  it('stand at full hours and midnights of the site, not of the browser', () => {
    const ticks = timeTicks(at('2025-10-28T17:20'), at('2025-10-29T17:20'), 5, HANOI)
    expect(ticks.map(({ text }) => text)).toEqual(['18:00', '29/10', '06:00', '12:00'])
    expect(ticks[1]).toMatchObject({ at: at('2025-10-29T00:00'), isMajor: true })
  })

  it('keep to midnight over a change of the clocks', () => {
    const [from, to] = [Date.parse('2025-10-24T10:00Z'), Date.parse('2025-10-29T10:00Z')]
    const paris = siteZone('Europe/Paris')
    const ticks = timeTicks(from, to, 6, 'Europe/Paris')
    expect(ticks).toHaveLength(5)
    for (const tick of ticks) expect(paris.localOf(tick.at) % 86_400_000).toBe(0)
    const sunday = dayStart(Date.parse('2025-10-26T12:00Z'), paris)
    expect(addDays(sunday, 1, paris) - sunday).toBe(25 * 3_600_000)
  })

  it('become months on long axes', () => {
    const ticks = timeTicks(at('2024-11-10T00:00'), at('2025-10-29T00:00'), 6, HANOI)
    expect(ticks.map(({ text }) => text)).toEqual([
      '01/2025',
      '03/2025',
      '05/2025',
      '07/2025',
      '09/2025',
    ])
  })

  it('are never more than there is room for, and lie inside', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 600_000, max: 400 * 86_400_000 }),
        fc.integer({ min: 2, max: 20 }),
        (span, most) => {
          const to = at('2025-10-29T20:00')
          const ticks = timeTicks(to - span, to, most, HANOI)
          expect(ticks.length).toBeLessThanOrEqual(most + 1)
          expect(ticks.every((tick) => tick.at >= to - span && tick.at <= to)).toBe(true)
        },
      ),
    )
  })
})

describe('a scale of values', () => {
  it('has round steps around what it must show', () => {
    const scale = valueScale([5.6, 10.6, 9], { most: 6, decimals: 2 })
    expect(scale.ticks).toEqual([5, 6, 7, 8, 9, 10, 11])
    expect(scaleDecimals(scale, 2)).toBe(0)
    expect(shareOf(scale, 8)).toBe(0.5)
  })

  it('begins at zero where the values lie near it, and not where they do not', () => {
    expect(valueScale([3, 47], { most: 5, decimals: 0 }).from).toBe(0)
    expect(valueScale([88, 97], { most: 5, decimals: 1 }).from).toBeGreaterThan(80)
  })

  it('never steps finer than the decimals, and does not blow up what stands still', () => {
    expect(valueScale([7, 7], { most: 10, decimals: 0 }).step).toBe(1)
    const still = valueScale([10.1, 10.11], { most: 4, decimals: 2 })
    expect(still.to - still.from).toBeGreaterThanOrEqual(0.2)
  })

  it('holds all values between its ends, with few steps', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 20 }),
        fc.integer({ min: 1, max: 12 }),
        (values, most) => {
          const scale = valueScale(values, { most, decimals: 3 })
          // Less than any pixel: an end is not moved by a step for what rounding has left over.
          const leftOver = 2e-9 * scale.step + 1e-6
          for (const one of values) {
            expect(one).toBeGreaterThanOrEqual(scale.from - leftOver)
            expect(one).toBeLessThanOrEqual(scale.to + leftOver)
          }
          expect(scale.ticks.length).toBeLessThanOrEqual(most + 3)
          expect(scale.to).toBeGreaterThan(scale.from)
        },
      ),
    )
  })
})

describe('labels', () => {
  it('move apart as little as they must, in their order, inside the plot', () => {
    expect(spreadLabels([10, 10.5, 30], 3, 32)).toEqual([10, 13, 30])
    expect(spreadLabels([31, 32], 3, 32)).toEqual([27.5, 30.5])
  })

  it('never overlap while there is room for all', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { maxLength: 6 }), (ys) => {
        const places = spreadLabels(ys, 3, 40).toSorted((a, b) => a - b)
        for (const [index, y] of places.entries()) {
          expect(y - (places[index - 1] ?? -3)).toBeGreaterThan(3 - 1e-9 - (index === 0 ? 3 : 0))
          expect(y).toBeLessThanOrEqual(40)
        }
      }),
    )
  })
})
