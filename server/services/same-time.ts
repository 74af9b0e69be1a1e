import type { SiteClock } from './site-clock.ts'

const MAX_APART_MS = 5 * 60_000

/** A drill in a commune must not put invented figures on the city's real wall, nor the other way round. */
export function areOnSameTime(one: SiteClock, other: SiteClock): boolean {
  const areOfOneKind = (one.scenario() === undefined) === (other.scenario() === undefined)
  return areOfOneKind && Math.abs(one.now() - other.now()) <= MAX_APART_MS
}
