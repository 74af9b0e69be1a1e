import { z } from 'zod'
import {
  MAX_OPEN_OCCURRENCES,
  SEVERITIES,
  type FloodPosture,
  type Watch,
} from '../../../protocol/alarms.ts'
import { readJson } from '../journal/chain.ts'
import { alarmId, MAX_CLOSED_KEPT, type Alarm } from './alarm.ts'

const FORMAT = 1

/** Something of a site as its journal made it, with the number of the entry that changed it last. */
export interface Kept<T> {
  readonly seq: number
  readonly value: T
}

/** Of the record of a site's posture; no alarm is called so, for ids begin with a letter or digit. */
export const POSTURE_ID = '#posture'

/** An alarm as a text to be kept. */
export function recordOf({ seq, value }: Kept<Alarm>): string {
  return JSON.stringify({ format: FORMAT, seq, alarm: value })
}

/** Reads `recordOf`; `undefined` for what is damaged, of another format, or an alarm that cannot be. */
export function readRecord(text: string): Kept<Alarm> | undefined {
  const read = alarmRecord.safeParse(readJson(text)).data
  return read && { seq: read.seq, value: { ...read.alarm, subject: read.alarm.subject } }
}

/** A site's posture as a text to be kept under `POSTURE_ID`. */
export function postureRecordOf({ seq, value }: Kept<FloodPosture>): string {
  return JSON.stringify({ format: FORMAT, seq, posture: value })
}

/** Reads `postureRecordOf`; `undefined` for what is damaged or of another format. */
export function readPostureRecord(text: string): Kept<FloodPosture> | undefined {
  const read = postureRecord.safeParse(readJson(text)).data
  return read && { seq: read.seq, value: read.posture }
}

/** Of the record of a site's watch. */
export const WATCH_ID = '#watch'

/** Who is on watch as a text to be kept under `WATCH_ID`. */
export function watchRecordOf({ seq, value }: Kept<Watch>): string {
  return JSON.stringify({ format: FORMAT, seq, watch: value })
}

/** Reads `watchRecordOf`; `undefined` for what is damaged or of another format. */
export function readWatchRecord(text: string): Kept<Watch> | undefined {
  const read = watchRecord.safeParse(readJson(text)).data
  return read && { seq: read.seq, value: read.watch }
}

const signature = z.strictObject({ id: z.string(), name: z.string(), at: z.number() })
const count = z.int().nonnegative()

const occurrence = z.strictObject({
  number: z.int().positive(),
  severity: z.enum(SEVERITIES),
  level: z.string().optional(),
  rank: count.optional(),
  raisedAt: z.number(),
  askedAt: z.number(),
  clearedAt: z.number().optional(),
  isLatched: z.boolean(),
  value: z.number().optional(),
  limit: z.number().optional(),
  acknowledged: signature.optional(),
  owner: z.string().optional(),
  comment: signature.extend({ text: z.string() }).optional(),
  furtherRaises: count,
  escalations: count,
})

const alarm = z
  .strictObject({
    id: z.string(),
    rule: z.string(),
    metric: z.string().exactOptional(),
    subject: z.strictObject({ kind: z.enum(['unit', 'sensor']), id: z.string() }).optional(),
    lastOccurrence: count,
    open: z.array(occurrence).max(MAX_OPEN_OCCURRENCES),
    closed: z
      .array(z.strictObject({ number: z.int().positive(), acknowledged: signature }))
      .max(MAX_CLOSED_KEPT),
    shelf: signature.extend({ until: z.number() }).optional(),
    outOfService: signature.optional(),
    suppressedBy: z.array(z.string()),
    isChattering: z.boolean(),
    isBlind: z.boolean(),
    isSimulated: z.boolean(),
  })
  .refine(({ id, rule, subject }) => id === alarmId(rule, subject))
  .refine(({ open, lastOccurrence }) =>
    open.every(({ number, clearedAt }, index) => {
      const next = open[index + 1]
      return next ? number < next.number && clearedAt !== undefined : number <= lastOccurrence
    }),
  )

const alarmRecord = z.strictObject({ format: z.literal(FORMAT), seq: count, alarm })

const postureRecord = z.strictObject({
  format: z.literal(FORMAT),
  seq: count,
  posture: z.strictObject({ since: z.number().exactOptional(), raises: count }),
})

const watchRecord = z.strictObject({
  format: z.literal(FORMAT),
  seq: count,
  watch: z.strictObject({
    officer: signature.exactOptional(),
    shift: count.exactOptional(),
    until: z.number().exactOptional(),
    handover: z.strictObject({ at: z.number(), note: z.string().exactOptional() }).exactOptional(),
  }),
})
