import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowsIn, stretchOf } from './use-windowed.ts'

describe('the window of a long list', () => {
  it('draws every row that is seen, and few more', () => {
    const scenes = fc.record({
      top: fc.integer({ min: 0, max: 5_000 }),
      count: fc.integer({ min: 0, max: 2_000 }),
      rowPx: fc.integer({ min: 40, max: 200 }),
      from: fc.integer({ min: -500, max: 200_000 }),
      height: fc.integer({ min: 100, max: 2_000 }),
    })
    fc.assert(
      fc.property(scenes, ({ top, count, rowPx, from, height }) => {
        const [first, last] = rowsIn(stretchOf(from, from + height), { top, count, rowPx })
        for (let row = 0; row < count; row++) {
          const isSeen = top + (row + 1) * rowPx > from && top + row * rowPx < from + height
          if (isSeen && from >= 0) expect(row >= first && row < last).toBe(true)
        }
        expect((last - first) * rowPx).toBeLessThanOrEqual(height + 1_200 + 2 * rowPx)
      }),
    )
  })
})
