import { SLOT } from '../../../protocol/sample.ts'
import { allocateBatch, packBatch } from './batch.ts'

/** What a row to be appended says; null = no value. `sampledAt` in ms since 1970. */
interface PackedRow {
  readonly value: number | null
  readonly flags: number
  readonly sampledAt: number
}

/** The body of a stream entry: rows with the numbers of their series, in the same order. */
export function packRows(rows: readonly PackedRow[], numbers: readonly number[]): Uint8Array {
  const batch = allocateBatch(rows.length)
  for (const [index, row] of rows.entries()) {
    batch.series[index] = numbers[index] ?? 0
    batch.slot[index] = row.value === null ? SLOT.empty : SLOT.value
    batch.value[index] = row.value ?? 0
    batch.flags[index] = row.flags
    batch.sampledAt[index] = row.sampledAt
  }
  return packBatch(batch)
}
