import { z } from 'zod'
import { definePanel, metricField, metricReferences, titleField } from './definition.ts'

/** Communes filled by class of one metric, labelled by name and value; sensors as shapes. */
export const communeMap = definePanel({
  options: z.strictObject({
    metric: metricField,
    title: titleField.optional(),
    /** Sensor metrics drawn on the map, e.g. `river.level`. */
    sensors: z.array(metricField).max(8).default([]),
  }),
  references: ({ metric, sensors }) => [
    { kind: 'metric', id: metric, path: ['metric'], subjects: 'unit' },
    ...metricReferences(sensors, 'sensors', 'sensor'),
  ],
})

export type CommuneMapOptions = Readonly<z.output<typeof communeMap.options>>
