import { ByteReader, ByteReadError } from '../../../protocol/byte-reader.ts'
import { createByteWriter, type ByteWriter } from '../../../protocol/byte-writer.ts'
import { areFlagsValid, MAX_TIME_MS, SLOT } from '../../../protocol/sample.ts'

/**
 * Samples of one stream entry, columns of equal length. `sampledAt` is exact (ms since 1970, as the
 * source said); `slot` is value, empty or removed. A series may occur more than once: later rows count later.
 */
export interface Batch {
  readonly count: number
  readonly series: Uint32Array
  readonly slot: Uint8Array
  readonly value: Float64Array
  readonly flags: Uint8Array
  readonly sampledAt: Float64Array
}

const BATCH_FORMAT = 1
const UNIFORM = 0
const EACH = 1
const MAX_BATCH_ROWS = 1_000_000

/** A batch of `count` rows to be filled. */
export function allocateBatch(count: number): Batch {
  return {
    count,
    series: new Uint32Array(count),
    slot: new Uint8Array(count).fill(SLOT.value),
    value: new Float64Array(count),
    flags: new Uint8Array(count),
    sampledAt: new Float64Array(count),
  }
}

const shared = createByteWriter()

/** Packs a batch for the stream: 12 bytes a row and less where slots, flags and times are all alike. */
export function packBatch(batch: Batch, writer: ByteWriter = shared): Uint8Array {
  writer.u8(BATCH_FORMAT)
  writer.varint(batch.count)
  for (let row = 0; row < batch.count; row++) writer.varint(batch.series[row] ?? 0)
  writeBytes(writer, batch.slot, batch.count)
  writeBytes(writer, batch.flags, batch.count)
  writeFloats(writer, batch.sampledAt, batch.count)
  for (let row = 0; row < batch.count; row++) {
    if (batch.slot[row] === SLOT.value) writer.f64(batch.value[row] ?? NaN)
  }
  return writer.take()
}

function writeBytes(writer: ByteWriter, column: Uint8Array, count: number): void {
  const isUniform = column.subarray(0, count).every((byte) => byte === column[0])
  writer.u8(isUniform ? UNIFORM : EACH)
  writer.bytes(column.subarray(0, isUniform ? Math.min(1, count) : count))
}

function writeFloats(writer: ByteWriter, column: Float64Array, count: number): void {
  const isUniform = column.subarray(0, count).every((value) => value === column[0])
  writer.u8(isUniform ? UNIFORM : EACH)
  const rows = isUniform ? Math.min(1, count) : count
  for (let row = 0; row < rows; row++) writer.f64(column[row] ?? 0)
}

export type BatchResult =
  | { readonly ok: true; readonly batch: Batch }
  | { readonly ok: false; readonly reason: 'unknown-format' | 'damaged' }

/** Inverse of `packBatch`; a damaged body is refused whole. */
export function unpackBatch(body: Uint8Array): BatchResult {
  const reader = new ByteReader(body)
  try {
    if (reader.u8() !== BATCH_FORMAT) return { ok: false, reason: 'unknown-format' }
    const count = reader.varint()
    if (count > Math.min(reader.remaining, MAX_BATCH_ROWS)) return { ok: false, reason: 'damaged' }
    const batch = allocateBatch(count)
    for (let row = 0; row < count; row++) batch.series[row] = reader.varint()
    readBytes(reader, batch.slot)
    readBytes(reader, batch.flags)
    readFloats(reader, batch.sampledAt)
    for (let row = 0; row < count; row++) {
      if (batch.slot[row] === SLOT.value) batch.value[row] = reader.f64()
    }
    return isSound(batch) && reader.remaining === 0
      ? { ok: true, batch }
      : { ok: false, reason: 'damaged' }
  } catch (error) {
    if (error instanceof ByteReadError) return { ok: false, reason: 'damaged' }
    throw error
  }
}

/** True when a packed batch has a row of a series: a look at its first column. False for what cannot be read. */
export function isMentioned(body: Uint8Array, series: number): boolean {
  const reader = new ByteReader(body)
  try {
    if (reader.u8() !== BATCH_FORMAT) return false
    const count = reader.varint()
    for (let row = 0; row < count; row++) if (reader.varint() === series) return true
    return false
  } catch (error) {
    if (error instanceof ByteReadError) return false
    throw error
  }
}

function readBytes(reader: ByteReader, column: Uint8Array): void {
  if (reader.u8() === UNIFORM) {
    if (column.length > 0) column.fill(reader.u8())
  } else column.set(reader.take(column.length))
}

function readFloats(reader: ByteReader, column: Float64Array): void {
  if (reader.u8() === UNIFORM) {
    if (column.length > 0) column.fill(reader.f64())
  } else for (let row = 0; row < column.length; row++) column[row] = reader.f64()
}

function isSound(batch: Batch): boolean {
  for (let row = 0; row < batch.count; row++) {
    const slot = batch.slot[row]
    if (slot !== SLOT.value && slot !== SLOT.empty && slot !== SLOT.removed) return false
    if (!areFlagsValid(batch.flags[row] ?? 255)) return false
    if (!(Math.abs(batch.sampledAt[row] ?? NaN) <= MAX_TIME_MS)) return false
    if (slot === SLOT.value && !Number.isFinite(batch.value[row])) return false
  }
  return true
}
