import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areFlagsValid, MAX_TIME_MS } from '../../../protocol/sample.ts'
import { blocksOfChunk, decodeBlock, encodeBlock, encodeChunk, MAX_BLOCK_ROWS } from './block.ts'
import { allocatePoints, mergePoints, rowsOf, type Points } from './points.ts'

const VALID_FLAGS = Array.from({ length: 32 }, (_, byte) => byte).filter(areFlagsValid)

const value = fc.oneof(
  fc.integer({ min: -100_000, max: 100_000 }).map((scaled) => scaled / 100),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(NaN, 0, -0, 1e300, Number.MIN_VALUE, 2 ** 53, 0.1 + 0.2),
)
const time = fc.oneof(
  fc.integer({ min: 1_761_500_000_000, max: 1_761_500_100_000 }),
  fc.integer({ min: 0, max: 50 }).map((tick) => 1_761_500_000_000 + tick * 10_000),
  fc.integer({ min: -MAX_TIME_MS, max: MAX_TIME_MS }),
)
const rows = fc.uniqueArray(
  fc.record({ at: time, value, flags: fc.constantFrom(...VALID_FLAGS) }),
  {
    selector: (row) => row.at,
    minLength: 1,
    maxLength: 120,
  },
)

function pointsOf(list: readonly { at: number; value: number; flags: number }[]): Points {
  const points = allocatePoints(list.length)
  for (const [row, one] of list.toSorted((a, b) => a.at - b.at).entries()) {
    points.at[row] = one.at
    points.value[row] = one.value
    points.flags[row] = one.flags
  }
  return points
}

function exactly({ at, value: values, flags }: Points): string[] {
  return Array.from(at, (moment, row) => {
    const one = values[row] ?? NaN
    return `${moment} ${Object.is(one, -0) ? '-0' : one} ${flags[row]}`
  })
}

function decoded(bytes: Uint8Array): Points {
  const read = decodeBlock(bytes)
  if (!read.ok) throw new Error(read.reason)
  return read.points
}

function regular(count: number, of: (row: number) => number): Points {
  return pointsOf(
    Array.from({ length: count }, (_, row) => ({ at: row * 10_000, value: of(row), flags: 0 })),
  )
}

describe('a block', () => {
  it('gives back any times, any finite float64, "no value" and flags exactly', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 9 }), (list, decimals) => {
        const points = pointsOf(list)
        expect(exactly(decoded(encodeBlock(points, decimals)))).toEqual(exactly(points))
      }),
      { numRuns: 500 },
    )
  })

  it('costs almost nothing while nothing changes, and about a byte a sample in a walk', () => {
    expect(
      encodeBlock(
        regular(1_000, () => 9.01),
        2,
      ).length,
    ).toBeLessThan(30)
    const walk = regular(1_000, (row) => Math.round(100 * Math.sin(row / 50)) / 100)
    expect(encodeBlock(walk, 2).length).toBeLessThan(1_100)
    expect(
      encodeBlock(
        regular(1_000, () => NaN),
        2,
      ).length,
    ).toBeLessThan(30)
  })

  it('finds the decimals that a source really sends', () => {
    const finer = regular(1_000, (row) => (row % 7) / 10_000)
    expect(encodeBlock(finer, 1).length).toBeLessThan(1_100)
    expect(exactly(decoded(encodeBlock(finer, 1)))).toEqual(exactly(finer))
  })

  it('is refused, not misread, when bytes are damaged, cut off or foreign', () => {
    fc.assert(
      fc.property(rows, fc.nat(), fc.integer({ min: 1, max: 255 }), (list, place, change) => {
        const bytes = encodeBlock(pointsOf(list), 2)
        const spoilt = bytes.slice()
        const at = place % spoilt.length
        spoilt[at] = (spoilt[at] ?? 0) ^ change
        const read = decodeBlock(spoilt)
        if (read.ok) expect(read.points.count).toBeLessThanOrEqual(MAX_BLOCK_ROWS)
        expect(decodeBlock(bytes.subarray(0, place % bytes.length)).ok).toBe(false)
      }),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        decodeBlock(bytes)
        blocksOfChunk(bytes)
      }),
      { numRuns: 500 },
    )
  })

  it('that claims more rows than a block has is refused before anything is allocated', () => {
    const claims = Uint8Array.from([1, 0xff, 0xff, 0xff, 0x7f, 2, 0, 3, 0, 0xff, 0x7f])
    expect(decodeBlock(claims)).toEqual({ ok: false, reason: 'damaged' })
    expect(() => encodeBlock(allocatePoints(MAX_BLOCK_ROWS + 1), 0)).toThrow(RangeError)
    expect(() => encodeBlock(allocatePoints(2), 0)).toThrow(/ascend/)
  })
})

describe('a chunk', () => {
  it('holds a day of any number of points in blocks', () => {
    const points = regular(20_000, (row) => (row * 7) % 1_000)
    const { blocks, isWhole } = blocksOfChunk(encodeChunk(points, 0))
    expect(isWhole).toBe(true)
    expect(blocks).toHaveLength(3)
    expect(exactly(mergePoints(blocks.map(decoded)))).toEqual(exactly(points))
  })

  it('keeps what stands before damage, and says so', () => {
    const chunk = encodeChunk(
      regular(MAX_BLOCK_ROWS + 1, (row) => row),
      0,
    )
    const read = blocksOfChunk(chunk.subarray(0, chunk.length - 1))
    expect(read.isWhole).toBe(false)
    expect(read.blocks).toHaveLength(1)
  })
})

describe('merged points', () => {
  it('are in order of time, and of equal times the later list wins', () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 5 }), (lists) => {
        const wanted = new Map(lists.flat().map((one) => [one.at, one]))
        const merged = mergePoints(lists.map(pointsOf))
        expect(exactly(merged)).toEqual(exactly(pointsOf([...wanted.values()])))
      }),
    )
    expect(rowsOf(mergePoints([]), 0, 0).count).toBe(0)
  })
})
