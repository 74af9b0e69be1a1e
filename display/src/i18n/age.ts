import type { Messages } from './messages.ts'

const MINUTE_S = 60
const HOUR_S = 60 * MINUTE_S
const DAY_S = 24 * HOUR_S
/** Up to here seconds still tell more than minutes ("71 giây", not "1 phút"). */
const SECONDS_UP_TO_S = 100
/** From here on minutes beside the hours tell nothing. */
const HOURS_ALONE_FROM_S = 6 * HOUR_S
const DAYS_FROM_S = 2 * DAY_S

/** An age or a span in words, rounded down: `71 giây`, `12 phút`, `1 giờ 32 phút`, `14 giờ`, `3 ngày`. */
export function spanWords(spanMs: number, messages: Messages): string {
  const seconds = Math.max(0, Math.floor(spanMs / 1000))
  if (seconds < SECONDS_UP_TO_S) return messages.age.seconds(seconds)
  if (seconds < HOUR_S) return messages.age.minutes(Math.floor(seconds / MINUTE_S))
  if (seconds >= DAYS_FROM_S) return messages.age.days(Math.floor(seconds / DAY_S))
  const hours = messages.age.hours(Math.floor(seconds / HOUR_S))
  const minutes = Math.floor((seconds % HOUR_S) / MINUTE_S)
  if (seconds >= HOURS_ALONE_FROM_S || minutes === 0) return hours
  return `${hours} ${messages.age.minutes(minutes)}`
}

/** A clock's error in words, exact to the second: `3 phút 12 giây`. */
export function skewWords(skewMs: number, messages: Messages): string {
  const seconds = Math.round(Math.abs(skewMs) / 1000)
  if (seconds < MINUTE_S) return messages.age.seconds(seconds)
  if (seconds >= HOUR_S) return spanWords(Math.abs(skewMs), messages)
  const rest = seconds % MINUTE_S
  const minutes = messages.age.minutes(Math.floor(seconds / MINUTE_S))
  return rest === 0 ? minutes : `${minutes} ${messages.age.seconds(rest)}`
}
