import type { ByteWriter } from './byte-writer.ts'
import { EPOCH_FORM, FRAME_FORMAT, type FrameColumns, type FrameHeader } from './frame.ts'
import { MAX_TIME_MS, SLOT } from './sample.ts'
import { CODE, codeOfValue, powerOfTen } from './scaled-value.ts'
import type { Version } from './version.ts'

/** Times column: all equal to one; one difference each; or offsets from the earliest in a fixed number of bits. */
export const TIMES = { one: 0, each: 1, packed: 2 } as const
/** Wider spreads than this many bits of grid steps are written as differences. */
export const MAX_TIME_BITS = 30

/**
 * Encodes a frame [F1–F9]. `decimals` is the schema's, by series number. Columns must ascend by
 * series number, values must be finite, times must be multiples of the grid: anything else throws.
 */
export function encodeFrame(
  writer: ByteWriter,
  header: FrameHeader,
  columns: FrameColumns,
  decimals: Uint8Array,
): Uint8Array {
  return joinFrame(writer, header, encodeColumns(writer, columns, decimals, header.gridMs))
}

/** A frame from columns encoded before: a keyframe's are encoded once per channel and version. */
export function joinFrame(
  writer: ByteWriter,
  header: FrameHeader,
  encodedColumns: Uint8Array,
): Uint8Array {
  writeHeader(writer, header)
  writer.bytes(encodedColumns)
  return writer.take()
}

/** The columns alone; they do not depend on the header but for its grid. */
export function encodeColumns(
  writer: ByteWriter,
  columns: FrameColumns,
  decimals: Uint8Array,
  gridMs: number,
): Uint8Array {
  writer.varint(columns.count)
  writeSeries(writer, columns)
  writeValues(writer, columns, decimals)
  writeFlags(writer, columns)
  writeTimes(writer, columns, gridMs)
  return writer.take()
}

function writeHeader(writer: ByteWriter, header: FrameHeader): void {
  if (!EPOCH_FORM.test(header.epoch)) throw new RangeError(`not an epoch: ${header.epoch}`)
  writer.u8(FRAME_FORMAT)
  writer.u8(
    (header.kind === 'keyframe' ? 1 : 0) |
      (header.health.store ? 2 : 0) |
      (header.health.ingest ? 4 : 0) |
      (header.health.clock ? 8 : 0) |
      (header.scenario ? 16 : 0) |
      (header.gridMs === 1 ? 32 : 0),
  )
  writer.u8(header.channel)
  for (let digit = 0; digit < header.epoch.length; digit += 2) {
    writer.u8(Number.parseInt(header.epoch.slice(digit, digit + 2), 16))
  }
  writer.varint(header.schemaRevision)
  writeVersion(writer, header.from)
  writeVersion(writer, header.to)
  writer.varint(header.tick)
  writer.varint(Math.floor(header.siteTime))
  writer.varint(Math.floor(header.realTime))
  writer.f64(header.rate)
}

function writeVersion(writer: ByteWriter, version: Version): void {
  writer.varint(version.ms)
  writer.varint(version.n)
}

function writeSeries(writer: ByteWriter, { count, series }: FrameColumns): void {
  let previous = -1
  for (let row = 0; row < count; row++) {
    const number = series[row] ?? NaN
    if (!(number > previous)) throw new RangeError('series numbers must ascend')
    writer.varint(number - previous - 1)
    previous = number
  }
}

function writeValues(
  writer: ByteWriter,
  { count, series, slot, value }: FrameColumns,
  decimals: Uint8Array,
): void {
  for (let row = 0; row < count; row++) {
    const held = slot[row]
    if (held === SLOT.empty) writer.varint(CODE.empty)
    else if (held === SLOT.removed) writer.varint(CODE.removed)
    else {
      const number = value[row] ?? NaN
      if (held !== SLOT.value) throw new RangeError('a row must be a value, empty or removed')
      if (!Number.isFinite(number)) throw new RangeError('a value must be finite')
      const power = powerOfTen(decimals[series[row] ?? -1] ?? NaN)
      const code = codeOfValue(number, power)
      writer.varint(code)
      if (code === CODE.float) writer.f64(number)
    }
  }
}

function writeFlags(writer: ByteWriter, { count, flags }: FrameColumns): void {
  let row = 0
  while (row < count) {
    const byte = flags[row] ?? 0
    let end = row + 1
    while (end < count && flags[end] === byte) end++
    writer.varint(end - row)
    writer.u8(byte)
    row = end
  }
}

function writeTimes(writer: ByteWriter, { count, sampledAt }: FrameColumns, gridMs: number): void {
  if (count === 0) return
  let earliest = Infinity
  let latest = -Infinity
  let differenceBytes = 0
  let previous = 0
  for (let row = 0; row < count; row++) {
    const steps = (sampledAt[row] ?? NaN) / gridMs
    if (!Number.isSafeInteger(steps) || Math.abs(steps * gridMs) > MAX_TIME_MS) {
      throw new RangeError('a time must lie on the grid and within its range')
    }
    if (steps < earliest) earliest = steps
    if (steps > latest) latest = steps
    differenceBytes += varintBytes(zigzag(steps - previous))
    previous = steps
  }
  const bits = bitsFor(latest - earliest)
  if (bits === 0) {
    writer.u8(TIMES.one)
    writer.varint(zigzag(earliest))
  } else if (canPack(earliest, bits, gridMs) && Math.ceil((count * bits) / 8) < differenceBytes) {
    writePackedTimes(writer, { count, sampledAt, gridMs, earliest, bits })
  } else writeTimeDifferences(writer, count, sampledAt, gridMs)
}

/** At the end of time the widest offset would name a time that no receiver takes. */
function canPack(earliest: number, bits: number, gridMs: number): boolean {
  return bits <= MAX_TIME_BITS && (earliest + 2 ** bits - 1) * gridMs <= MAX_TIME_MS
}

function writeTimeDifferences(
  writer: ByteWriter,
  count: number,
  sampledAt: Float64Array,
  gridMs: number,
): void {
  writer.u8(TIMES.each)
  let previous = 0
  for (let row = 0; row < count; row++) {
    const steps = (sampledAt[row] ?? 0) / gridMs
    writer.varint(zigzag(steps - previous))
    previous = steps
  }
}

/** Offsets from the earliest time, lowest bit first; the last byte is filled with zero bits. */
function writePackedTimes(
  writer: ByteWriter,
  times: {
    readonly count: number
    readonly sampledAt: Float64Array
    readonly gridMs: number
    readonly earliest: number
    readonly bits: number
  },
): void {
  writer.u8(TIMES.packed)
  writer.varint(zigzag(times.earliest))
  writer.u8(times.bits)
  let pending = 0
  let pendingBits = 0
  for (let row = 0; row < times.count; row++) {
    const offset = (times.sampledAt[row] ?? 0) / times.gridMs - times.earliest
    pending += offset * 2 ** pendingBits
    pendingBits += times.bits
    while (pendingBits >= 8) {
      writer.u8(pending % 256)
      pending = Math.floor(pending / 256)
      pendingBits -= 8
    }
  }
  if (pendingBits > 0) writer.u8(pending)
}

function bitsFor(range: number): number {
  return range < 2 ** MAX_TIME_BITS ? 32 - Math.clz32(range) : MAX_TIME_BITS + 1
}

function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1
}

function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++
  return bytes
}
