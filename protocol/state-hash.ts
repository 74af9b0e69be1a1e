import { SLOT } from './sample.ts'

/** The arrays a hash is taken over; `members` are the series numbers of one channel, ascending. */
export interface HashedState {
  readonly members: Iterable<number>
  readonly slot: Uint8Array
  readonly value: Float64Array
  readonly flags: Uint8Array
  readonly sampledAt: Float64Array
}

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/**
 * FNV-1a (32 bit) over number, slot, flags, carried time and value of every series present: equal
 * on wall and server when both hold the same [R7]. Absent and removed series do not count.
 */
export function hashState(state: HashedState): string {
  const scratch = new DataView(new ArrayBuffer(8))
  let hash = FNV_OFFSET
  const mix = (word: number): void => {
    hash = Math.imul(hash ^ word, FNV_PRIME) >>> 0
  }
  const mixFloat = (value: number): void => {
    scratch.setFloat64(0, value)
    mix(scratch.getUint32(0))
    mix(scratch.getUint32(4))
  }
  for (const number of state.members) {
    const slot = state.slot[number]
    if (slot !== SLOT.value && slot !== SLOT.empty) continue
    mix(number)
    mix(slot | ((state.flags[number] ?? 0) << 8))
    mixFloat(state.sampledAt[number] ?? 0)
    if (slot === SLOT.value) mixFloat(state.value[number] ?? 0)
  }
  return hash.toString(16).padStart(8, '0')
}
