import * as z from 'zod/mini'
import { DOSSIER_CLASSES, DOSSIER_ENDS, DOSSIER_EVENT_TYPES } from './dossiers.ts'

// What the routes of registers answer. Instants are ISO 8601.

/** A file of register may have so many bytes when it is brought over HTTP. */
export const MOST_REGISTER_BYTES = 8 * 1024 * 1024
/** Rows of a trial that are shown, and rejected rows that are listed. */
export const PREVIEW_ROWS = 20
export const MOST_REJECTED_LISTED = 500

export const REGISTER_ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'tcvn3',
  'viscii',
  'windows-1258',
] as const
export type RegisterEncoding = (typeof REGISTER_ENCODINGS)[number]

/** Why a file is not read at all. */
export const FILE_REFUSALS = [
  'no-such-file',
  'not-a-file',
  'empty',
  'too-large',
  'too-many-rows',
  'too-many-columns',
  'encrypted',
  'old-excel',
  'other-format',
  'broken',
  'unsafe',
  'unknown-encoding',
  'no-such-sheet',
  'no-header',
  'too-much-memory',
  'too-slow',
] as const
export type FileRefusal = (typeof FILE_REFUSALS)[number]

const count = z.int().check(z.minimum(0))
const outcome = z.enum(['new', 'changed', 'known'])
const judgement = z.enum([...DOSSIER_CLASSES, ...DOSSIER_ENDS])
const place = {
  column: z.nullable(z.string()),
  cell: z.nullable(z.string()),
  code: z.string(),
  message: z.string(),
}

export const RegisterMappingsSchema = z.strictObject({
  mappings: z.array(
    z.strictObject({ id: z.string(), name: z.strictObject({ vi: z.string(), en: z.string() }) }),
  ),
})
export type RegisterMapping = z.infer<typeof RegisterMappingsSchema>['mappings'][number]

const RejectedRowSchema = z.strictObject({
  row: count,
  ...place,
  more: z.optional(z.array(z.strictObject(place))),
})
export type RegisterRejectedRow = z.infer<typeof RejectedRowSchema>

/** What one of the first rows becomes: codes and dates, nothing of a person. */
const PreviewRowSchema = z.strictObject({
  row: count,
  dossier: z.optional(z.string()),
  unit: z.optional(z.string()),
  field: z.optional(z.string()),
  events: z.array(z.strictObject({ type: z.enum(DOSSIER_EVENT_TYPES), at: z.string() })),
  /** Absent where the row is rejected. */
  outcome: z.optional(outcome),
  is: z.optional(judgement),
})
export type RegisterPreviewRow = z.infer<typeof PreviewRowSchema>

export const RegisterAnswerSchema = z.strictObject({
  isTrial: z.boolean(),
  rows: count,
  accepted: count,
  new: count,
  changed: count,
  known: count,
  onTime: count,
  overdue: count,
  open: count,
  classes: z.record(judgement, count),
  others: z.strictObject({
    blank: count,
    headings: count,
    totals: count,
    footnotes: count,
    signatures: count,
    skipped: count,
  }),
  sheet: z.optional(z.string()),
  encoding: z.optional(z.string()),
  /** The first ones by row; `rejectedTotal` is all of them. */
  rejected: z.array(RejectedRowSchema).check(z.maxLength(MOST_REJECTED_LISTED)),
  rejectedTotal: count,
  /** Of a trial only. */
  preview: z.array(PreviewRowSchema).check(z.maxLength(PREVIEW_ROWS)),
})
export type RegisterAnswer = z.infer<typeof RegisterAnswerSchema>
