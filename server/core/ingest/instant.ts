const PLUS = 43
const DASH = 45
const POINT = 46
const ZERO = 48
const COLON = 58
const LETTER_T = 84
const LETTER_Z = 90
const LAST_ASCII = 126
const MS_PER_MINUTE = 60_000
const MS_PER_DAY = 86_400_000
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
/** `YYYY-MM-DDTHH:MM` */
const MINUTE_LENGTH = 16
const MAX_LENGTH = 35

/**
 * Reads an ISO 8601 moment `YYYY-MM-DDTHH:MM[:SS[.f…]](Z|±HH:MM)` as ms since 1970, digits beyond
 * the millisecond dropped. Refuses (undefined) a missing zone, days that do not exist, 24:00, leap
 * seconds, offsets over 18 h, years before 1970 and every other form.
 */
export function parseInstant(text: string): number | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > LAST_ASCII) return undefined
    bytes[at] = code
  }
  return readInstant(bytes, 0, text.length)
}

/** `parseInstant` of the ASCII text that stands from `start` to `end`. */
export function readInstant(bytes: Uint8Array, start: number, end: number): number | undefined {
  const length = end - start
  if (length <= MINUTE_LENGTH || length > MAX_LENGTH) return undefined
  const hasMarks =
    bytes[start + 4] === DASH &&
    bytes[start + 7] === DASH &&
    bytes[start + 10] === LETTER_T &&
    bytes[start + 13] === COLON
  const year = digits2(bytes, start) * 100 + digits2(bytes, start + 2)
  const days = daysSince1970(year, digits2(bytes, start + 5), digits2(bytes, start + 8))
  const hour = digits2(bytes, start + 11)
  const minute = digits2(bytes, start + 14)
  if (!hasMarks || !(days >= 0 && hour < 24 && minute < 60)) return undefined
  const minutes = days * MS_PER_DAY + (hour * 60 + minute) * MS_PER_MINUTE
  const afterMinutes = start + MINUTE_LENGTH
  if (bytes[afterMinutes] !== COLON) return withZone(minutes, bytes, afterMinutes, end)
  const second = digits2(bytes, afterMinutes + 1)
  if (!(second < 60)) return undefined
  const seconds = minutes + second * 1000
  const afterSeconds = afterMinutes + 3
  if (bytes[afterSeconds] !== POINT) return withZone(seconds, bytes, afterSeconds, end)
  return withFraction(seconds, bytes, afterSeconds + 1, end)
}

function withFraction(
  seconds: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number | undefined {
  let at = start
  let fraction = 0
  for (let weight = 100; ; at++, weight = Math.floor(weight / 10)) {
    const digit = (bytes[at] ?? 0) - ZERO
    if (!(digit >= 0 && digit <= 9)) break
    fraction += digit * weight
  }
  return at === start ? undefined : withZone(seconds + fraction, bytes, at, end)
}

function withZone(local: number, bytes: Uint8Array, at: number, end: number): number | undefined {
  const sign = bytes[at]
  if (sign === LETTER_Z) return end === at + 1 ? local : undefined
  if ((sign !== PLUS && sign !== DASH) || end !== at + 6 || bytes[at + 3] !== COLON) {
    return undefined
  }
  const hours = digits2(bytes, at + 1)
  const minutes = digits2(bytes, at + 4)
  if (!(hours <= 18 && minutes < 60)) return undefined
  const offset = (hours * 60 + minutes) * MS_PER_MINUTE
  const moment = sign === PLUS ? local - offset : local + offset
  return moment >= 0 ? moment : undefined
}

/** NaN where a character is not a digit, which fails every comparison above. */
function digits2(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - ZERO
  const ones = (bytes[at + 1] ?? 0) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN
}

/** Proleptic Gregorian; Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil. */
function daysSince1970(year: number, month: number, day: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const length = month === 2 && isLeap ? 29 : (DAYS_OF_MONTH[month - 1] ?? NaN)
  if (!(year >= 1970 && day >= 1 && day <= length)) return NaN
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
