const ZERO = 48
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
  if (text.length <= MINUTE_LENGTH || text.length > MAX_LENGTH) return undefined
  const hasMarks = text[4] === '-' && text[7] === '-' && text[10] === 'T' && text[13] === ':'
  const days = daysSince1970(digits4(text, 0), digits2(text, 5), digits2(text, 8))
  const hour = digits2(text, 11)
  const minute = digits2(text, 14)
  if (!hasMarks || !(days >= 0 && hour < 24 && minute < 60)) return undefined
  const minutes = days * MS_PER_DAY + (hour * 60 + minute) * MS_PER_MINUTE
  if (text[MINUTE_LENGTH] !== ':') return withZone(minutes, text, MINUTE_LENGTH)
  const second = digits2(text, MINUTE_LENGTH + 1)
  if (!(second < 60)) return undefined
  const seconds = minutes + second * 1000
  const afterSeconds = MINUTE_LENGTH + 3
  if (text[afterSeconds] !== '.') return withZone(seconds, text, afterSeconds)
  return withFraction(seconds, text, afterSeconds + 1)
}

function withFraction(seconds: number, text: string, start: number): number | undefined {
  let at = start
  let fraction = 0
  let weight = 100
  for (; ; at++) {
    const digit = text.charCodeAt(at) - ZERO
    if (!(digit >= 0 && digit <= 9)) break
    fraction += digit * weight
    weight = weight >= 10 ? weight / 10 : weight === 1 ? 0 : weight
  }
  return at === start ? undefined : withZone(seconds + fraction, text, at)
}

function withZone(local: number, text: string, at: number): number | undefined {
  const sign = text[at]
  if (sign === 'Z') return text.length === at + 1 ? local : undefined
  if ((sign !== '+' && sign !== '-') || text.length !== at + 6 || text[at + 3] !== ':') {
    return undefined
  }
  const hours = digits2(text, at + 1)
  const minutes = digits2(text, at + 4)
  if (!(hours <= 18 && minutes < 60)) return undefined
  const offset = (hours * 60 + minutes) * MS_PER_MINUTE
  const moment = sign === '+' ? local - offset : local + offset
  return moment >= 0 ? moment : undefined
}

/** NaN where a character is not a digit, which fails every comparison above. */
function digits2(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO
  const ones = text.charCodeAt(at + 1) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN
}

function digits4(text: string, at: number): number {
  return digits2(text, at) * 100 + digits2(text, at + 2)
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
