/** Reading past the end, a varint over 2^53 - 1 or not in its shortest form. */
export class ByteReadError extends Error {
  override readonly name = 'ByteReadError'
  readonly reason: 'too-short' | 'bad-number'
  constructor(reason: 'too-short' | 'bad-number') {
    super(reason)
    this.reason = reason
  }
}

const MAX_VARINT_BYTES = 8

/** Reads little-endian bytes; throws `ByteReadError`, allocates nothing. */
export class ByteReader {
  readonly bytes: Uint8Array
  /** Position of the next byte. */
  at = 0
  readonly #view: DataView

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get remaining(): number {
    return this.bytes.length - this.at
  }

  u8(): number {
    const value = this.bytes[this.at]
    if (value === undefined) throw new ByteReadError('too-short')
    this.at++
    return value
  }

  f64(): number {
    if (this.remaining < 8) throw new ByteReadError('too-short')
    const value = this.#view.getFloat64(this.at, true)
    this.at += 8
    return value
  }

  /** Unsigned LEB128, at most 8 bytes, at most 2^53 - 1, shortest form only. */
  varint(): number {
    const { bytes, at } = this
    const first = bytes[at]
    if (first === undefined) throw new ByteReadError('too-short')
    if (first < 0x80) {
      this.at = at + 1
      return first
    }
    const second = bytes[at + 1]
    if (second !== undefined && second < 0x80 && second > 0) {
      this.at = at + 2
      return (first & 0x7f) | (second << 7)
    }
    return this.#longVarint()
  }

  #longVarint(): number {
    const { bytes } = this
    let { at } = this
    let value = 0
    let scale = 1
    for (let count = 0; count < MAX_VARINT_BYTES; count++) {
      const byte = bytes[at++]
      if (byte === undefined) throw new ByteReadError('too-short')
      value += (byte & 0x7f) * scale
      if (byte < 0x80) {
        if (byte === 0 || !Number.isSafeInteger(value)) throw new ByteReadError('bad-number')
        this.at = at
        return value
      }
      scale *= 0x80
    }
    throw new ByteReadError('bad-number')
  }

  /** A view (no copy) of the next `count` bytes. */
  take(count: number): Uint8Array {
    if (count > this.remaining) throw new ByteReadError('too-short')
    const view = this.bytes.subarray(this.at, this.at + count)
    this.at += count
    return view
  }
}
