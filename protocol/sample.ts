export const QUALITIES = ['good', 'uncertain', 'bad'] as const
export type Quality = (typeof QUALITIES)[number]

export const ORIGINS = ['real', 'manual', 'simulated', 'derived'] as const
export type Origin = (typeof ORIGINS)[number]

export interface SampleFlags {
  readonly quality: Quality
  readonly origin: Origin
  readonly underReview: boolean
}

const ORIGIN_SHIFT = 2
const REVIEW_BIT = 0b1_0000

/** Packs quality (bits 0–1), origin (bits 2–3) and under review (bit 4) into one byte. */
export function packFlags(flags: SampleFlags): number {
  return (
    QUALITIES.indexOf(flags.quality) |
    (ORIGINS.indexOf(flags.origin) << ORIGIN_SHIFT) |
    (flags.underReview ? REVIEW_BIT : 0)
  )
}

/** True for a byte that `packFlags` can give: no reserved bit set, quality not 3. */
export function areFlagsValid(byte: number): boolean {
  return byte >= 0 && byte < 0b10_0000 && (byte & 0b11) !== 3
}

const UNPACKED: readonly (SampleFlags | undefined)[] = Array.from(
  { length: 0b10_0000 },
  (_, byte) => (areFlagsValid(byte) ? unpackByte(byte) : undefined),
)

/** Inverse of `packFlags`; the byte must satisfy `areFlagsValid`. */
export function unpackFlags(byte: number): SampleFlags {
  const flags = UNPACKED[byte]
  if (!flags) throw new RangeError(`not a flags byte: ${byte}`)
  return flags
}

function unpackByte(byte: number): SampleFlags {
  const quality = QUALITIES[byte & 0b11]
  const origin = ORIGINS[(byte >> ORIGIN_SHIFT) & 0b11]
  if (quality === undefined || origin === undefined) throw new RangeError(`no such flags: ${byte}`)
  return { quality, origin, underReview: (byte & REVIEW_BIT) !== 0 }
}

/** What a slot of a series array holds. `absent` never travels; `removed` travels as a tombstone. */
export const SLOT = { absent: 0, value: 1, empty: 2, removed: 3 } as const

/** Default grid, in ms, on which sample times are carried; a channel may ask for 1 ms. */
export const DEFAULT_TIME_GRID_MS = 250

/** The time that arrays, wire and hash carry: floor(min(sampledAt, receivedAt)) on the grid. */
export function carriedTime(sampledAt: number, receivedAt: number, gridMs: number): number {
  // Adding 0 turns -0 into 0: the wire has no -0 and the state hash tells them apart.
  return Math.floor(Math.min(sampledAt, receivedAt) / gridMs) * gridMs + 0
}

/** Sample times lie within ± this many ms of 1970 (about 35,700 years), so that differences of grid steps stay exact. */
export const MAX_TIME_MS = 2 ** 50
