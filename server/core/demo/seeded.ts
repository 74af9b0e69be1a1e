/** A number in [0, 1) that depends on the text alone: FNV-1a (32 bit) followed by the finalizer of MurmurHash3. */
export function seeded(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/** A whole number from `min` to `max`, both included, that depends on the text alone. */
export function seededBetween(text: string, min: number, max: number): number {
  return min + Math.floor(seeded(text) * (max - min + 1))
}
