import { z } from 'zod'
import { ALARM_COMMANDS, MAX_COMMENT, SEVERITIES } from '../../../protocol/alarms.ts'
import { QUALITIES } from '../../../protocol/sample.ts'
import { parseInstant } from '../ingest/instant.ts'
import type { ReplayEvent } from './replay.ts'
import {
  DEFAULT_CHATTERING,
  DEFAULT_MAX_SHELF_MS,
  DEFAULT_TIMING,
  type Rule,
  type RuleCondition,
} from './rule.ts'

const YEAR_MS = 366 * 86_400_000
const MAX_LEVELS = 8

const severity = z.enum(SEVERITIES)
const durationMs = z.int().nonnegative().max(YEAR_MS)
const spanMs = z.int().positive().max(YEAR_MS)

/** What every kind of rule can say besides its condition. */
const besides = {
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case letters, digits and hyphens')
    .default('rule'),
  deadband: z.number().nonnegative().default(DEFAULT_TIMING.deadband),
  onDelayMs: durationMs.default(DEFAULT_TIMING.onDelayMs),
  offDelayMs: durationMs.default(DEFAULT_TIMING.offDelayMs),
  latched: z.boolean().default(DEFAULT_TIMING.isLatched),
  chattering: z
    .strictObject({ raises: z.int().min(2).max(100), withinMs: spanMs })
    .default(DEFAULT_CHATTERING),
  escalation: z
    .array(z.strictObject({ afterMs: spanMs, role: z.string().min(1).max(64) }))
    .max(8)
    .default([]),
  maxShelfMs: spanMs.default(DEFAULT_MAX_SHELF_MS),
}

const direction = z.enum(['high', 'low']).default('high')

const levels = z
  .strictObject({
    kind: z.literal('levels'),
    direction,
    levels: z
      .array(z.strictObject({ name: z.string().min(1).max(64), limit: z.number(), severity }))
      .min(1)
      .max(MAX_LEVELS),
    ...besides,
  })
  .superRefine((rule, context) => {
    const sign = rule.direction === 'high' ? 1 : -1
    for (const [index, level] of rule.levels.entries()) {
      const before = rule.levels[index - 1]
      if (!before) continue
      const refuse = (name: 'limit' | 'severity', message: string) =>
        context.addIssue({ code: 'custom', path: ['levels', index, name], message })
      if (sign * (level.limit - before.limit) <= 0)
        refuse('limit', 'must lie beyond the one before')
      if (SEVERITIES.indexOf(level.severity) < SEVERITIES.indexOf(before.severity)) {
        refuse('severity', 'must not be milder than the one before')
      }
    }
  })

const combination = z
  .looseObject({ kind: z.literal('combination') })
  .superRefine((_rule, context) =>
    context.addIssue({
      code: 'custom',
      path: ['kind'],
      message: 'a combination watches alarms of other rules, and here there is but one',
    }),
  )
  .transform((): never => {
    throw new Error('a combination is refused before it is read')
  })

const ruleSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['high', 'low']), limit: z.number(), severity, ...besides }),
    levels,
    z.strictObject({
      kind: z.literal('rate'),
      direction: z.enum(['rise', 'fall', 'either']).default('rise'),
      limit: z.number().positive().describe('Change per hour'),
      windowMs: spanMs,
      severity,
      ...besides,
    }),
    z.strictObject({
      kind: z.literal('deviation'),
      target: z.number(),
      limit: z.number().positive(),
      severity,
      ...besides,
    }),
    z.strictObject({ kind: z.literal('stale'), afterMs: spanMs, severity, ...besides }),
    z.strictObject({
      kind: z.literal('state'),
      values: z.array(z.number()).min(1).max(100),
      severity,
      ...besides,
    }),
    z.strictObject({
      kind: z.literal('count'),
      limit: z.int().positive(),
      windowMs: spanMs,
      atLeast: z.number().exactOptional(),
      severity,
      ...besides,
    }),
    z.strictObject({ kind: z.literal('quality'), severity, ...besides }),
    combination,
  ])
  .transform(({ id, deadband, onDelayMs, offDelayMs, latched, ...rest }): Rule => {
    const { chattering, escalation, maxShelfMs, ...condition } = rest
    return {
      id,
      condition: condition satisfies RuleCondition,
      deadband,
      onDelayMs,
      offDelayMs,
      isLatched: latched,
      chattering,
      escalation,
      maxShelfMs,
      isHiddenInFlood: false,
    }
  })

const moment = z
  .string()
  .refine(
    (text) => parseInstant(text) !== undefined,
    'no moment with its zone; write e.g. 2026-01-01T00:00:00Z',
  )
  .transform((text) => parseInstant(text) ?? NaN)

const name = z.string().min(1).max(100)

/** Each event says one thing of these, and what belongs to it. */
const PARTS = {
  value: ['quality'],
  command: ['officer', 'occurrence', 'comment', 'until', 'owner'],
  tick: [],
  suppress: [],
  unsuppress: [],
} as const
type Part = keyof typeof PARTS
const PART_NAMES = Object.keys(PARTS) as readonly Part[]

const eventKeys = z.strictObject({
  at: moment,
  value: z.number().nullable().optional(),
  quality: z.enum(QUALITIES).optional(),
  command: z.enum(ALARM_COMMANDS).optional(),
  officer: name.optional(),
  occurrence: z.int().nonnegative().optional(),
  comment: z.string().min(1).max(MAX_COMMENT).optional(),
  until: moment.optional(),
  owner: name.optional(),
  tick: z.literal(true).optional(),
  suppress: name.optional(),
  unsuppress: name.optional(),
})

type EventKeys = z.infer<typeof eventKeys>

function faultsOf(event: EventKeys): readonly { readonly key: string; readonly words: string }[] {
  const given = PART_NAMES.filter((part) => event[part] !== undefined)
  const [part] = given
  if (part === undefined || given.length > 1) {
    return [{ key: given[1] ?? '', words: `an event has one of ${PART_NAMES.join(', ')}` }]
  }
  const others = PART_NAMES.filter((one) => one !== part).flatMap((one) => PARTS[one])
  const wrong = others
    .filter((key) => event[key] !== undefined)
    .map((key) => ({ key, words: `does not belong to a ${part}` }))
  const { command, officer, owner, comment } = event
  const missing = [
    command !== undefined && officer === undefined && 'officer',
    command === 'assign' && owner === undefined && 'owner',
    command === 'comment' && comment === undefined && 'comment',
  ].flatMap((key) => (key ? [{ key, words: `a command ${command} needs it` }] : []))
  return [...wrong, ...missing]
}

function eventOf(event: EventKeys): ReplayEvent {
  const { at, value, quality = 'good', command, officer = '', suppress, unsuppress } = event
  if (value !== undefined) return { at, kind: 'sample', value, quality }
  if (suppress !== undefined) return { at, kind: 'suppress', by: suppress }
  if (unsuppress !== undefined) return { at, kind: 'unsuppress', by: unsuppress }
  if (command === undefined) return { at, kind: 'tick' }
  const { occurrence, comment, until, owner } = event
  return { at, kind: 'command', name: command, officer, occurrence, comment, until, owner }
}

const eventSchema = eventKeys
  .superRefine((event, context) => {
    for (const { key, words } of faultsOf(event)) {
      context.addIssue({ code: 'custom', path: key === '' ? [] : [key], message: words })
    }
  })
  .transform(eventOf)

/** A rule and what happens to it, as `alarms replay` reads it. */
export interface ReplayFile {
  readonly rule: Rule
  readonly events: readonly ReplayEvent[]
}

/** Durations in ms, moments as ISO 8601 with their zone, in order. */
export const replayFile: z.ZodType<ReplayFile> = z.strictObject({
  rule: ruleSchema,
  events: z.array(eventSchema).superRefine((events, context) => {
    for (const [index, { at }] of events.entries()) {
      if (at < (events[index - 1]?.at ?? 0)) {
        context.addIssue({
          code: 'custom',
          path: [index, 'at'],
          message: 'is earlier than that of the event before',
        })
      }
    }
  }),
})
