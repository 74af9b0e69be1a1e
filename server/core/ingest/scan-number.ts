const MINUS = 45
const POINT = 46
const ZERO = 48

/** Integers of so many digits are exact, and dividing one by a power of ten up to 10^22 rounds once (Clinger 1990). */
const EXACT_DIGITS = 15
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power)

/** Where the plain JSON number at `start` ends; -1 when there is none. Exponents and over 15 digits are not plain. */
export function endOfNumber(bytes: Uint8Array, start: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start
  let at = endOfDigits(bytes, first)
  let digits = at - first
  if (digits === 0 || (digits > 1 && bytes[first] === ZERO)) return -1
  if (bytes[at] === POINT) {
    const end = endOfDigits(bytes, at + 1)
    if (end === at + 1) return -1
    digits += end - at - 1
    at = end
  }
  // An exponent, and letters that make no number, are left to the thorough way.
  const isPlain = digits <= EXACT_DIGITS && ((bytes[at] ?? 0) | 0x20) !== 0x65
  return isPlain ? at : -1
}

/** The number whose plain JSON form stands from `start` to `end`, exactly as JSON reads it. */
export function numberFrom(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS
  let size = 0
  let decimals = 0
  for (let at = isNegative ? start + 1 : start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte === POINT) decimals = end - at - 1
    else size = size * 10 + byte - ZERO
  }
  if (decimals > 0) size /= POWERS[decimals] ?? NaN
  return isNegative ? -size : size
}

function endOfDigits(bytes: Uint8Array, start: number): number {
  let at = start
  while (((bytes[at] ?? 0) - ZERO) >>> 0 <= 9) at++
  return at
}
