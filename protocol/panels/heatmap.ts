import { z } from 'zod'
import {
  definePanel,
  metricField,
  metricReferences,
  placesField,
  titleField,
} from './definition.ts'

/** Places × metrics, each cell filled by class; worst row first, rows that do not fit are summed up. */
export const heatmap = definePanel({
  options: z.strictObject({
    title: titleField.optional(),
    rows: placesField,
    columns: z.array(metricField).min(1).max(12),
    /** The metric that is the row's total as its source counts it; without one there is no total column. */
    total: metricField.optional(),
    order: z.enum(['worst-first', 'as-listed']).default('worst-first'),
  }),
  references: ({ rows, columns, total }) => [
    ...metricReferences(columns, 'columns', rows),
    ...(total === undefined
      ? []
      : [{ kind: 'metric', id: total, path: ['total'], subjects: rows } as const]),
  ],
})

export type HeatmapOptions = Readonly<z.output<typeof heatmap.options>>
