import { ByteReader, ByteReadError } from './byte-reader.ts'
import { TIMES } from './encode-frame.ts'
import {
  EPOCH_DIGITS,
  FRAME_FORMAT,
  MAX_FRAME_BYTES,
  type Frame,
  type FrameColumns,
  type FrameHeader,
  type FrameRefusal,
} from './frame.ts'
import { areFlagsValid, SLOT } from './sample.ts'
import { CODE, powerOfTen, valueOfCode } from './scaled-value.ts'
import { DEFAULT_TIME_GRID_MS } from './sample.ts'

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

/**
 * Decodes a frame [F1–F9]; `decimals` is the schema's, by series number. Refuses with a reason
 * whatever `encodeFrame` could not have written; never allocates more than 11 bytes per byte given.
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
  for (const byte of reader.bytes(EPOCH_DIGITS / 2)) epoch += byte.toString(16).padStart(2, '0')
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
  const columns = {
    count,
    series: new Uint32Array(count),
    slot: new Uint8Array(count),
    value: new Float64Array(count),
    flags: new Uint8Array(count),
    sampledAt: new Float64Array(count),
  }
  readSeries(reader, columns, decimals.length)
  readValues(reader, columns, decimals)
  readFlags(reader, columns)
  readTimes(reader, columns, header)
  return columns
}

function readSeries(reader: ByteReader, { count, series }: FrameColumns, rows: number): void {
  let number = -1
  for (let row = 0; row < count; row++) {
    number += reader.varint() + 1
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
    if (code === CODE.empty) slot[row] = SLOT.empty
    else if (code === CODE.removed) slot[row] = SLOT.removed
    else {
      slot[row] = SLOT.value
      const number =
        code === CODE.float
          ? reader.f64()
          : valueOfCode(code, powerOfTen(decimals[series[row] ?? -1] ?? NaN))
      if (!Number.isFinite(number)) throw new Refusal('bad-number')
      value[row] = number
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
  if (mode !== TIMES.one && mode !== TIMES.each) throw new Refusal('bad-grid')
  let steps = 0
  for (let row = 0; row < count; row++) {
    if (row === 0 || mode === TIMES.each) {
      const zigzag = reader.varint()
      steps += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
      if (!Number.isSafeInteger(steps * gridMs)) throw new Refusal('bad-number')
    }
    sampledAt[row] = steps * gridMs
  }
}
