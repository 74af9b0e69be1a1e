import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DueIndex } from './due-index.ts'

describe('the due index', () => {
  it('knows nothing at first', () => {
    const index = new DueIndex()
    expect([index.size, index.nextAt, index.next]).toEqual([0, Infinity, undefined])
  })

  it('always answers the earliest, whatever was put in, moved and taken out', () => {
    const moves = fc.array(
      fc.record({
        number: fc.integer({ min: 0, max: 40 }),
        at: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(Infinity)),
      }),
      { maxLength: 200 },
    )
    fc.assert(
      fc.property(moves, (drawn) => {
        const index = new DueIndex()
        const model = new Map<number, number>()
        for (const { number, at } of drawn) {
          index.set(number, at)
          if (at === Infinity) model.delete(number)
          else model.set(number, at)
          const earliest = Math.min(Infinity, ...model.values())
          expect(index.size).toBe(model.size)
          expect(index.nextAt).toBe(earliest)
          if (model.size > 0) expect(model.get(index.next ?? -1)).toBe(earliest)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('takes a number far beyond the others', () => {
    const index = new DueIndex()
    index.set(0, 5)
    index.set(100_000, 3)
    expect(index.next).toBe(100_000)
  })
})
