import { z } from 'zod'
import { definePanel, metricField, metricReferences, titleField } from './definition.ts'

/** What has crossed a threshold: named levels of sensors, missed targets of units; and what has fallen silent. */
export const warnings = definePanel({
  options: z.strictObject({
    title: titleField.optional(),
    metrics: z.array(metricField).min(1).max(12),
  }),
  references: ({ metrics }) => metricReferences(metrics, 'metrics'),
})

export type WarningsOptions = Readonly<z.output<typeof warnings.options>>
