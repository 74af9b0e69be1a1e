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
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get remaining(): number {
    return this.#bytes.length - this.#at
  }

  u8(): number {
    const value = this.#bytes[this.#at]
    if (value === undefined) throw new ByteReadError('too-short')
    this.#at++
    return value
  }

  f64(): number {
    if (this.remaining < 8) throw new ByteReadError('too-short')
    const value = this.#view.getFloat64(this.#at, true)
    this.#at += 8
    return value
  }

  /** Unsigned LEB128, at most 8 bytes, at most 2^53 - 1, shortest form only. */
  varint(): number {
    const bytes = this.#bytes
    let at = this.#at
    let byte = bytes[at++]
    if (byte === undefined) throw new ByteReadError('too-short')
    if (byte < 0x80) {
      this.#at = at
      return byte
    }
    let value = byte & 0x7f
    let scale = 0x80
    for (let count = 1; count < MAX_VARINT_BYTES; count++) {
      byte = bytes[at++]
      if (byte === undefined) throw new ByteReadError('too-short')
      value += (byte & 0x7f) * scale
      if (byte < 0x80) {
        if (byte === 0 || !Number.isSafeInteger(value)) throw new ByteReadError('bad-number')
        this.#at = at
        return value
      }
      scale *= 0x80
    }
    throw new ByteReadError('bad-number')
  }

  /** A view (no copy) of the next `count` bytes. */
  bytes(count: number): Uint8Array {
    if (count > this.remaining) throw new ByteReadError('too-short')
    const view = this.#bytes.subarray(this.#at, this.#at + count)
    this.#at += count
    return view
  }
}
