import { z } from 'zod'
import { definePanel, metricField, metricReferences, titleField } from './definition.ts'

/** A profile of units over three to eight metrics, each axis from zero to its full score. */
export const radar = definePanel({
  options: z.strictObject({
    title: titleField.optional(),
    axes: z
      .array(z.strictObject({ metric: metricField, full: z.number().positive() }))
      .min(3)
      .max(8),
    /** Unit codes, or `root`. */
    units: z.array(z.string().min(1).max(32)).min(1).max(3),
  }),
  references: ({ axes, units }) => [
    ...metricReferences(
      axes.map(({ metric }) => metric),
      'axes',
      'unit',
    ).map((one) => ({ ...one, path: [...one.path, 'metric'] })),
    ...units.map((id, index) => ({ kind: 'unit' as const, id, path: ['units', index] })),
  ],
})

export type RadarOptions = Readonly<z.output<typeof radar.options>>
