import { createByteWriter } from '../../../protocol/byte-writer.ts'
import { encodeFrame } from '../../../protocol/encode-frame.ts'
import type { FrameColumns, FrameHeader } from '../../../protocol/frame.ts'
import { packFlags, SLOT } from '../../../protocol/sample.ts'
import type { Schema } from '../../../protocol/schema.ts'

const GOOD = packFlags({ quality: 'good', origin: 'real', underReview: false })

export interface Row {
  readonly number: number
  readonly value: number | null
  readonly at: number
  readonly flags?: number
}

/** A header for tests, whole but for what is given. */
export function buildHeader(given: Partial<FrameHeader>): FrameHeader {
  return {
    kind: 'delta',
    channel: 0,
    health: { store: true, ingest: true, clock: true },
    scenario: false,
    schemaRevision: 1,
    epoch: '00000000000000aa',
    from: { ms: 0, n: 0 },
    to: { ms: 0, n: 0 },
    tick: 1,
    siteTime: 1_700_000_000_000,
    realTime: 1_700_000_000_000,
    rate: 1,
    gridMs: 250,
    ...given,
  }
}

export function buildFrame(
  schema: Schema,
  header: Partial<FrameHeader>,
  rows: readonly Row[] = [],
): Uint8Array {
  const columns: FrameColumns = {
    count: rows.length,
    series: Uint32Array.from(rows, (row) => row.number),
    slot: Uint8Array.from(rows, (row) => (row.value === null ? SLOT.empty : SLOT.value)),
    value: Float64Array.from(rows, (row) => row.value ?? 0),
    flags: Uint8Array.from(rows, (row) => row.flags ?? GOOD),
    sampledAt: Float64Array.from(rows, (row) => row.at),
  }
  return encodeFrame(createByteWriter(), buildHeader(header), columns, schema.decimals)
}
