import { z } from 'zod'
import { definePanel, metricField, titleField } from './definition.ts'

/** The level of one river station against its named levels, its rise per hour, and when it may reach the next one. */
export const hydrograph = definePanel({
  options: z.strictObject({
    title: titleField.optional(),
    metric: metricField,
    sensor: z.string().min(1).max(64),
    hours: z.int().min(1).max(744).default(72),
    /** Other stations told below the number, e.g. the next one upstream. */
    beside: z.array(z.string().min(1).max(64)).max(3).default([]),
  }),
  references: ({ metric, sensor, beside }) => [
    { kind: 'metric', id: metric, path: ['metric'], subjects: 'sensor' },
    { kind: 'sensor', id: sensor, path: ['sensor'], metric },
    ...beside.map((id, index) => ({
      kind: 'sensor' as const,
      id,
      path: ['beside', index],
      metric,
    })),
  ],
})

export type HydrographOptions = Readonly<z.output<typeof hydrograph.options>>
