import { ByteReader, ByteReadError } from '../../../protocol/byte-reader.ts'
import { createByteWriter } from '../../../protocol/byte-writer.ts'
import { MAX_TIME_MS } from '../../../protocol/sample.ts'
import { powerOfTen } from '../../../protocol/scaled-value.ts'
import { MAX_DECIMALS } from '../../../protocol/schema.ts'
import type { Points } from './points.ts'
import { unzigzag, zigzag } from './zigzag.ts'

/** All values of a stretch of time; explicit "no value" does not count. `at` is where the stretch begins. */
export interface Rollup {
  readonly at: number
  readonly min: number
  readonly max: number
  readonly last: number
  /** How many values there were. */
  readonly count: number
}

/** What stays when raw samples go. */
export const ROLLUP_MS = 600_000

/** Where the rollup of a moment begins; UTC, so that it needs no zone. */
export function rollupStart(at: number): number {
  return Math.floor(at / ROLLUP_MS) * ROLLUP_MS
}

export interface RollupCollector {
  readonly addPoints: (points: Points) => void
  /** Rollups of shorter stretches; each counts in the stretch in which it begins. */
  readonly addRollups: (rows: readonly Rollup[]) => void
  /** In order of time, those without a value left out. */
  readonly rows: () => readonly Rollup[]
}

/** Collects points and rollups into the stretches that `startOf` gives. What comes later in time must be added later. */
export function collectRollups(startOf: (at: number) => number): RollupCollector {
  const rows: Rollup[] = []
  let open: { -readonly [K in keyof Rollup]: Rollup[K] } | undefined

  function add(at: number, min: number, max: number, last: number, count: number): void {
    const start = startOf(at)
    if (open?.at !== start) {
      open = { at: start, min, max, last, count }
      rows.push(open)
      return
    }
    open.min = Math.min(open.min, min)
    open.max = Math.max(open.max, max)
    open.last = last
    open.count += count
  }

  return {
    addPoints({ at, value, count }) {
      for (let row = 0; row < count; row++) {
        const one = value[row] ?? NaN
        if (!Number.isNaN(one)) add(at[row] ?? 0, one, one, one, 1)
      }
    },
    addRollups(added) {
      for (const { at, min, max, last, count } of added) add(at, min, max, last, count)
    },
    rows: () => rows,
  }
}

/** Points that came after their day was rolled up, joined to it: in each stretch they count as the later ones. */
export function addToRollups(held: readonly Rollup[], points: Points): readonly Rollup[] {
  const late = collectRollups(rollupStart)
  late.addPoints(points)
  const all = [...held, ...late.rows()].toSorted((a, b) => a.at - b.at)
  const joined = collectRollups(rollupStart)
  joined.addRollups(all)
  return joined.rows()
}

const ROLLUP_FORMAT = 1
const MAX_ROLLUPS = 10_000
const MAX_SCALED = 2 ** 50
const EXACT = 1

/** Packs rollups of 10 minutes in order of time: about 6 bytes each where `decimals` suffice, float64 where they do not. */
export function encodeRollups(rows: readonly Rollup[], decimals: number): Uint8Array {
  const writer = createByteWriter()
  const power = powerOfTen(decimals)
  writer.u8(ROLLUP_FORMAT)
  writer.varint(rows.length)
  writer.u8(decimals)
  let slot = 0
  let held = 0
  let count = 0
  for (const row of rows) {
    const next = row.at / ROLLUP_MS
    const scaled = [row.min, row.max, row.last].map((value) => Math.round(value * power) + 0)
    const [min = 0, max = 0, last = 0] = scaled
    const isScaled =
      isExact(min, power, row.min) && isExact(max, power, row.max) && isExact(last, power, row.last)
    writer.varint(zigzag(next - slot) * 2 + (isScaled ? 0 : EXACT))
    writer.varint(zigzag(row.count - count))
    if (isScaled) {
      writer.varint(zigzag(min - held))
      writer.varint(max - min)
      writer.varint(last - min)
      held = last
    } else for (const value of [row.min, row.max, row.last]) writer.f64(value)
    slot = next + 1
    count = row.count
  }
  return writer.take()
}

function isExact(scaled: number, power: number, value: number): boolean {
  return Math.abs(scaled) <= MAX_SCALED && Object.is(scaled / power, value)
}

export type RollupsResult =
  | { readonly ok: true; readonly rows: readonly Rollup[] }
  | { readonly ok: false; readonly reason: 'unknown-format' | 'damaged' }

/** Inverse of `encodeRollups`; damaged bytes are refused whole. */
export function decodeRollups(bytes: Uint8Array): RollupsResult {
  const reader = new ByteReader(bytes)
  try {
    if (reader.u8() !== ROLLUP_FORMAT) return { ok: false, reason: 'unknown-format' }
    const rowCount = reader.varint()
    const decimals = reader.u8()
    if (rowCount > Math.min(MAX_ROLLUPS, reader.remaining) || decimals > MAX_DECIMALS) {
      return { ok: false, reason: 'damaged' }
    }
    const rows = readRows(reader, rowCount, powerOfTen(decimals))
    const isWhole = reader.remaining === 0 && rows.every(isSound)
    return isWhole ? { ok: true, rows } : { ok: false, reason: 'damaged' }
  } catch (error) {
    if (error instanceof ByteReadError) return { ok: false, reason: 'damaged' }
    throw error
  }
}

function readRows(reader: ByteReader, rowCount: number, power: number): Rollup[] {
  const rows: Rollup[] = []
  let slot = 0
  let held = 0
  let count = 0
  for (let row = 0; row < rowCount; row++) {
    const head = reader.varint()
    const isScaled = head % 2 !== EXACT
    slot += unzigzag(Math.floor(head / 2))
    count += unzigzag(reader.varint())
    const at = slot * ROLLUP_MS
    if (isScaled) {
      const min = held + unzigzag(reader.varint())
      const max = min + reader.varint()
      held = min + reader.varint()
      rows.push({ at, min: min / power, max: max / power, last: held / power, count })
    } else rows.push({ at, min: reader.f64(), max: reader.f64(), last: reader.f64(), count })
    slot++
  }
  return rows
}

function isSound({ at, min, max, last, count }: Rollup, row: number, rows: Rollup[]): boolean {
  const isOrdered = row === 0 || at > (rows[row - 1]?.at ?? 0)
  const isFinite = [min, max, last].every(Number.isFinite) && Math.abs(at) <= MAX_TIME_MS
  return isOrdered && isFinite && min <= max && count > 0 && Number.isSafeInteger(count)
}
