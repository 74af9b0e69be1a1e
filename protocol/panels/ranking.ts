import { z } from 'zod'
import { definePanel, metricField, titleField } from './definition.ts'

/** Units (or sensors) ordered by one metric, worst first, as a dot or bar beside the number. */
export const ranking = definePanel({
  options: z.strictObject({
    metric: metricField,
    title: titleField.optional(),
    /** `worst-first` follows the metric's direction; with direction neither it means highest first. */
    order: z.enum(['worst-first', 'best-first', 'as-listed']).default('worst-first'),
  }),
  references: ({ metric }) => [{ kind: 'metric', id: metric, path: ['metric'] }],
})

export type RankingOptions = Readonly<z.output<typeof ranking.options>>
