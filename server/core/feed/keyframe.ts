import { ByteReader, ByteReadError } from '../../../protocol/byte-reader.ts'
import { createByteWriter } from '../../../protocol/byte-writer.ts'
import {
  areFlagsValid,
  carriedTime,
  DEFAULT_TIME_GRID_MS,
  MAX_TIME_MS,
  SLOT,
} from '../../../protocol/sample.ts'
import type { Version } from '../../../protocol/version.ts'
import { emptyState, type FeedState, type StateShape } from './state.ts'

const KEYFRAME_FORMAT = 1

/**
 * Packs a whole state for the store: exact times, the position at which each series changed and
 * tombstones included, so that a node started from it can account for the positions its clients hold.
 */
export function packKeyframe(state: FeedState): Uint8Array {
  const writer = createByteWriter()
  const held = numbersHeld(state)
  writer.u8(KEYFRAME_FORMAT)
  writer.varint(state.version.ms)
  writer.varint(state.version.n)
  writer.varint(state.floor.ms)
  writer.varint(state.floor.n)
  writer.varint(held.length)
  let previous = -1
  for (const number of held) {
    writer.varint(number - previous - 1)
    previous = number
    writer.u8(state.slot[number] ?? 0)
    writer.u8(state.flags[number] ?? 0)
    writer.f64(state.exactAt[number] ?? 0)
    writer.varint(state.changedMs[number] ?? 0)
    writer.varint(state.changedN[number] ?? 0)
    if (state.slot[number] === SLOT.value) writer.f64(state.value[number] ?? NaN)
  }
  return writer.take()
}

function numbersHeld(state: FeedState): number[] {
  const held: number[] = []
  for (let number = 0; number < state.slot.length; number++) {
    if (state.slot[number] !== SLOT.absent) held.push(number)
  }
  return held
}

export type KeyframeResult =
  | { readonly ok: true; readonly state: FeedState }
  | { readonly ok: false; readonly reason: 'unknown-format' | 'damaged' | 'unknown-series' }

/** Inverse of `packKeyframe` for a schema that knows all its series; a damaged body is refused whole. */
export function unpackKeyframe(body: Uint8Array, epoch: string, shape: StateShape): KeyframeResult {
  const reader = new ByteReader(body)
  try {
    if (reader.u8() !== KEYFRAME_FORMAT) return { ok: false, reason: 'unknown-format' }
    const version = readVersion(reader)
    const floor = readVersion(reader)
    const count = reader.varint()
    if (count > shape.channelOf.length) return { ok: false, reason: 'unknown-series' }
    const state = { ...emptyState(epoch, shape), version, floor }
    let number = -1
    for (let row = 0; row < count; row++) {
      number += reader.varint() + 1
      if (number >= shape.channelOf.length) return { ok: false, reason: 'unknown-series' }
      if (!readRow(reader, state, number)) return { ok: false, reason: 'damaged' }
    }
    return reader.remaining === 0 ? { ok: true, state } : { ok: false, reason: 'damaged' }
  } catch (error) {
    if (error instanceof ByteReadError) return { ok: false, reason: 'damaged' }
    throw error
  }
}

function readVersion(reader: ByteReader): Version {
  return { ms: reader.varint(), n: reader.varint() }
}

function readRow(reader: ByteReader, state: FeedState, number: number): boolean {
  const slot = reader.u8()
  const flags = reader.u8()
  const exactAt = reader.f64()
  const grid = state.gridMs[state.channelOf[number] ?? -1] ?? DEFAULT_TIME_GRID_MS
  state.slot[number] = slot
  state.flags[number] = flags
  state.exactAt[number] = exactAt
  state.carriedAt[number] = carriedTime(exactAt, exactAt, grid)
  state.changedMs[number] = reader.varint()
  state.changedN[number] = reader.varint()
  if (slot === SLOT.value) state.value[number] = reader.f64()
  return (
    (slot === SLOT.value || slot === SLOT.empty || slot === SLOT.removed) &&
    areFlagsValid(flags) &&
    Math.abs(exactAt) <= MAX_TIME_MS &&
    Number.isFinite(state.value[number])
  )
}
