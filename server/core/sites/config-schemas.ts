import { z } from 'zod'
import { ALARM_CHANNEL } from '../../../protocol/alarm-frame.ts'
import { HTTPS_ORIGIN } from '../../../protocol/panels/media-source.ts'
import { MAX_DECIMALS } from '../../../protocol/schema.ts'
import { CANARY_DECLARATION } from '../alarms/canary.ts'
import { calendarFile } from '../calendar/calendar-file.ts'
import { alarmsFile } from './alarms-file.ts'
import { notificationsFile } from './notifications-file.ts'
import { fireBandsFile } from '../hazards/fire-bands.ts'
import { catalogueFile } from './catalogue-file.ts'
import { layoutFile } from './layout-file.ts'
import { mappingFile } from '../register/mapping.ts'
import { SENSOR_KINDS, sensorsFile } from './sensors-file.ts'
import {
  duration,
  historyRetention,
  isOrderedValidity,
  localized,
  localizedMark,
  MAP_FILE_NAME,
  metricId,
  ORDERED_VALIDITY,
  slug,
  timeZone,
  validityKeys,
} from './config-values.ts'
import { DOSSIER_MEASURES } from './site.ts'

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

export type SiteFile = Readonly<z.output<typeof siteFile>>
export type MetricsFile = Readonly<z.output<typeof metricsFile>>

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
