import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocatePoints, type Points } from './points.ts'
import {
  addToRollups,
  collectRollups,
  decodeRollups,
  encodeRollups,
  ROLLUP_MS,
  rollupStart,
  type Rollup,
} from './rollup.ts'

function pointsOf(list: readonly (readonly [number, number])[]): Points {
  const points = allocatePoints(list.length)
  for (const [row, [at, value]] of list.entries()) {
    points.at[row] = at
    points.value[row] = value
  }
  return points
}

const value = fc.oneof(
  fc.integer({ min: -10_000, max: 10_000 }).map((scaled) => scaled / 100),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const rollups = fc
  .uniqueArray(
    fc.record({
      slot: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: -1e9, max: 1e9 })),
      values: fc.tuple(value, value, value),
      count: fc.integer({ min: 1, max: 1e9 }),
    }),
    { selector: ({ slot }) => slot, maxLength: 150 },
  )
  .map((list) =>
    list
      .toSorted((a, b) => a.slot - b.slot)
      .map(({ slot, values: [last, ...others], count }): Rollup => {
        const all = [last, ...others]
        return { at: slot * ROLLUP_MS, min: Math.min(...all), max: Math.max(...all), last, count }
      }),
  )

describe('rollups', () => {
  it('come back exactly as they were packed', () => {
    fc.assert(
      fc.property(rollups, fc.integer({ min: 0, max: 4 }), (rows, decimals) => {
        expect(decodeRollups(encodeRollups(rows, decimals))).toEqual({ ok: true, rows })
      }),
    )
  })

  it('take about six bytes each', () => {
    const rows = Array.from({ length: 144 }, (_, slot) => ({
      at: slot * ROLLUP_MS,
      min: (900 + (slot % 5)) / 100,
      max: (910 + (slot % 7)) / 100,
      last: (905 + (slot % 6)) / 100,
      count: 60,
    }))
    expect(encodeRollups(rows, 2).length / rows.length).toBeLessThan(7)
  })

  it('are refused when damaged or foreign', () => {
    const packed = encodeRollups([{ at: 0, min: 1, max: 2, last: 2, count: 2 }], 0)
    expect(decodeRollups(packed.subarray(1))).toMatchObject({ ok: false })
    expect(decodeRollups(packed.subarray(0, packed.length - 1))).toMatchObject({ ok: false })
    expect(decodeRollups(Uint8Array.from([9]))).toEqual({ ok: false, reason: 'unknown-format' })
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void decodeRollups(bytes)))
  })

  it('hold least, greatest, last and count of the values, and skip "no value"', () => {
    const collected = collectRollups(rollupStart)
    collected.addPoints(
      pointsOf([
        [0, 5],
        [1, NaN],
        [2, 9],
        [599_999, 7],
        [600_000, NaN],
        [1_200_000, 1],
      ]),
    )
    expect(collected.rows()).toEqual([
      { at: 0, min: 5, max: 9, last: 7, count: 3 },
      { at: 1_200_000, min: 1, max: 1, last: 1, count: 1 },
    ])
  })

  it('of rollups are those of the points', () => {
    const list = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 1e8 }), value), {
      selector: ([at]) => at,
      maxLength: 200,
    })
    fc.assert(
      fc.property(list, (pairs) => {
        const points = pointsOf(pairs.toSorted(([a], [b]) => a - b))
        const hour = (at: number): number => Math.floor(at / 3_600_000) * 3_600_000
        const direct = collectRollups(hour)
        direct.addPoints(points)
        const short = collectRollups(rollupStart)
        short.addPoints(points)
        const long = collectRollups(hour)
        long.addRollups(short.rows())
        expect(long.rows()).toEqual(direct.rows())
      }),
    )
  })

  it('take in points that came after their day was rolled up', () => {
    const held = [{ at: 0, min: 5, max: 9, last: 7, count: 3 }]
    const late = pointsOf([
      [10, 4],
      [ROLLUP_MS, 2],
    ])
    expect(addToRollups(held, late)).toEqual([
      { at: 0, min: 4, max: 9, last: 4, count: 4 },
      { at: ROLLUP_MS, min: 2, max: 2, last: 2, count: 1 },
    ])
  })
})
