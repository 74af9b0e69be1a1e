import { z } from 'zod'
import { definePanel, metricField, titleField } from './definition.ts'

/** Stations one below the other: value, level reached, distance to it, and where it is going. */
export const gaugeStrip = definePanel({
  options: z.strictObject({
    title: titleField.optional(),
    metric: metricField,
    /** Absent = every sensor that gives the metric, in the order of the site's list. */
    sensors: z.array(z.string().min(1).max(64)).min(1).max(24).optional(),
    /** A second metric of the same sensors, told small beside the first, e.g. rain of the last hour. */
    beside: metricField.optional(),
  }),
  references: ({ metric, sensors, beside }) => [
    { kind: 'metric', id: metric, path: ['metric'], subjects: 'sensor' },
    ...(beside === undefined
      ? []
      : [{ kind: 'metric', id: beside, path: ['beside'], subjects: 'sensor' } as const]),
    ...(sensors ?? []).map((id, index) => ({
      kind: 'sensor' as const,
      id,
      path: ['sensors', index],
      metric,
    })),
  ],
})

export type GaugeStripOptions = Readonly<z.output<typeof gaugeStrip.options>>
