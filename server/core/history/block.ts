import { ByteReader, ByteReadError } from '../../../protocol/byte-reader.ts'
import { createByteWriter, type ByteWriter } from '../../../protocol/byte-writer.ts'
import { areFlagsValid, MAX_TIME_MS } from '../../../protocol/sample.ts'
import { powerOfTen } from '../../../protocol/scaled-value.ts'
import { MAX_DECIMALS } from '../../../protocol/schema.ts'
import { allocatePoints, rowsOf, type Points } from './points.ts'
import { unzigzag, zigzag } from './zigzag.ts'

const BLOCK_FORMAT = 1
/** More rows than that are several blocks, so that no few bytes can claim many rows. */
export const MAX_BLOCK_ROWS = 8_192

/** First codes of a column: a run of the code before, no value, a float64 of its own; from `first` up differences. */
const CODE = { run: 0, empty: 1, float: 2, first: 3 } as const
/** Shorter runs cost less as they are. */
const MIN_RUN = 3
/** Differences of two such numbers, zigzagged, still fit a varint. */
const MAX_SCALED = 2 ** 50

const shared = createByteWriter()

/**
 * Packs 1 to 8,192 points in order. Times are differences of differences, values differences of
 * integers scaled by `decimals` or what more all of them need, in a column of runs each; what no
 * scaling gives back exactly stands as float64.
 */
export function encodeBlock(points: Points, decimals: number): Uint8Array {
  const { count } = points
  if (count < 1 || count > MAX_BLOCK_ROWS) throw new RangeError(`not a block: ${count} points`)
  const scale = fittingDecimals(points, decimals)
  // All that can be refused comes first: the writer keeps what a refusal leaves in it.
  const times = timeCodes(points)
  const codes = valueCodes(points, powerOfTen(scale))
  const writer = shared
  writer.u8(BLOCK_FORMAT)
  writer.varint(count)
  writer.u8(scale)
  writer.varint(zigzag(points.at[0] ?? 0))
  writeRuns(writer, times)
  writeRuns(writer, codes)
  for (let row = 0; row < count; row++) {
    if (codes[row] === CODE.float) writer.f64(points.value[row] ?? NaN)
  }
  writeRuns(
    writer,
    Float64Array.from(points.flags.subarray(0, count), (one) => one + CODE.first),
  )
  return writer.take()
}

function fittingDecimals({ value, count }: Points, decimals: number): number {
  for (let scale = decimals; scale <= MAX_DECIMALS; scale++) {
    const power = powerOfTen(scale)
    let isFitting = true
    for (let row = 0; row < count && isFitting; row++) {
      const one = value[row] ?? NaN
      isFitting = Number.isNaN(one) || scaledOf(one, power) !== undefined
    }
    if (isFitting) return scale
  }
  return decimals
}

function scaledOf(value: number, power: number): number | undefined {
  const scaled = Math.round(value * power) + 0
  if (!(Math.abs(scaled) <= MAX_SCALED)) return undefined
  return Object.is(scaled / power, value) ? scaled : undefined
}

function timeCodes({ at, count }: Points): Float64Array {
  if (!(Math.abs(at[0] ?? NaN) <= MAX_TIME_MS)) throw new RangeError('not a time')
  const codes = new Float64Array(count - 1)
  let step = 0
  for (let row = 1; row < count; row++) {
    const next = (at[row] ?? 0) - (at[row - 1] ?? 0)
    if (!(next > 0)) throw new RangeError('points must ascend in time')
    codes[row - 1] = zigzag(next - step) + CODE.first
    step = next
  }
  return codes
}

function valueCodes({ value, count }: Points, power: number): Float64Array {
  const codes = new Float64Array(count)
  let held = 0
  for (let row = 0; row < count; row++) {
    const one = value[row] ?? NaN
    const scaled = Number.isNaN(one) ? undefined : scaledOf(one, power)
    if (scaled === undefined) codes[row] = Number.isNaN(one) ? CODE.empty : CODE.float
    else {
      codes[row] = zigzag(scaled - held) + CODE.first
      held = scaled
    }
  }
  return codes
}

function writeRuns(writer: ByteWriter, codes: Float64Array): void {
  let row = 0
  while (row < codes.length) {
    const code = codes[row++] ?? 0
    writer.varint(code)
    let run = 0
    while (codes[row + run] === code) run++
    if (run < MIN_RUN) continue
    writer.varint(CODE.run)
    writer.varint(run - MIN_RUN)
    row += run
  }
}

export type BlockResult =
  | { readonly ok: true; readonly points: Points }
  | { readonly ok: false; readonly reason: 'unknown-format' | 'damaged' }

/** Inverse of `encodeBlock`; a damaged block is refused whole, and never more is allocated than 8,192 rows need. */
export function decodeBlock(bytes: Uint8Array): BlockResult {
  const reader = new ByteReader(bytes)
  try {
    if (reader.u8() !== BLOCK_FORMAT) return { ok: false, reason: 'unknown-format' }
    const count = reader.varint()
    const decimals = reader.u8()
    if (count < 1 || count > MAX_BLOCK_ROWS || decimals > MAX_DECIMALS) return DAMAGED
    const points = allocatePoints(count)
    readTimes(reader, points)
    readValues(reader, points, powerOfTen(decimals))
    const flags = readRuns(reader, count)
    for (let row = 0; row < count; row++) {
      const byte = (flags[row] ?? 0) - CODE.first
      if (!areFlagsValid(byte)) return DAMAGED
      points.flags[row] = byte
    }
    return reader.remaining === 0 && isSound(points) ? { ok: true, points } : DAMAGED
  } catch (error) {
    if (error instanceof ByteReadError) return DAMAGED
    throw error
  }
}

const DAMAGED = { ok: false, reason: 'damaged' } as const

function readTimes(reader: ByteReader, { at, count }: Points): void {
  let held = unzigzag(reader.varint())
  at[0] = held
  const codes = readRuns(reader, count - 1)
  let step = 0
  for (let row = 1; row < count; row++) {
    step += unzigzag((codes[row - 1] ?? 0) - CODE.first)
    held += step
    at[row] = held
  }
}

function readValues(reader: ByteReader, { value, count }: Points, power: number): void {
  const codes = readRuns(reader, count)
  let held = 0
  for (let row = 0; row < count; row++) {
    const code = codes[row] ?? 0
    if (code === CODE.empty) value[row] = NaN
    else if (code === CODE.float) {
      const exact = reader.f64()
      // Only what stands for an explicit "no value" may be NaN.
      value[row] = Number.isNaN(exact) ? Infinity : exact
    } else {
      held += unzigzag(code - CODE.first)
      value[row] = held / power
    }
  }
}

function readRuns(reader: ByteReader, count: number): Float64Array {
  const codes = new Float64Array(count)
  let row = 0
  while (row < count) {
    const code = reader.varint()
    if (code !== CODE.run) {
      codes[row++] = code
      continue
    }
    const run = reader.varint() + MIN_RUN
    if (row === 0 || run > count - row) throw new ByteReadError('bad-number')
    codes.fill(codes[row - 1] ?? 0, row, row + run)
    row += run
  }
  return codes
}

function isSound({ at, value, count }: Points): boolean {
  for (let row = 0; row < count; row++) {
    const moment = at[row] ?? NaN
    if (!(Math.abs(moment) <= MAX_TIME_MS) || (row > 0 && !(moment > (at[row - 1] ?? 0)))) {
      return false
    }
    const one = value[row] ?? NaN
    if (!Number.isFinite(one) && !Number.isNaN(one)) return false
  }
  return true
}

/** Blocks of any number of points in order, joined with their lengths: a day as it is kept once it is over. */
export function encodeChunk(points: Points, decimals: number): Uint8Array {
  const blocks: Uint8Array[] = []
  for (let start = 0; start < points.count; start += MAX_BLOCK_ROWS) {
    const end = Math.min(start + MAX_BLOCK_ROWS, points.count)
    blocks.push(encodeBlock(rowsOf(points, start, end), decimals))
  }
  const writer = shared
  for (const block of blocks) {
    writer.varint(block.length)
    writer.bytes(block)
  }
  return writer.take()
}

/** The blocks of a chunk; what follows damage in the lengths is left out, and said. */
export function blocksOfChunk(chunk: Uint8Array): {
  readonly blocks: readonly Uint8Array[]
  readonly isWhole: boolean
} {
  const reader = new ByteReader(chunk)
  const blocks: Uint8Array[] = []
  try {
    while (reader.remaining > 0) blocks.push(reader.take(reader.varint()))
    return { blocks, isWhole: true }
  } catch (error) {
    if (error instanceof ByteReadError) return { blocks, isWhole: false }
    throw error
  }
}
