import type { Heatmap } from '../../../protocol/dossiers.ts'

/** The figures of a heatmap without how they are drawn. */
export type Matrix = Pick<
  Heatmap,
  'rows' | 'columns' | 'cells' | 'rowTotals' | 'columnTotals' | 'total'
>
