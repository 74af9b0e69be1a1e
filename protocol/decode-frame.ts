import { ByteReader, ByteReadError } from './byte-reader.ts'
import { MAX_TIME_BITS, TIMES } from './encode-frame.ts'
import {
  EPOCH_DIGITS,
  FRAME_FORMAT,
  MAX_FRAME_BYTES,
  type Frame,
  type FrameColumns,
  type FrameHeader,
  type FrameRefusal,
} from './frame.ts'
import { areFlagsValid, DEFAULT_TIME_GRID_MS, MAX_TIME_MS, SLOT } from './sample.ts'
import { CODE, powerOfTen, valueOfCode } from './scaled-value.ts'

export type DecodeResult =
  | { readonly ok: true; readonly frame: Frame }
  | { readonly ok: false; readonly reason: FrameRefusal }

const RESERVED_BITS = 0b1100_0000
/** Every row costs at least one byte of series gap and one of value code. */
const MIN_ROW_BYTES = 2

class Refusal extends Error {
  readonly reason: FrameRefusal
  constructor(reason: FrameRefusal) {
    super(reason)
    this.reason = reason
  }
}

/** Reads the header alone: what a client needs to decide whether to decode the rest. */
export function decodeHeader(
  bytes: Uint8Array,
): { ok: true; header: FrameHeader } | { ok: false; reason: FrameRefusal } {
  return refusing(() => ({ ok: true as const, header: readHeader(readerOf(bytes)) }))
}

/** Reads header and the text that is all of an alarm frame's body, as its bytes. */
export function readBody(
  bytes: Uint8Array,
):
  | { readonly ok: true; readonly header: FrameHeader; readonly body: Uint8Array }
  | { readonly ok: false; readonly reason: FrameRefusal } {
  return refusing(() => {
    const reader = readerOf(bytes)
    const header = readHeader(reader)
    const body = reader.take(reader.varint())
    if (reader.remaining > 0) throw new Refusal('trailing-bytes')
    return { ok: true as const, header, body }
  })
}

/**
 * Decodes a frame [F1–F9]; `decimals` is the schema's, by series number. Refuses with a reason
 * whatever the rules do not allow; never allocates more than 11 bytes per byte given.
 */
export function decodeFrame(bytes: Uint8Array, decimals: Uint8Array): DecodeResult {
  return refusing(() => {
    const reader = readerOf(bytes)
    const header = readHeader(reader)
    const columns = readColumns(reader, header, decimals)
    if (reader.remaining > 0) throw new Refusal('trailing-bytes')
    return { ok: true as const, frame: { header, columns } }
  })
}

function refusing<T>(read: () => T): T | { ok: false; reason: FrameRefusal } {
  try {
    return read()
  } catch (error) {
    if (error instanceof Refusal || error instanceof ByteReadError) {
      return { ok: false, reason: error.reason }
    }
    throw error
  }
}

function readerOf(bytes: Uint8Array): ByteReader {
  if (bytes.length > MAX_FRAME_BYTES) throw new Refusal('too-long')
  return new ByteReader(bytes)
}

function readHeader(reader: ByteReader): FrameHeader {
  if (reader.u8() !== FRAME_FORMAT) throw new Refusal('unknown-format')
  const bits = reader.u8()
  if (bits & RESERVED_BITS) throw new Refusal('reserved-bits')
  const channel = reader.u8()
  let epoch = ''
  for (const byte of reader.take(EPOCH_DIGITS / 2)) epoch += byte.toString(16).padStart(2, '0')
  const schemaRevision = reader.varint()
  const from = { ms: reader.varint(), n: reader.varint() }
  const to = { ms: reader.varint(), n: reader.varint() }
  const tick = reader.varint()
  const siteTime = reader.varint()
  const realTime = reader.varint()
  const rate = reader.f64()
  if (!Number.isFinite(rate) || rate < 0) throw new Refusal('bad-number')
  return {
    kind: bits & 1 ? 'keyframe' : 'delta',
    channel,
    health: { store: (bits & 2) !== 0, ingest: (bits & 4) !== 0, clock: (bits & 8) !== 0 },
    scenario: (bits & 16) !== 0,
    schemaRevision,
    epoch,
    from,
    to,
    tick,
    siteTime,
    realTime,
    rate,
    gridMs: bits & 32 ? 1 : DEFAULT_TIME_GRID_MS,
  }
}

function readColumns(reader: ByteReader, header: FrameHeader, decimals: Uint8Array): FrameColumns {
  const count = reader.varint()
  if (count > reader.remaining / MIN_ROW_BYTES) throw new Refusal('count-exceeds-length')
  const columns = allocateColumns(count)
  readSeries(reader, columns, decimals.length)
  readValues(reader, columns, decimals)
  readFlags(reader, columns)
  readTimes(reader, columns, header)
  return columns
}

/** All columns in one buffer: one allocation of 22 bytes a row. */
function allocateColumns(count: number): FrameColumns {
  const buffer = new ArrayBuffer(count * 22)
  return {
    count,
    value: new Float64Array(buffer, 0, count),
    sampledAt: new Float64Array(buffer, count * 8, count),
    series: new Uint32Array(buffer, count * 16, count),
    slot: new Uint8Array(buffer, count * 20, count),
    flags: new Uint8Array(buffer, count * 21, count),
  }
}

function readSeries(reader: ByteReader, { count, series }: FrameColumns, rows: number): void {
  const { bytes } = reader
  let number = -1
  for (let row = 0; row < count; row++) {
    const first = bytes[reader.at] ?? 0x80
    if (first < 0x80) {
      reader.at++
      number += first + 1
    } else number += reader.varint() + 1
    if (number >= rows) throw new Refusal('unknown-series')
    series[row] = number
  }
}

function readValues(
  reader: ByteReader,
  { count, series, slot, value }: FrameColumns,
  decimals: Uint8Array,
): void {
  for (let row = 0; row < count; row++) {
    const code = reader.varint()
    if (code >= CODE.firstScaled) {
      slot[row] = SLOT.value
      value[row] = valueOfCode(code, powerOfTen(decimals[series[row] ?? 0] ?? 0))
    } else if (code === CODE.empty) slot[row] = SLOT.empty
    else if (code === CODE.removed) slot[row] = SLOT.removed
    else {
      const exact = reader.f64()
      if (!Number.isFinite(exact)) throw new Refusal('bad-number')
      slot[row] = SLOT.value
      value[row] = exact
    }
  }
}

function readFlags(reader: ByteReader, { count, flags }: FrameColumns): void {
  let row = 0
  while (row < count) {
    const run = reader.varint()
    const byte = reader.u8()
    if (!areFlagsValid(byte)) throw new Refusal('bad-flags')
    if (run === 0 || run > count - row) throw new Refusal('bad-runs')
    flags.fill(byte, row, row + run)
    row += run
  }
}

function readTimes(
  reader: ByteReader,
  { count, sampledAt }: FrameColumns,
  { gridMs }: FrameHeader,
): void {
  if (count === 0) return
  const mode = reader.u8()
  if (mode === TIMES.one) sampledAt.fill(timeOf(unzigzag(reader.varint()), gridMs))
  else if (mode === TIMES.packed) readPackedTimes(reader, sampledAt, gridMs)
  else if (mode === TIMES.each) {
    let steps = 0
    for (let row = 0; row < count; row++) {
      steps += unzigzag(reader.varint())
      sampledAt[row] = timeOf(steps, gridMs)
    }
  } else throw new Refusal('bad-times')
}

function readPackedTimes(reader: ByteReader, sampledAt: Float64Array, gridMs: number): void {
  const earliest = unzigzag(reader.varint())
  const bits = reader.u8()
  if (bits === 0 || bits > MAX_TIME_BITS) throw new Refusal('bad-times')
  const packed = reader.take(Math.ceil((sampledAt.length * bits) / 8))
  timeOf(earliest, gridMs)
  timeOf(earliest + 2 ** bits - 1, gridMs)
  const size = 2 ** bits
  let pending = 0
  let pendingBits = 0
  let next = 0
  for (let row = 0; row < sampledAt.length; row++) {
    while (pendingBits < bits) {
      pending += (packed[next++] ?? 0) * 2 ** pendingBits
      pendingBits += 8
    }
    sampledAt[row] = (earliest + (pending % size)) * gridMs
    pending = Math.floor(pending / size)
    pendingBits -= bits
  }
  if (pending !== 0) throw new Refusal('bad-times')
}

function timeOf(steps: number, gridMs: number): number {
  const time = steps * gridMs
  if (!(Math.abs(time) <= MAX_TIME_MS)) throw new Refusal('bad-number')
  return time
}

function unzigzag(code: number): number {
  return code % 2 === 0 ? code / 2 : -(code + 1) / 2
}
