import type { ScreenMetric } from '../../../protocol/screen.ts'

/** For tests: what a window needs to know of a gauge that reports this often. */
export function gaugeEvery(cadenceMs: number): Pick<ScreenMetric, 'subjects' | 'freshness'> {
  const freshness = { cadenceMs, graceMs: 0, staleAfterMs: 2 * cadenceMs, expireAfterMs: 1e9 }
  return { subjects: 'sensor', freshness }
}
