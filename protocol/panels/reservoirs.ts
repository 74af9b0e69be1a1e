import { z } from 'zod'
import { definePanel, metricField, titleField } from './definition.ts'

/** Reservoirs one below the other: how full each is, what comes in, what goes out and how much of that over the spillway. */
export const reservoirs = definePanel({
  options: z.strictObject({
    title: titleField.optional(),
    /** Absent = every sensor that gives the level, in the order of the site's list. */
    sensors: z.array(z.string().min(1).max(64)).min(1).max(24).optional(),
    order: z.enum(['as-listed', 'fullest-first', 'largest-release-first']).default('as-listed'),
    metrics: z
      .strictObject({
        level: metricField.default('reservoir.level'),
        inflow: metricField.default('reservoir.inflow'),
        release: metricField.default('reservoir.release'),
        /** The part of the release that goes over the spillway. */
        spill: metricField.default('reservoir.spill'),
      })
      .prefault({}),
  }),
  references: ({ sensors = [], metrics }) => [
    ...Object.entries(metrics).map(([key, id]) => ({
      ...{ kind: 'metric' as const, id, subjects: 'sensor' as const },
      path: ['metrics', key],
    })),
    ...sensors.map((id, index) => ({
      ...{ kind: 'sensor' as const, id, metric: metrics.level },
      path: ['sensors', index],
    })),
  ],
})

export type ReservoirsOptions = Readonly<z.output<typeof reservoirs.options>>
