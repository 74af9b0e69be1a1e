import { MAX_ID_LENGTH } from './incoming-sample.ts'

const SLOTS = 4_096
const HASH_FACTOR = 31

const QUOTE = 34
const BACKSLASH = 92
const FIRST_PRINTABLE = 32
const LAST_ASCII = 126

/** Bytes, and the text of those that are ASCII as a string of its own. */
export interface AsciiBytes {
  readonly bytes: Uint8Array
  readonly ascii: (start: number, end: number) => string
}

/**
 * Words that bodies repeat, as strings made once: at most 4,096, a new one takes the place of an old
 * one. Sources send the same ids for ever, so one table serves all bodies.
 */
export class WordTable {
  readonly #words: (string | undefined)[] = new Array<string | undefined>(SLOTS)

  /** The word from `start` to the next quote; undefined unless it is 1 to 128 printable ASCII characters without escapes. */
  read(body: AsciiBytes, start: number): string | undefined {
    const { bytes } = body
    let hash = 0
    let at = start
    let byte = bytes[at] ?? 0
    while (byte !== QUOTE) {
      if (byte < FIRST_PRINTABLE) return undefined
      hash = (Math.imul(hash, HASH_FACTOR) + byte) | 0
      byte = bytes[++at] ?? 0
    }
    const length = at - start
    if (length === 0 || length > MAX_ID_LENGTH) return undefined
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1)
    const held = this.#words[slot]
    if (held?.length === length && isAt(bytes, start, held)) return held
    if (!isPlain(bytes, start, at)) return undefined
    const word = body.ascii(start, at)
    this.#words[slot] = word
    return word
  }
}

function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte > LAST_ASCII || byte === BACKSLASH) return false
  }
  return true
}

function isAt(bytes: Uint8Array, start: number, word: string): boolean {
  for (let at = 0; at < word.length; at++) {
    if (bytes[start + at] !== word.charCodeAt(at)) return false
  }
  return true
}
