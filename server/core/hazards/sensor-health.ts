/** What is wrong with an instrument by what it tells. */
export type SensorFault =
  /** Nothing for too long, before `now`. */
  | { readonly kind: 'silent'; readonly since: number }
  /** The same number for longer than what it measures can stand still. */
  | { readonly kind: 'flat'; readonly since: number; readonly value: number }
  /** What cannot be. */
  | { readonly kind: 'out-of-range'; readonly at: number; readonly value: number }

export interface HealthRule {
  /** Longest time without a reading, ms. */
  readonly silentAfterMs: number
  /** Longest time with one and the same number, ms; absent = it may stand still. */
  readonly flatAfterMs?: number | undefined
  /** What can be, both ends included. */
  readonly range: { readonly min: number; readonly max: number }
}

interface Point {
  readonly at: number
  readonly value: number
}

/** The faults of an instrument at a time (ms), by its readings in ascending order of time. */
export function sensorFaults(
  points: readonly Point[],
  now: number,
  { silentAfterMs, flatAfterMs, range }: HealthRule,
): readonly SensorFault[] {
  const last = points.at(-1)
  if (last === undefined) return []
  const faults: SensorFault[] = []
  if (now - last.at > silentAfterMs) faults.push({ kind: 'silent', since: last.at })
  const moved = points.findLastIndex(({ value }) => value !== last.value)
  const since = points[moved + 1]?.at ?? last.at
  if (flatAfterMs !== undefined && points.length > 1 && last.at - since >= flatAfterMs) {
    faults.push({ kind: 'flat', since, value: last.value })
  }
  if (last.value < range.min || last.value > range.max) {
    faults.push({ kind: 'out-of-range', at: last.at, value: last.value })
  }
  return faults
}
