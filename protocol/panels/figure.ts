import { z } from 'zod'

/** One number at reading distance: value, unit of measure, trend, target or distance to a level. */
export const figureOptions = z
  .strictObject({
    metric: z.string().min(1).max(64),
    /** A unit code or `root` for the site's own unit; or a sensor. Exactly one of the two. */
    unit: z.string().min(1).max(32).optional(),
    sensor: z.string().min(1).max(64).optional(),
    title: z.strictObject({ vi: z.string().max(60), en: z.string().max(60) }).optional(),
    /** Metrics of the same subject named in the line below, e.g. the land share of overdue dossiers. */
    notes: z.array(z.string().min(1).max(64)).max(2).default([]),
  })
  .refine((options) => (options.unit === undefined) !== (options.sensor === undefined), {
    message: 'give either unit or sensor',
  })

export type FigureOptions = Readonly<z.output<typeof figureOptions>>
