import { HEATMAP_MEASURES, type HeatmapMeasure } from '../../../protocol/dossiers.ts'
import type { DeskColumns } from './desk-query.ts'

const OF_DAYS: readonly HeatmapMeasure[] = [
  'overdue',
  'due-soon',
  'open',
  'paused',
  'received',
  'on-time-rate',
]

/** What a heatmap can be asked for along its columns. */
export function measuresOf(columns: DeskColumns): readonly HeatmapMeasure[] {
  switch (columns) {
    case 'field':
      return HEATMAP_MEASURES
    case 'day':
      return OF_DAYS
    case 'weekday':
      return ['received']
  }
}

/** The one that is asked for, where it can be. */
export function measureOf(asked: HeatmapMeasure | undefined, columns: DeskColumns): HeatmapMeasure {
  const possible = measuresOf(columns)
  if (asked !== undefined && possible.includes(asked)) return asked
  return columns === 'weekday' ? 'received' : 'overdue'
}
