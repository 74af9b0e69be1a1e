import * as z from 'zod/mini'
import { CodeSchema, DOSSIER_CHANNELS, type DossierEvent } from '../../../protocol/dossiers.ts'

const FIRST_AT = Date.UTC(2000, 0, 1)
const LAST_AT = Date.UTC(2100, 0, 1)

const instant = z.pipe(
  z.iso.datetime({ offset: true, error: 'an ISO 8601 time with its offset' }),
  z.transform((text) => Date.parse(text)),
)

const time = z.pipe(
  instant,
  z
    .number()
    .check(z.gte(FIRST_AT, 'between 2000 and 2100'), z.lt(LAST_AT, 'between 2000 and 2100')),
)
const days = z.int().check(z.minimum(0), z.maximum(3_650))

const LimitSchema = z
  .strictObject({
    workingDays: z.optional(days),
    workingHours: z.optional(z.number().check(z.positive(), z.maximum(20_000))),
    calendarDays: z.optional(days),
  })
  .check(
    z.refine(
      (limit) => Object.values(limit).filter((value) => value !== undefined).length === 1,
      'exactly one of workingDays, workingHours, calendarDays',
    ),
  )

const head = {
  id: CodeSchema,
  dossier: CodeSchema,
  at: z.optional(time),
  revision: z.optional(z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER))),
}

/** Events as they come from outside; `at` absent = now. */
export const IncomingEventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('received'),
    ...head,
    unit: CodeSchema,
    field: CodeSchema,
    procedure: z.optional(CodeSchema),
    channel: z.optional(z.enum(DOSSIER_CHANNELS)),
    level: z.optional(CodeSchema),
    limit: z.optional(LimitSchema),
    due: z.optional(time),
  }),
  z.strictObject({
    type: z.literal('extended'),
    ...head,
    due: z.optional(time),
    limit: z.optional(LimitSchema),
    apologyAt: z.optional(time),
  }),
  ...(
    [
      'supplement-requested',
      'financial-duty-requested',
      'resumed',
      'completed',
      'returned',
      'withdrawn',
      'retracted',
    ] as const
  ).map((type) => z.strictObject({ type: z.literal(type), ...head })),
])
export type IncomingEvent = z.output<typeof IncomingEventSchema>

export const EVENT_CODES = [
  'malformed',
  'unknown-unit',
  'unit-not-in-force',
  'in-the-future',
  'due-before-reception',
  'no-new-due',
  'event-conflict',
  'too-many-events',
  'not-allowed',
] as const
export type EventCode = (typeof EVENT_CODES)[number]

/** What is wrong with an event by itself; undefined = nothing. Events that contradict others are kept. */
export function faultOf(
  event: DossierEvent,
  now: number,
  unit: (code: string, at: number) => 'in-force' | 'not-in-force' | 'unknown',
): { readonly code: EventCode; readonly message: string } | undefined {
  if (event.at > now + FUTURE_LIMIT_MS) {
    return {
      code: 'in-the-future',
      message: `${isoTime(event.at)} is more than 5 minutes after the site's time ${isoTime(now)}`,
    }
  }
  if (event.type === 'extended' && event.due === undefined && event.limit === undefined) {
    return { code: 'no-new-due', message: 'an extension states `due` or `limit`' }
  }
  if (event.type !== 'received') return undefined
  if (event.due !== undefined && event.due < event.at) {
    return { code: 'due-before-reception', message: '`due` lies before `at`' }
  }
  switch (unit(event.unit, event.at)) {
    case 'in-force':
      return undefined
    case 'not-in-force':
      return {
        code: 'unit-not-in-force',
        message: `unit ${event.unit} was not in force at ${isoTime(event.at)}`,
      }
    case 'unknown':
      return { code: 'unknown-unit', message: `the site has no unit "${event.unit}"` }
  }
}

/** As of samples. */
const FUTURE_LIMIT_MS = 5 * 60_000

function isoTime(at: number): string {
  return new Date(at).toISOString()
}
