import { z } from 'zod'
import {
  definePanel,
  metricField,
  metricReferences,
  placesField,
  titleField,
} from './definition.ts'

/** One bar a place; several metrics side by side, or stacked where their sum means something. */
export const bar = definePanel({
  options: z.strictObject({
    title: titleField.optional(),
    places: placesField,
    metrics: z.array(metricField).min(1).max(6),
    arrangement: z.enum(['grouped', 'stacked']).default('grouped'),
    order: z.enum(['highest-first', 'as-listed']).default('highest-first'),
  }),
  references: ({ places, metrics }) => metricReferences(metrics, 'metrics', places),
})

export type BarOptions = Readonly<z.output<typeof bar.options>>
