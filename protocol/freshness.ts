export const FRESHNESS = ['fresh', 'ageing', 'stale', 'expired', 'none'] as const
export type Freshness = (typeof FRESHNESS)[number]

/** All in ms. `expireAfterMs` is 4 × `staleAfterMs` where a metric does not say otherwise. */
export interface FreshnessLimits {
  readonly cadenceMs: number
  readonly graceMs: number
  readonly staleAfterMs: number
  readonly expireAfterMs: number
}

/** Clocks and ticks differ by less: what lies further ahead was received under a clock that has been set back since. */
const MOST_AHEAD_MS = 5 * 60_000

/**
 * Age in ms of a carried sample time at a site time; never negative. Infinite where the carried time
 * lies more than five minutes of the site clock's pace ahead: the clock was set back, and how old the
 * value is nobody knows. `rate` is site ms per real ms.
 */
export function ageAt(siteTime: number, carriedAt: number, rate = 1): number {
  const age = siteTime - carriedAt
  return age < -MOST_AHEAD_MS * Math.max(1, rate) ? Infinity : Math.max(0, age)
}

/** What an age means for a metric: the one function that server and wall share. A limit itself is still the better state; an age that is no number is expired. */
export function freshnessOf(ageMs: number, limits: FreshnessLimits): Freshness {
  // Asked this way round, so that NaN falls on the side that shows no number.
  if (!(ageMs <= limits.expireAfterMs)) return 'expired'
  if (ageMs > limits.staleAfterMs) return 'stale'
  return ageMs > limits.cadenceMs + limits.graceMs ? 'ageing' : 'fresh'
}

/** The worse of two states, in the order fresh < ageing < stale < expired < none. */
export function worseFreshness(a: Freshness, b: Freshness): Freshness {
  return FRESHNESS.indexOf(a) >= FRESHNESS.indexOf(b) ? a : b
}

/** The site clock as a frame's header carries it. `siteTime` and `realTime` are ms since 1970, `rate` is site ms per real ms. */
export interface SiteClockReading {
  readonly siteTime: number
  readonly realTime: number
  readonly rate: number
}

/** Site time `elapsedMs` of monotonic time after a reading was made. */
export function siteTimeAfter(reading: SiteClockReading, elapsedMs: number): number {
  return reading.siteTime + elapsedMs * reading.rate
}
