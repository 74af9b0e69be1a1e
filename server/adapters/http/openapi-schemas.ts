import { z } from 'zod'
import {
  IntakeAnswerSchema,
  SamplesBodySchema,
  SampleSchema,
} from '../../core/ingest/sample-schema.ts'
import {
  DossierDetailSchema,
  DossierFiguresAnswerSchema,
  DossierListSchema,
  EVENT_REFUSALS,
  HeatmapSchema,
} from '../../../protocol/dossiers.ts'
import { SEVERITIES } from '../../../protocol/alarms.ts'
import { RegisterAnswerSchema, RegisterMappingsSchema } from '../../../protocol/registers.ts'
import { PostedDossiersSchema } from '../../core/dossiers/parse-posted.ts'
import { EVENT_CODES, IncomingEventSchema } from '../../core/dossiers/read-events.ts'
import { ALARM_SCHEMAS } from './openapi-alarm-schemas.ts'
import { HAZARD_SCHEMAS } from './openapi-hazards.ts'
import { SHIFT_SCHEMAS } from './openapi-shifts.ts'
import { PEOPLE_SCHEMAS } from './openapi-people-schemas.ts'
import { HistorySchema } from './history-routes.ts'
import { ProblemSchema } from './problem.ts'
import { ReplaySchema, SnapshotSchema } from './snapshot.ts'

const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

const localized = z.strictObject({ vi: z.string(), en: z.string() })
const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const id = z.string().min(1)
const sensorKind = z.enum(['river', 'rain', 'reservoir', 'weather'])

const SitesSchema = z.strictObject({
  sites: z.array(
    z.strictObject({
      id,
      name: localized,
      timeZone: id.describe('IANA zone'),
      validity: z
        .strictObject({ from: isoDate.optional(), to: isoDate.optional() })
        .describe('Days on which the site exists, both inclusive; absent = open'),
      hasDossiers: z.boolean().describe('It is configured to take dossiers'),
    }),
  ),
})

const duration = z.number().min(0).describe('ms')

const ScreenMetricSchema = z.strictObject({
  id,
  name: localized,
  shortName: localized,
  unitOfMeasure: localized,
  decimals: z.int().min(0).max(9),
  channel: id,
  subjects: z.enum(['unit', 'sensor']),
  sensorKind: sensorKind.optional(),
  direction: z.enum(['higher-is-better', 'lower-is-better', 'neither']),
  target: z.number().optional(),
  classes: z.array(z.number()).optional(),
  states: z
    .array(z.strictObject({ value: z.number(), name: localized, meaning: localized.optional() }))
    .optional()
    .describe('Names of its values, where they are states'),
  freshness: z.strictObject({
    cadenceMs: duration,
    graceMs: duration,
    staleAfterMs: duration,
    expireAfterMs: duration,
  }),
  owner: localized,
  definition: localized.optional().describe('What it counts, in a sentence'),
  group: z
    .strictObject({ id, name: localized })
    .optional()
    .describe('The field of work it belongs to'),
  aggregation: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.enum(['none', 'sum', 'mean', 'min', 'max']) }),
      z.strictObject({
        kind: z.literal('ratio'),
        numerator: id,
        denominator: id,
        factor: z.number(),
      }),
    ])
    .optional()
    .describe('How it combines to the parent unit; absent where it does not'),
  coverageOf: id.optional().describe('The metric whose inputs this one counts'),
})

const point = { lon: z.number(), lat: z.number() }

const ScreenUnitSchema = z.strictObject({
  code: id,
  name: localized,
  kind: id,
  parent: id.optional(),
  point: z.strictObject(point).optional(),
})

const ScreenSensorSchema = z.strictObject({
  id,
  name: localized,
  kind: sensorKind,
  unit: id.optional(),
  point: z.strictObject({ ...point, approximate: z.boolean() }).optional(),
  levels: z.array(z.strictObject({ name: z.string(), value: z.number() })).optional(),
  workedOut: z
    .array(id)
    .optional()
    .describe('Metrics that the site works out from what the sensor tells: nobody posts them'),
  storage: z
    .strictObject({
      dead: z.number(),
      floodLimit: z.number().optional(),
      full: z.number(),
      designFlood: z.number().optional(),
    })
    .optional()
    .describe('Marks of a reservoir in metres, ascending'),
})

const ScreenMapSchema = z.strictObject({
  url: z.string().describe('GeoJSON whose features carry properties.code'),
  kind: z.enum(['schematic', 'boundaries']),
  source: localized,
  validFrom: isoDate.optional(),
  validTo: isoDate.optional(),
})

const cells = z.int().min(1)

const SceneSchema = z.strictObject({
  id,
  title: localized,
  panels: z.array(
    z.strictObject({
      id,
      at: z.strictObject({ column: cells, row: cells, width: cells, height: cells }),
      panel: z
        .strictObject({ kind: id, options: z.looseObject({}) })
        .describe('Options depend on the kind of panel'),
    }),
  ),
})

/** What a wall draws beside the figures. */
const limits = z.array(
  z.strictObject({ name: z.string().optional(), value: z.number(), severity: z.enum(SEVERITIES) }),
)

const AlarmRuleSchema = z.strictObject({
  id,
  name: localized,
  metric: z.string().optional(),
  kind: z.string().optional(),
  limits,
  limitsBySensor: z.record(z.string(), limits).optional(),
  guidance: localized.optional(),
  call: z.array(z.string()),
  escalation: z
    .array(z.strictObject({ afterMs: z.number(), role: z.string(), name: localized.optional() }))
    .optional()
    .describe('Who is told when nobody acknowledges for so long'),
  maxShelfMs: z.number(),
})

const MaintenanceSchema = z.strictObject({
  id,
  from: z.number().describe('Site time, ms since 1970'),
  to: z.number(),
  reason: localized,
  rules: z.array(z.string()).optional(),
  sensors: z.array(z.string()).optional(),
  units: z.array(z.string()).optional(),
})

const ScreenSchema = z.strictObject({
  revision: id,
  site: z.strictObject({
    id,
    name: localized,
    subtitle: localized,
    timeZone: id,
    rootUnit: id,
    date: isoDate,
    inForce: z.boolean(),
  }),
  metrics: z.array(ScreenMetricSchema),
  units: z.array(ScreenUnitSchema),
  sensors: z.array(ScreenSensorSchema),
  map: ScreenMapSchema.optional(),
  alarmRules: z.array(AlarmRuleSchema).describe('What alarms are raised by'),
  maintenance: z
    .array(MaintenanceSchema)
    .describe('Times in which alarms are hidden on purpose: open, or still to come'),
  announced: z
    .array(z.looseObject({ hazard: id, level: z.int().min(1).max(5), bulletinAt: z.int() }))
    .describe('Announced levels of disaster risk, the highest first; bulletinAt in ms since 1970'),
  layout: z.strictObject({
    rotateEverySeconds: z.number().optional(),
    scenes: z.array(SceneSchema),
  }),
  scenario: z.strictObject({ title: localized }).optional(),
})

const HealthSchema = z.strictObject({ status: z.literal('ok') })

const ReadinessSchema = z.strictObject({
  status: z.enum(['ready', 'not-ready']),
  notReady: z.array(z.strictObject({ site: id, reason: z.string() })),
})

/** What a post of events was answered, event by event where it was refused. */
export const DossierIntakeAnswerSchema = z.strictObject({
  accepted: z.int().min(0).describe('Kept and in effect, those that were known among them'),
  known: z.int().min(0).describe('They were there already'),
  rejected: z.array(
    z.strictObject({
      index: z.int().min(0).describe('Position in the request, from 0; with NDJSON the line'),
      code: z.enum([...EVENT_CODES, ...EVENT_REFUSALS]),
      message: z.string(),
    }),
  ),
})

const NothingAcceptedSchema = z.looseObject({
  ...ProblemSchema.shape,
  ...IntakeAnswerSchema.partial().shape,
})

const NoEventAcceptedSchema = z.looseObject({
  ...ProblemSchema.shape,
  ...DossierIntakeAnswerSchema.partial().shape,
})

/** The components of the OpenAPI document, as JSON Schema 2020-12. */
export function componentSchemas(): Readonly<Record<string, object>> {
  const named = {
    Sample: SampleSchema,
    Samples: SamplesBodySchema,
    IntakeAnswer: IntakeAnswerSchema,
    Problem: ProblemSchema,
    SamplesProblem: NothingAcceptedSchema,
    Sites: SitesSchema,
    Snapshot: SnapshotSchema,
    History: HistorySchema,
    Replay: ReplaySchema,
    Screen: ScreenSchema,
    DossierEvent: IncomingEventSchema,
    DossierEvents: PostedDossiersSchema,
    DossierIntakeAnswer: DossierIntakeAnswerSchema,
    DossiersProblem: NoEventAcceptedSchema,
    DossierHeatmap: HeatmapSchema,
    DossierFigures: DossierFiguresAnswerSchema,
    DossierList: DossierListSchema,
    DossierDetail: DossierDetailSchema,
    RegisterMappings: RegisterMappingsSchema,
    RegisterAnswer: RegisterAnswerSchema,
    ...ALARM_SCHEMAS,
    ...SHIFT_SCHEMAS,
    ...HAZARD_SCHEMAS,
    ...PEOPLE_SCHEMAS,
    Build: z.strictObject({ build: z.string() }),
    Health: HealthSchema,
    Readiness: ReadinessSchema,
  }
  return Object.fromEntries(
    Object.entries(named).map(([name, schema]) => {
      const { $schema: dialect, ...body } = z.toJSONSchema(schema, { io: 'input' })
      if (dialect !== DIALECT) throw new Error(`OpenAPI 3.1 speaks ${DIALECT}, not ${dialect}`)
      return [name, body]
    }),
  )
}
