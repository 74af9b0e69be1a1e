import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DayLedger } from './day-ledger.ts'

describe('a ledger of days', () => {
  it('keeps what was added to each day, wherever it begins and however it grows', () => {
    const entries = fc.array(
      fc.record({
        day: fc.integer({ min: 18_000, max: 21_000 }),
        amount: fc.integer({ min: -5, max: 5 }),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(entries, fc.integer({ min: 17_900, max: 21_100 }), (drawn, asked) => {
        const ledger = new DayLedger()
        for (const { day, amount } of drawn) ledger.add(day, amount)
        const sum = (isMeant: (day: number) => boolean) =>
          drawn.reduce((total, { day, amount }) => total + (isMeant(day) ? amount : 0), 0)
        expect(ledger.at(asked)).toBe(sum((day) => day === asked))
        expect(ledger.upTo(asked)).toBe(sum((day) => day <= asked))
      }),
      { numRuns: 300 },
    )
  })

  it('keeps the parts of a day apart', () => {
    const ledger = new DayLedger(24)
    ledger.add(20_000, 1, 8)
    ledger.add(19_990, 2, 23)
    ledger.add(20_100, 3, 0)
    expect([ledger.at(20_000, 8), ledger.at(20_000, 9), ledger.at(19_990, 23)]).toEqual([1, 0, 2])
    expect(ledger.upTo(20_000)).toBe(3)
  })
})
