import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areFlagsValid, MAX_TIME_MS, SLOT } from '../../../protocol/sample.ts'
import { allocateBatch, packBatch, unpackBatch, type Batch } from './batch.ts'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const anyTime = fc.double({ min: -MAX_TIME_MS, max: MAX_TIME_MS, noNaN: true })
const anyRow = fc.record({
  series: fc.nat({ max: 100_000 }),
  slot: fc.constantFrom(SLOT.value, SLOT.value, SLOT.empty, SLOT.removed),
  value: finite,
  flags: fc.nat({ max: 31 }).filter(areFlagsValid),
  sampledAt: anyTime,
})
type Row = typeof anyRow extends fc.Arbitrary<infer R> ? R : never

function batchOf(rows: readonly Row[]): Batch {
  const batch = allocateBatch(rows.length)
  for (const [at, row] of rows.entries()) {
    batch.series[at] = row.series
    batch.slot[at] = row.slot
    batch.value[at] = row.slot === SLOT.value ? row.value : 0
    batch.flags[at] = row.flags
    batch.sampledAt[at] = row.sampledAt
  }
  return batch
}

/** Any batch; columns are alike in all rows as often as not. */
const anyBatch = fc
  .tuple(fc.array(anyRow, { maxLength: 40 }), anyRow, fc.boolean(), fc.boolean(), fc.boolean())
  .map(([rows, one, sameSlot, sameFlags, sameTime]) =>
    batchOf(
      rows.map((row) => ({
        ...row,
        slot: sameSlot ? one.slot : row.slot,
        flags: sameFlags ? one.flags : row.flags,
        sampledAt: sameTime ? one.sampledAt : row.sampledAt,
      })),
    ),
  )

const ROW: Row = { series: 7, slot: SLOT.value, value: 1.5, flags: 0, sampledAt: 1_000 }

describe('packed batches', () => {
  it('give back every row, repeated series and exact times included', () => {
    fc.assert(
      fc.property(anyBatch, (batch) => {
        expect(unpackBatch(packBatch(batch))).toEqual({ ok: true, batch })
      }),
      { numRuns: 300 },
    )
  })

  it('take at most 12 bytes a row where slots, flags and times are alike', () => {
    const rows = Array.from({ length: 1_000 }, (_, series) => ({ ...ROW, series }))
    expect(packBatch(batchOf(rows)).length).toBeLessThanOrEqual(12 * rows.length)
  })

  it('are refused when cut at any byte or followed by another', () => {
    const bytes = packBatch(batchOf([ROW, { ...ROW, flags: 1, slot: SLOT.empty, sampledAt: 5 }]))
    for (let length = 0; length < bytes.length; length++) {
      expect(unpackBatch(bytes.subarray(0, length))).toEqual({ ok: false, reason: 'damaged' })
    }
    expect(unpackBatch(Uint8Array.from([...bytes, 0]))).toEqual({ ok: false, reason: 'damaged' })
  })

  it('are refused in another format and with rows that no batch may have', () => {
    const packed = (row: object): Uint8Array => packBatch(batchOf([{ ...ROW, ...row }]))
    expect(unpackBatch(Uint8Array.of(2, 0))).toEqual({ ok: false, reason: 'unknown-format' })
    expect(unpackBatch(packed({}))).toMatchObject({ ok: true })
    for (const row of [
      { value: NaN },
      { value: Infinity },
      { flags: 3 },
      { flags: 32 },
      { slot: SLOT.absent },
      { slot: 4 },
      { sampledAt: NaN },
      { sampledAt: Infinity },
      { sampledAt: MAX_TIME_MS * 2 },
    ]) {
      expect(unpackBatch(packed(row))).toEqual({ ok: false, reason: 'damaged' })
    }
  })

  it('that lie about their count are refused before room is made for it', () => {
    const lying = Uint8Array.of(1, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0)
    expect(unpackBatch(lying)).toEqual({ ok: false, reason: 'damaged' })
  })

  it('never throw on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isLikely) => {
        const result = unpackBatch(isLikely ? Uint8Array.from([1, ...bytes]) : bytes)
        if (result.ok) expect(unpackBatch(packBatch(result.batch))).toEqual(result)
      }),
      { numRuns: 1_000 },
    )
  })
})
