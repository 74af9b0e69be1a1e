import { z } from 'zod'
import { SEVERITIES } from '../../../protocol/alarms.ts'
import { MAX_RULES } from '../alarms/alarm-rules.ts'
import { MAX_COUNT } from '../alarms/windows.ts'
import { parseMoment } from '../calendar/wall-clock.ts'
import { duration, localized, metricId, slug, unitCode } from './config-values.ts'

const severity = z.enum(SEVERITIES)
const limit = z.number()

const levelName = z.string().trim().min(1).max(16)

const condition = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.enum(['high', 'low']), limit, severity }),
    z.strictObject({
      kind: z.literal('levels'),
      direction: z.enum(['high', 'low']).default('high').describe('Which side is bad'),
      levels: z
        .union(
          [
            z.literal('from-sensor'),
            z
              .array(z.strictObject({ name: levelName, limit, severity }))
              .min(1)
              .max(16),
          ],
          { error: 'a list of {name, limit, severity}, or from-sensor' },
        )
        .describe('Least bad first; from-sensor = those of each sensor, which others do not have'),
      severities: z
        .record(levelName, severity)
        .optional()
        .describe('With from-sensor: the severity of each level by its name'),
    }),
    z.strictObject({
      kind: z.literal('rate'),
      direction: z.enum(['rise', 'fall', 'either']),
      limit: limit.positive().describe('Per hour'),
      window: duration,
      severity,
    }),
    z.strictObject({
      kind: z.literal('deviation'),
      target: z.union([z.literal('from-metric'), limit], { error: 'a number, or from-metric' }),
      limit: limit.positive().describe('How far from the target, on either side'),
      severity,
    }),
    z.strictObject({
      kind: z.literal('stale'),
      after: z
        .union([z.literal('from-metric'), duration], {
          error: 'a number and s, min, h or d, e.g. 20 min, or from-metric',
        })
        .describe('from-metric = staleAfter of the metric'),
      severity,
    }),
    z.strictObject({
      kind: z.literal('state'),
      values: z.array(limit).min(1).max(64),
      severity,
    }),
    z.strictObject({
      kind: z.literal('count'),
      limit: z.int().min(1).max(MAX_COUNT).describe('So many samples in the window'),
      window: duration,
      atLeast: limit.optional().describe('Only samples at or above it count'),
      severity,
    }),
    z.strictObject({ kind: z.literal('quality'), severity }),
    z.strictObject({
      kind: z.literal('combination'),
      rules: z.array(slug).min(1).max(32),
      atLeast: z.int().min(1).max(32),
      severity,
    }),
  ],
  {
    error: 'one of high, low, levels, rate, deviation, stale, state, count, quality, combination',
  },
)

const rule = z.strictObject({
  id: slug,
  name: localized(80),
  metric: metricId.optional().describe('Absent in a combination'),
  sensors: z
    .union([z.literal('all'), z.array(slug).min(1).max(500)], { error: 'a list, or all' })
    .optional(),
  units: z
    .union([z.enum(['all', 'root']), z.array(unitCode).min(1).max(1_000)], {
      error: 'a list, all, or root',
    })
    .optional()
    .describe('all = every commune, ward, town and special zone; root = the site as a whole'),
  condition,
  deadband: z
    .number()
    .min(0)
    .default(0)
    .describe('How far behind the limit a value must come before the condition is gone'),
  onDelay: duration.optional().describe('How long it must hold before it raises'),
  offDelay: duration.optional().describe('How long it must be gone before it clears'),
  latched: z.boolean().default(false).describe('Stays until it is reset'),
  chattering: z
    .strictObject({ raises: z.int().min(2).max(100), within: duration })
    .optional()
    .describe('Absent = 3 raises within 1 min'),
  maxShelf: duration.optional().describe('Absent = 8 h'),
  escalate: z
    .array(z.strictObject({ after: duration, role: slug }))
    .max(8)
    .default([])
    .describe('Who is told when nobody acknowledges it'),
  parent: slug.optional().describe('A rule that hides this one while it is active'),
  hideInFlood: z
    .boolean()
    .default(false)
    .describe('Hidden while more alarms come than can be read'),
  guidance: localized(400).optional().describe('What to do'),
  call: z.array(z.string().trim().min(1).max(80)).max(5).default([]).describe('Whom to call'),
  notify: z.array(slug).max(8).default([]).describe('Names of those who are notified'),
})

const moment = z
  .string()
  .max(40)
  .refine(
    (text) => parseMoment(text, 'UTC') !== undefined,
    'write a time such as 2025-10-01 08:00, or one with an offset',
  )
  .describe('With an offset that moment, without one wall-clock time of the site')

const maintenance = z.strictObject({
  id: slug,
  rules: z.union([z.literal('all'), z.array(slug).min(1).max(MAX_RULES)], {
    error: 'a list, or all',
  }),
  sensors: z.array(slug).min(1).max(500).optional().describe('Only for these'),
  units: z.array(unitCode).min(1).max(1_000).optional().describe('Only for these'),
  from: moment,
  to: moment,
  reason: localized(200),
})

/** `config/alarms/<name>.yaml`: what sites raise alarms for, and when they do not. */
export const alarmsFile = z.strictObject({
  name: localized(60).optional(),
  rules: z.array(rule).max(MAX_RULES).default([]),
  roles: z
    .record(slug, localized(60))
    .default({})
    .describe('How those are called whom rules escalate to; without a name their id is shown'),
  maintenance: z.array(maintenance).max(200).default([]),
})

export type AlarmsFile = Readonly<z.output<typeof alarmsFile>>
