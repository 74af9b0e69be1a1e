import { z } from 'zod'
import { sensorFire } from '../hazards/fire-options.ts'
import { duration, localized, metricId, point, slug, unitCode } from './config-values.ts'

export const SENSOR_KINDS = ['river', 'rain', 'reservoir', 'weather'] as const

const gauge = z
  .strictObject({
    metric: metricId.describe('What the instrument itself tells'),
    kind: z
      .enum(['interval', 'cumulative'])
      .describe('interval = mm since its last reading; cumulative = a counter'),
    every: duration.optional().describe('Between readings; absent = as seen'),
    wrapsAt: z.number().positive().optional().describe('mm at which a counter starts again from 0'),
  })
  .describe(
    'Of a rain gauge: its rain.1h to rain.24h, of a weather station weather.rain, are then worked out from its readings',
  )

const knownValue = {
  value: z.number(),
  certainty: z.enum(['verified', 'derived', 'unverified']).default('verified'),
}

const mark = z.strictObject(knownValue)

const storage = z
  .strictObject({
    dead: mark.describe('Dead level (mực nước chết)'),
    floodLimit: mark
      .optional()
      .describe('Highest level before floods are over (mực nước cao nhất trước lũ)'),
    full: mark.describe('Normal full level (mực nước dâng bình thường)'),
    designFlood: mark.optional().describe('Design flood level (mực nước lũ thiết kế)'),
  })
  .describe('Of a reservoir: its marks in metres, ascending')

const spikes = z
  .strictObject({
    metric: metricId.describe('What leaps'),
    least: z
      .number()
      .positive()
      .describe('In its unit: a reading that lies no further off its course is never doubted'),
  })
  .describe(
    'Readings that leap off their course are uncertain until others confirm them, and bad when the next is back on it',
  )

const sensor = z.strictObject({
  id: slug,
  name: localized(60),
  kind: z.enum(SENSOR_KINDS),
  unit: unitCode.optional(),
  point: point.optional(),
  levels: z
    .array(z.strictObject({ name: z.string().min(1).max(16), ...knownValue }))
    .min(1)
    .max(8)
    .optional()
    .describe('Named levels, ascending, e.g. BĐ1 to BĐ3'),
  storage: storage.optional(),
  gauge: gauge.optional(),
  spikes: spikes.optional(),
  fire: sensorFire.optional(),
  demo: z.boolean().default(false).describe('Invented for the demo'),
})

/** A network under `config/stations`, or a site's own `sensors.yaml`, which may also pick from networks. */
export const sensorsFile = z.strictObject({
  use: z
    .array(z.strictObject({ network: slug, sensors: z.array(slug).min(1).max(500) }))
    .max(16)
    .default([])
    .describe('Sensors taken from networks under config/stations'),
  sensors: z.array(sensor).max(1000).default([]),
})

export type SensorsFile = Readonly<z.output<typeof sensorsFile>>
