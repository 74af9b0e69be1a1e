const BINARY_FINAL = 0x82
const LENGTH_16 = 126
const LENGTH_64 = 127

/** A whole unmasked binary WebSocket message (RFC 6455, section 5.2), made once for all its receivers. */
export function websocketFrame(payload: Uint8Array): Buffer {
  const { length } = payload
  const headerBytes = length < LENGTH_16 ? 2 : length < 0x1_0000 ? 4 : 10
  const framed = Buffer.allocUnsafe(headerBytes + length)
  framed[0] = BINARY_FINAL
  if (headerBytes === 2) framed[1] = length
  else if (headerBytes === 4) {
    framed[1] = LENGTH_16
    framed.writeUInt16BE(length, 2)
  } else {
    framed[1] = LENGTH_64
    framed.writeBigUInt64BE(BigInt(length), 2)
  }
  framed.set(payload, headerBytes)
  return framed
}
