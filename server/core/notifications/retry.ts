const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** What lies between one try and the next; together a little less than a day. */
const WAITS_MS = [
  10 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  ...[1, 2, 3, 4, 6, 7].map((hours) => hours * HOUR_MS),
] as const
export const MAX_TRIES = WAITS_MS.length + 1
const GIVEN_UP_AFTER_MS = 24 * HOUR_MS
/** A receiver that asks for more patience gets no more than this. */
const MAX_ASKED_MS = HOUR_MS

/** How often a message was tried; times are ms since 1970. */
export interface Tries {
  readonly count: number
  readonly firstAt: number
  readonly nextAt: number
}

/**
 * What follows a try at `at` that failed: the next one, or undefined where the message is given up.
 * `askedMs`: how long the receiver asked to be left alone.
 */
export function triesAfter(before: Tries | undefined, at: number, askedMs = 0): Tries | undefined {
  const count = (before?.count ?? 0) + 1
  const wait = WAITS_MS[count - 1]
  const firstAt = before?.firstAt ?? at
  if (wait === undefined) return undefined
  const nextAt = at + Math.max(wait, Math.min(askedMs, MAX_ASKED_MS))
  return nextAt > firstAt + GIVEN_UP_AFTER_MS ? undefined : { count, firstAt, nextAt }
}
