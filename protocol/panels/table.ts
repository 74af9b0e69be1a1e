import { z } from 'zod'
import {
  definePanel,
  metricField,
  metricReferences,
  placesField,
  titleField,
} from './definition.ts'

/** Places × metrics as numbers; pages by itself and rests when touched. */
export const table = definePanel({
  options: z.strictObject({
    title: titleField.optional(),
    rows: placesField,
    columns: z.array(metricField).min(1).max(8),
    /** The column that orders the rows, worst first; absent = as listed. */
    orderBy: metricField.optional(),
  }),
  references: ({ rows, columns, orderBy }) => [
    ...metricReferences(columns, 'columns', rows),
    ...(orderBy === undefined
      ? []
      : [{ kind: 'metric', id: orderBy, path: ['orderBy'], subjects: rows } as const]),
  ],
})

export type TableOptions = Readonly<z.output<typeof table.options>>
