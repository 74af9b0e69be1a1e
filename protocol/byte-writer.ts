const START_BYTES = 1024
const VARINT_LOW = 0x80
const UINT32 = 0x1_0000_0000

/** A growing little-endian byte buffer, reused from frame to frame. */
export interface ByteWriter {
  readonly length: () => number
  readonly u8: (value: number) => void
  readonly f64: (value: number) => void
  /** Unsigned LEB128 of an integer 0 … 2^53 - 1; throws on anything else. */
  readonly varint: (value: number) => void
  readonly bytes: (source: Uint8Array) => void
  /** A copy of what was written; the writer is empty afterwards. */
  readonly take: () => Uint8Array
}

/** Makes a writer. Its buffer keeps the largest size ever needed. */
export function createByteWriter(): ByteWriter {
  let buffer = new Uint8Array(START_BYTES)
  let view = new DataView(buffer.buffer)
  let at = 0

  function room(count: number): void {
    if (at + count <= buffer.length) return
    const wider = new Uint8Array(Math.max(buffer.length * 2, at + count))
    wider.set(buffer)
    buffer = wider
    view = new DataView(buffer.buffer)
  }

  return {
    length: () => at,
    u8(value) {
      room(1)
      buffer[at++] = value
    },
    f64(value) {
      room(8)
      view.setFloat64(at, value, true)
      at += 8
    },
    varint(value) {
      if (!Number.isSafeInteger(value) || value < 0) {
        throw new RangeError(`not an integer from 0 to 2^53 - 1: ${value}`)
      }
      room(8)
      let rest = value
      while (rest >= UINT32) {
        buffer[at++] = (rest % VARINT_LOW) | VARINT_LOW
        rest = Math.floor(rest / VARINT_LOW)
      }
      while (rest >= VARINT_LOW) {
        buffer[at++] = (rest & 0x7f) | VARINT_LOW
        rest = rest >>> 7
      }
      buffer[at++] = rest
    },
    bytes(source) {
      room(source.length)
      buffer.set(source, at)
      at += source.length
    },
    take() {
      const taken = buffer.slice(0, at)
      at = 0
      return taken
    },
  }
}
