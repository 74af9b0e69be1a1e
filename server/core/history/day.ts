import { blocksOfChunk, decodeBlock, encodeChunk } from './block.ts'
import { mergePoints, type Points } from './points.ts'
import { addToRollups, decodeRollups, encodeRollups, type Rollup } from './rollup.ts'

/** A day of a series as the store keeps it. */
export interface PackedDay {
  /** In the order in which they came. */
  readonly open: readonly Uint8Array[]
  readonly chunk: Uint8Array | undefined
  readonly rollups: Uint8Array | undefined
}

export interface UnpackedDay {
  readonly points: Points
  readonly rollups: readonly Rollup[]
  /** Pieces that cannot be read, left out above. */
  readonly damagedCount: number
  /** Pieces of a format that a later build writes: this one must not replace them. */
  readonly isForeign: boolean
}

/** Everything of a day, later pieces winning at equal times. */
export function unpackDay({ open, chunk, rollups }: PackedDay): UnpackedDay {
  let damagedCount = 0
  let isForeign = false
  const refuse = (reason: 'unknown-format' | 'damaged'): void => {
    if (reason === 'damaged') damagedCount++
    else isForeign = true
  }
  const closed = chunk ? blocksOfChunk(chunk) : { blocks: [], isWhole: true }
  if (!closed.isWhole) damagedCount++
  const lists: Points[] = []
  for (const block of [...closed.blocks, ...open]) {
    const read = decodeBlock(block)
    if (read.ok) lists.push(read.points)
    else refuse(read.reason)
  }
  const rolled = rollups ? decodeRollups(rollups) : undefined
  if (rolled && !rolled.ok) refuse(rolled.reason)
  const rows = rolled?.ok ? rolled.rows : []
  return { points: mergePoints(lists), rollups: rows, damagedCount, isForeign }
}

/** What stands in a day's place once it is over: one chunk, rollups as they were. */
export function closedDay(
  { points, rollups }: UnpackedDay,
  decimals: number,
): Pick<PackedDay, 'chunk' | 'rollups'> {
  return {
    chunk: points.count > 0 ? encodeChunk(points, decimals) : undefined,
    rollups: rollups.length > 0 ? encodeRollups(rollups, decimals) : undefined,
  }
}

/** What stands in a day's place when its raw samples are given up. */
export function rolledUpDay(
  { points, rollups }: UnpackedDay,
  decimals: number,
): Pick<PackedDay, 'chunk' | 'rollups'> {
  const rows = addToRollups(rollups, points)
  return {
    chunk: undefined,
    rollups: rows.length > 0 ? encodeRollups(rows, decimals) : undefined,
  }
}
