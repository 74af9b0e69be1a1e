import { z } from 'zod'
import {
  definePanel,
  hasOneSubject,
  metricField,
  metricReferences,
  ONE_SUBJECT,
  seriesKeys,
  seriesReferences,
  titleField,
} from './definition.ts'

/** One number at reading distance: value, unit of measure, trend, target or distance to a level. */
export const figure = definePanel({
  options: z
    .strictObject({
      ...seriesKeys,
      title: titleField.optional(),
      /** Metrics of the same subject named in the line below, e.g. the land share of overdue dossiers. */
      notes: z.array(metricField).max(2).default([]),
    })
    .refine(hasOneSubject, ONE_SUBJECT),
  references: (options) => [
    ...seriesReferences(options),
    ...metricReferences(options.notes, 'notes', options.unit === undefined ? 'sensor' : 'unit'),
  ],
})

export type FigureOptions = Readonly<z.output<typeof figure.options>>
