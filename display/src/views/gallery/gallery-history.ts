import type { HistoryAnswer } from '../../history/fetch-history.ts'
import {
  stepFor,
  type HistoryBreak,
  type HistoryPoint,
  type HistoryWindow,
} from '../../history/history-window.ts'
import type { SeriesColumns } from '../../stores/sources.ts'
import { GALLERY_NOW } from './gallery-screen.ts'
import type { GalleryState } from './gallery-states.ts'

const HOUR_MS = 3_600_000
/** A Thursday: the days that it parts do not end with a week. */
const CUT_ANEW: HistoryBreak = {
  at: Date.parse('2025-10-16T00:00:00+07:00'),
  words: {
    vi: 'Thị trấn Ái Nghĩa, Đại Nghĩa, … → Đại Lộc',
    en: 'Ái Nghĩa Town, Đại Nghĩa, … → Đại Lộc',
  },
}

/** A past for every series that ends in the value it has: a rise, a crest, some noise, an hour without figures. */
export function galleryHistory(
  columns: SeriesColumns,
  state: GalleryState,
): (window: HistoryWindow) => HistoryAnswer {
  return ({ series, spanMs, stepMs }) => {
    if (state === 'offline') return { ok: false, reason: 'unreachable' }
    const row = columns.schema().byKey.get(series)
    const number = row?.number
    if (number === undefined || state === 'none' || state === 'empty-values') {
      return { ok: true, points: [], breaks: [] }
    }
    const last = columns.value()[number] ?? 0
    const end = columns.sampledAt()[number] ?? GALLERY_NOW
    const every = stepMs ?? Math.min(stepFor(spanMs), HOUR_MS / 12)
    const points: HistoryPoint[] = []
    for (let at = GALLERY_NOW - spanMs; at < end; at += every) {
      const share = (end - at) / spanMs
      if (share > 0.6 && share < 0.65) continue
      const value = last * (1 - 0.5 * share + 0.08 * Math.sin(share * 14 + number))
      points.push({ at, value, min: value, max: value })
    }
    const isCut = state === 'new-boundaries' && row?.subject.kind === 'unit'
    return { ok: true, points, breaks: isCut ? [CUT_ANEW] : [] }
  }
}
