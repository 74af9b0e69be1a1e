import * as z from 'zod/mini'
import { ALARM_STATES, SEVERITIES } from './alarms.ts'
import { WatchSchema } from './shifts.ts'

// What the routes of alarms answer. An instant is an ISO 8601 text in UTC: site time.

const instant = z.iso.datetime()
const count = z.int().check(z.nonnegative())
const localized = z.strictObject({ vi: z.string(), en: z.string() })

/** Who did something, and when. */
const SignatureSchema = z.strictObject({ id: z.string(), name: z.string(), at: instant })

const named = {
  /** `<rule>~<unit or sensor>`; of a rule that watches the site as a whole the rule alone. */
  id: z.string(),
  rule: z.string(),
  /** Of the rule. */
  name: localized,
  metric: z.optional(z.string()),
  unit: z.optional(z.string()),
  sensor: z.optional(z.string()),
}

/** An open occurrence, or an alarm without one that is shelved, suppressed or out of service. */
export const ListedAlarmSchema = z.strictObject({
  ...named,
  /** 1, 2, 3 … within the alarm; 0 where none is open. Every command names it. */
  occurrence: count,
  state: z.enum(ALARM_STATES),
  severity: z.optional(z.enum(SEVERITIES)),
  level: z.optional(z.string()),
  active: z.boolean(),
  acknowledged: z.boolean(),
  raisedAt: z.optional(instant),
  /** Since when it asks to be acknowledged. */
  askedAt: z.optional(instant),
  clearedAt: z.optional(instant),
  value: z.optional(z.number()),
  limit: z.optional(z.number()),
  acknowledgedBy: z.optional(SignatureSchema),
  owner: z.optional(z.string()),
  /** The newest one. */
  comment: z.optional(z.extend(SignatureSchema, { text: z.string() })),
  shelvedUntil: z.optional(instant),
  shelvedBy: z.optional(SignatureSchema),
  outOfServiceBy: z.optional(SignatureSchema),
  /** Such as `maintenance:pump-check`, `parent:power~ai-nghia`, `flood`. */
  suppressedBy: z.optional(z.array(z.string())),
  chattering: z.optional(z.boolean()),
  /** What it watches is of bad quality: what it says may be old. */
  blind: z.optional(z.boolean()),
  /** Raises beyond the open occurrences, counted here. */
  furtherRaises: z.optional(count),
  escalations: z.optional(count),
  /** Worked out from simulated values. */
  simulated: z.optional(z.boolean()),
})
export type ListedAlarm = z.infer<typeof ListedAlarmSchema>

const position = {
  epoch: z.string(),
  /** Of the channel of alarms: number of the last entry of their journal, and 0. */
  version: z.string().check(z.regex(/^\d+-\d+$/)),
  time: instant,
}

/** `GET …/alarms`: the worst first, of these what is not acknowledged, of these the oldest. */
export const AlarmListSchema = z.strictObject({
  ...position,
  /** More than ten raises in ten minutes; `since` while it lasts. */
  flood: z.strictObject({ since: z.optional(instant), raises: count }),
  watch: WatchSchema,
  /** The newest sign that figures come as far as the rules; every ten seconds while they do. */
  canaryAt: z.optional(instant),
  /** Of the whole site, whatever was asked for. */
  counts: z.strictObject({
    byState: z.record(z.string(), count),
    bySeverity: z.record(z.string(), count),
    /** Those that ask to be acknowledged. */
    unacknowledged: count,
  }),
  /** How many were asked for, on all pages. */
  total: count,
  alarms: z.array(ListedAlarmSchema),
  /** There is more: ask again with this as `cursor`. */
  next: z.optional(z.string()),
})
export type AlarmList = z.infer<typeof AlarmListSchema>

/** An alarm with all that is open of it. */
export const AlarmDetailSchema = z.strictObject({
  ...named,
  /** As a whole: what hides it, else that of its newest open occurrence. */
  state: z.enum(ALARM_STATES),
  lastOccurrence: count,
  /** The occurrence that closed last. */
  lastClosed: z.optional(z.strictObject({ occurrence: count, acknowledgedBy: SignatureSchema })),
  open: z.array(ListedAlarmSchema),
})
export type AlarmDetail = z.infer<typeof AlarmDetailSchema>

/** `GET …/alarms/{id}`. */
export const AlarmAnswerSchema = z.strictObject({ ...position, alarm: AlarmDetailSchema })
export type AlarmAnswer = z.infer<typeof AlarmAnswerSchema>

/** `POST …/alarms/{id}/{command}`: done, and durable. */
export const AlarmCommandAnswerSchema = z.strictObject({
  alarm: AlarmDetailSchema,
  /** Number of the journal's entry. */
  seq: count,
  /** An earlier request of the same Idempotency-Key did it. */
  repeated: z.boolean(),
})
export type AlarmCommandAnswer = z.infer<typeof AlarmCommandAnswerSchema>

/** Why a command had no effect on an alarm. */
export const ALARM_REFUSALS = [
  'no-such-alarm',
  'no-such-occurrence',
  'closed',
  'already',
  'newer-occurrence',
  'worse-now',
  'asked-again',
  'not-latched',
  'not-acknowledged',
  'still-active',
  'not-shelved',
  'not-out-of-service',
  'bad-until',
  'idempotency-key-reused',
  'store-read-only',
  'store-full',
  /** Nobody knows whether it had one: to be asked again with the same Idempotency-Key. */
  'outcome-unknown',
] as const
export type AlarmRefusal = (typeof ALARM_REFUSALS)[number]

/** `POST …/alarm-commands`: what became of each, in the order of the items. */
export const AlarmResultSchema = z.strictObject({
  id: z.string(),
  occurrence: count,
  ok: z.boolean(),
  seq: z.optional(count),
  repeated: z.optional(z.boolean()),
  reason: z.optional(z.enum(ALARM_REFUSALS)),
  /** Who did what stands in the way. */
  by: z.optional(SignatureSchema),
})
export type AlarmResult = z.infer<typeof AlarmResultSchema>
export const AlarmResultsSchema = z.strictObject({ results: z.array(AlarmResultSchema) })
