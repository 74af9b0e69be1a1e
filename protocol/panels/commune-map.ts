import { z } from 'zod'

/** Communes filled by class of one metric, labelled by name and value; sensors as shapes. */
export const communeMapOptions = z.strictObject({
  metric: z.string().min(1).max(64),
  title: z.strictObject({ vi: z.string().max(60), en: z.string().max(60) }).optional(),
  /** Sensor metrics drawn on the map, e.g. `river.level`. */
  sensors: z.array(z.string().min(1).max(64)).max(8).default([]),
})

export type CommuneMapOptions = Readonly<z.output<typeof communeMapOptions>>
