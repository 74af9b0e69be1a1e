import type { AlarmKpiAnswer } from '../../../../protocol/alarm-kpis.ts'
import { GALLERY_NOW } from './gallery-screen.ts'
import type { GalleryState } from './gallery-states.ts'

const DAY_MS = 86_400_000
const iso = (at: number): string => new Date(at).toISOString()

/** How good the alarms of the gallery's site are: bad where all is told, calm where nothing is. */
export function galleryKpis(state: GalleryState): AlarmKpiAnswer {
  const isBad = state !== 'fresh'
  return {
    ...{ time: iso(GALLERY_NOW), from: iso(GALLERY_NOW - DAY_MS), to: iso(GALLERY_NOW) },
    ...{ whole: true, raised: isBad ? 312 : 41, hiddenRaises: isBad ? 27 : 0 },
    bySeverity: { low: 201, medium: 74, high: 29, critical: 8 },
    perTenMinutes: { mean: isBad ? 2.17 : 0.28, peak: isBad ? 46 : 6, peakAt: iso(GALLERY_NOW) },
    hourly: Array.from({ length: 24 }, (_, hour) => (hour * 7) % 23),
    flood: isBad
      ? { count: 3, totalMs: 9_000_000, longestMs: 5_400_000, share: 0.104, raised: 188 }
      : { count: 0, totalMs: 0, longestMs: 0, share: 0, raised: 0 },
    acknowledgement: { count: 38, medianMs: 94_000, p90Ms: 610_000, longestMs: 5_400_000 },
    ...{ mostFrequent: [], chattering: [] },
    stale: { count: isBad ? 7 : 0, alarms: [] },
    watchShare: isBad ? 0.67 : 1,
  }
}
