import {
  blocksOfChunk,
  decodeBlock,
  encodeBlock,
  encodeChunk,
} from '../server/core/history/block.ts'
import { allocatePoints, rowsOf, type Points } from '../server/core/history/points.ts'
import { kindOf, seededRandom, SENSOR_KIND } from './workload.ts'

export const TICK_MS = 10_000
export const TICKS_OF_DAY = 8_640
/** Samples of a series in five minutes. */
export const TICKS_OF_BLOCK = 30
const STARTS_AT = Date.parse('2025-10-27T00:00:00Z')
const SERIES = 20

export interface PackedWalk {
  readonly chunks: readonly Uint8Array[]
  readonly lines: readonly string[]
  /** All a sample. */
  readonly chunkBytes: number
  readonly blockBytes: number
  readonly lineBytes: number
}

/** A day of a series of the yardstick: communes report on the dot, sensors up to a quarter of a second after it. */
export function dayOfWalk(series: number, day = 0): { points: Points; decimals: number } {
  const random = seededRandom(series * 7_919 + day)
  const isSensor = series % 6 === 5
  const kind = isSensor ? SENSOR_KIND : kindOf(series)
  const power = 10 ** kind.decimals
  const points = allocatePoints(TICKS_OF_DAY)
  let value = kind.start
  for (let tick = 0; tick < TICKS_OF_DAY; tick++) {
    value = Math.round(Math.max(0, value + (random() * 2 - 1) * kind.step) * power) / power
    const late = isSensor ? Math.floor(random() * 250) : 0
    points.at[tick] = STARTS_AT + day * TICKS_OF_DAY * TICK_MS + tick * TICK_MS + late
    points.value[tick] = value
  }
  return { points, decimals: kind.decimals }
}

export function packWalk(): PackedWalk {
  const days = Array.from({ length: SERIES }, (_, series) => dayOfWalk(series))
  const chunks = days.map(({ points, decimals }) => encodeChunk(points, decimals))
  const lines = days.map(({ points }) => jsonLines(points))
  const samples = SERIES * TICKS_OF_DAY
  let blockBytes = 0
  for (const { points, decimals } of days) {
    for (let tick = 0; tick < TICKS_OF_DAY; tick += TICKS_OF_BLOCK) {
      blockBytes += encodeBlock(rowsOf(points, tick, tick + TICKS_OF_BLOCK), decimals).length
    }
  }
  return {
    chunks,
    lines,
    chunkBytes: chunks.reduce((sum, chunk) => sum + chunk.length, 0) / samples,
    blockBytes: blockBytes / samples,
    lineBytes: lines.reduce((sum, text) => sum + text.length, 0) / samples,
  }
}

function jsonLines({ at, value, count }: Points): string {
  const rows = Array.from({ length: count }, (_, row) =>
    JSON.stringify({
      at: new Date(at[row] ?? 0).toISOString(),
      value: value[row],
      quality: 'good',
    }),
  )
  return rows.join('\n')
}

/** ns a sample. */
export function decodeAll({ chunks }: PackedWalk): number {
  const startedAt = performance.now()
  for (const chunk of chunks) {
    for (const block of blocksOfChunk(chunk).blocks) {
      if (!decodeBlock(block).ok) throw new Error('a block is damaged')
    }
  }
  return ((performance.now() - startedAt) * 1e6) / (SERIES * TICKS_OF_DAY)
}

/** ns a sample. */
export function parseLines({ lines }: PackedWalk): number {
  const startedAt = performance.now()
  for (const text of lines) for (const line of text.split('\n')) JSON.parse(line)
  return ((performance.now() - startedAt) * 1e6) / (SERIES * TICKS_OF_DAY)
}
