import { z } from 'zod'
import { ALARM_CHANNEL } from '../../../protocol/alarm-frame.ts'
import { HTTPS_ORIGIN } from '../../../protocol/panels/media-source.ts'
import { MAX_DECIMALS } from '../../../protocol/schema.ts'
import { CANARY_DECLARATION } from '../alarms/canary.ts'
import { calendarFile } from '../calendar/calendar-file.ts'
import { alarmsFile } from './alarms-file.ts'
import { notificationsFile } from './notifications-file.ts'
import { fireBandsFile } from '../hazards/fire-bands.ts'
import { sensorFire } from '../hazards/fire-options.ts'
import { catalogueFile } from './catalogue-file.ts'
import { layoutFile } from './layout-file.ts'
import { mappingFile } from '../register/mapping.ts'
import {
  duration,
  historyRetention,
  isOrderedValidity,
  localized,
  localizedMark,
  MAP_FILE_NAME,
  metricId,
  ORDERED_VALIDITY,
  point,
  slug,
  timeZone,
  unitCode,
  validityKeys,
} from './config-values.ts'
import { DOSSIER_MEASURES } from './site.ts'

const SENSOR_KINDS = ['river', 'rain', 'reservoir', 'weather'] as const

/** Of alarms, and of what the server puts among the figures. */
const OWN_CHANNELS = [ALARM_CHANNEL, CANARY_DECLARATION.channel]

const validity = z
  .strictObject(validityKeys)
  .refine(isOrderedValidity, ORDERED_VALIDITY)
  .default({})

/** `site.yaml`: what the site is, whom it reports to, which packs, maps and channels it uses. */
export const siteFile = z.strictObject({
  names: z
    .array(
      z
        .strictObject({ name: localized(60), subtitle: localized(80), ...validityKeys })
        .refine(isOrderedValidity, ORDERED_VALIDITY),
    )
    .min(1)
    .max(16)
    .describe('Oldest first; the last one is what the site is called elsewhere'),
  root: z
    .strictObject({
      name: localized(60),
      kind: z.enum(['area', 'province', 'city', 'district', 'commune', 'ward']),
    })
    .describe('The unit that stands for the whole site; its code is the id of the site'),
  timeZone: timeZone.default('Asia/Ho_Chi_Minh'),
  validity,
  parents: z
    .array(
      z.strictObject({ site: slug, ...validityKeys }).refine(isOrderedValidity, ORDERED_VALIDITY),
    )
    .max(16)
    .default([]),
  packs: z.array(slug).max(32).default([]).describe('Metric packs under config/packs'),
  channels: z
    .array(
      z.strictObject({
        name: slug.refine((name) => !OWN_CHANNELS.includes(name), 'the server has that one itself'),
        ticksPerSecond: z.int().min(1).max(20).default(4),
        timeGridMs: z.literal([250, 1]).default(250),
      }),
    )
    .min(1)
    .max(32),
  maps: z
    .array(
      z
        .strictObject({
          file: z.string().regex(MAP_FILE_NAME, 'a .json file name under maps/'),
          kind: z.enum(['schematic', 'boundaries']),
          source: localized(160),
          ...validityKeys,
        })
        .refine(isOrderedValidity, ORDERED_VALIDITY),
    )
    .max(32)
    .default([]),
  allowedOrigins: z
    .array(z.string().max(200).regex(HTTPS_ORIGIN, 'an origin such as https://example.vn'))
    .max(16)
    .default([])
    .describe('Whose pictures, films and pages media panels may show'),
  retention: z
    .strictObject({
      streamHours: z
        .int()
        .min(1)
        .max(24 * 366)
        .default(24),
      streamMaxMiB: z.int().min(1).max(65_536).default(256),
      history: historyRetention,
    })
    .prefault({}),
  dossiers: z
    .strictObject({
      catalogue: slug.describe('Under config/catalogues'),
      calendar: slug.describe('Under config/calendars; procedures may name others'),
    })
    .optional()
    .describe('How dossiers are counted; absent = the site takes none'),
  alarms: z.array(slug).max(32).default([]).describe('Alarm rules under config/alarms'),
})

const aggregation = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.enum(['none', 'sum', 'mean', 'min', 'max']) }),
    z.strictObject({
      kind: z.literal('ratio'),
      numerator: metricId,
      denominator: metricId,
      factor: z.number().positive().default(1),
    }),
  ],
  { error: 'one of none, sum, mean, min, max, ratio' },
)

const counts = z
  .strictObject({
    measure: z.enum(DOSSIER_MEASURES),
    field: slug.optional().describe('Only this field of the catalogue'),
    from: z
      .number()
      .min(0)
      .max(2_000)
      .optional()
      .describe('Of `ageing`: overdue by at least so many working days'),
    to: z
      .number()
      .positive()
      .max(2_000)
      .optional()
      .describe('Of `ageing`: overdue by less than so many'),
    workingHours: z
      .number()
      .positive()
      .max(2_000)
      .optional()
      .describe('Of `forecast`: what becomes overdue within so many working hours'),
  })
  .describe('What of the dossiers it counts, for units whose dossiers are reported')

const metric = z
  .strictObject({
    id: metricId,
    name: localized(80),
    shortName: localized(40),
    unitOfMeasure: localizedMark.default({ vi: '', en: '' }),
    decimals: z.int().min(0).max(MAX_DECIMALS),
    channel: slug,
    subjects: z.enum(['unit', 'sensor']),
    sensorKind: z.enum(SENSOR_KINDS).optional(),
    direction: z.enum(['higher-is-better', 'lower-is-better', 'neither']),
    target: z.number().optional(),
    classes: z
      .array(z.number())
      .min(1)
      .max(4)
      .optional()
      .describe('Lower bounds of map classes 1 to 4, ascending'),
    states: z
      .array(
        z.strictObject({
          value: z.int(),
          name: localized(16).describe('Written for the number, e.g. Cấp IV'),
          meaning: localized(40).optional().describe('What it means, e.g. nguy hiểm'),
        }),
      )
      .min(2)
      .max(16)
      .optional()
      .describe('Where each value has a name of its own, ascending'),
    hardRange: z
      .strictObject({ min: z.number(), max: z.number() })
      .describe('Values outside are refused'),
    freshness: z.strictObject({
      cadence: duration,
      grace: duration,
      staleAfter: duration,
      expireAfter: duration.optional().describe('Absent = 4 × staleAfter'),
    }),
    owner: localized(80).describe('Who is asked when the value is late'),
    definition: localized(400).optional().describe('What it counts, in a sentence'),
    aggregation: aggregation.default({ kind: 'none' }),
    counts: counts.optional(),
  })
  .describe('One metric')

/** A pack under `config/packs`, or a site's own `metrics.yaml`. */
export const metricsFile = z.strictObject({
  name: localized(60).optional().describe('The field of work, as the head of its figures'),
  metrics: z.array(metric).min(1).max(200),
})

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

export type SiteFile = Readonly<z.output<typeof siteFile>>
export type MetricsFile = Readonly<z.output<typeof metricsFile>>
export type SensorsFile = Readonly<z.output<typeof sensorsFile>>

const SCHEMAS = {
  site: siteFile,
  metrics: metricsFile,
  sensors: sensorsFile,
  layout: layoutFile,
  calendar: calendarFile,
  catalogue: catalogueFile,
  mapping: mappingFile,
  alarms: alarmsFile,
  notifications: notificationsFile,
  'fire-bands': fireBandsFile,
} as const

export type ConfigKind = keyof typeof SCHEMAS

/** Kinds of configuration files that have a JSON Schema. */
export const CONFIG_KINDS = Object.keys(SCHEMAS) as readonly ConfigKind[]

/** The JSON Schema (draft 2020-12) of a kind of file, for editors. */
export function configSchema(kind: ConfigKind): object {
  return z.toJSONSchema(SCHEMAS[kind], { io: 'input' })
}
