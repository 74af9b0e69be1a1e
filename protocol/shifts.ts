import * as z from 'zod/mini'
import { SEVERITIES } from './alarms.ts'

// What the routes of shifts answer. An instant is an ISO 8601 text in UTC: site time.

const instant = z.iso.datetime()
const count = z.int().check(z.nonnegative())
const person = { id: z.string(), name: z.string() }
const PersonSchema = z.strictObject(person)
const SignatureSchema = z.strictObject({ ...person, at: instant })

/** Who is on watch; without `officer` nobody is. */
export const WatchSchema = z.strictObject({
  officer: z.optional(SignatureSchema),
  shift: z.optional(count),
  until: z.optional(instant),
  handover: z.optional(z.strictObject({ at: instant, note: z.optional(z.string()) })),
})
export type WatchAnswer = z.infer<typeof WatchSchema>

/** One officer's time on watch. */
export const ShiftSchema = z.strictObject({
  /** Number of the entry of the alarms' journal that it began with. */
  shift: count,
  officer: PersonSchema,
  from: instant,
  /** When it was meant to end. */
  until: z.optional(instant),
  /** When it ended; absent = it runs. */
  to: z.optional(instant),
  /** `handed-over`: the officer had asked to be relieved; `taken-over`: had not; `ended`: nobody followed; `unknown`: the alarms were emptied. */
  end: z.optional(z.enum(['handed-over', 'taken-over', 'ended', 'unknown'])),
  relievedBy: z.optional(PersonSchema),
  /** What the officer left for whoever followed. */
  note: z.optional(z.string()),
})
export type Shift = z.infer<typeof ShiftSchema>

export const ShiftListSchema = z.strictObject({
  time: instant,
  watch: WatchSchema,
  /** Newest first, the running one with them; at most 50, of the last 20,000 entries of the journal. */
  shifts: z.array(ShiftSchema),
})
export type ShiftList = z.infer<typeof ShiftListSchema>

/** `POST …/shifts` and what follows it: done, and durable. */
export const WatchCommandAnswerSchema = z.strictObject({
  watch: WatchSchema,
  seq: count,
  repeated: z.boolean(),
})

/** An occurrence that was raised in a shift, as far as the shift goes. */
export const ShiftOccurrenceSchema = z.strictObject({
  alarm: z.string(),
  occurrence: count,
  rule: z.string(),
  metric: z.optional(z.string()),
  unit: z.optional(z.string()),
  sensor: z.optional(z.string()),
  /** The worst it reached. */
  severity: z.enum(SEVERITIES),
  level: z.optional(z.string()),
  value: z.optional(z.number()),
  raisedAt: instant,
  clearedAt: z.optional(instant),
  acknowledged: z.optional(SignatureSchema),
})
export type ShiftOccurrence = z.infer<typeof ShiftOccurrenceSchema>

export const ShiftCommentSchema = z.strictObject({
  alarm: z.string(),
  occurrence: z.optional(count),
  rule: z.string(),
  unit: z.optional(z.string()),
  sensor: z.optional(z.string()),
  by: SignatureSchema,
  text: z.string(),
})
export type ShiftComment = z.infer<typeof ShiftCommentSchema>

/** `GET …/shifts/{shift}`: what happened in it, from the journal. */
export const ShiftReportSchema = z.strictObject({
  time: instant,
  shift: ShiftSchema,
  counts: z.strictObject({
    raised: count,
    /** A worse level was reached, by what was raised before or in the shift. */
    worsened: count,
    cleared: count,
    acknowledged: count,
    shelved: count,
    escalated: count,
    commented: count,
  }),
  /** From when it asked until it was acknowledged, of what was acknowledged in the shift; ms. */
  acknowledgement: z.strictObject({
    count,
    withinFiveMinutes: count,
    medianMs: z.optional(z.number()),
    longestMs: z.optional(z.number()),
  }),
  /** Oldest first; at most 500, the newest. */
  raised: z.array(ShiftOccurrenceSchema),
  /** Oldest first; at most 500, the newest. */
  comments: z.array(ShiftCommentSchema),
  /** False where the shift is longer than what is looked through: then it is of its end only. */
  whole: z.boolean(),
})
export type ShiftReport = z.infer<typeof ShiftReportSchema>
