import * as z from 'zod/mini'
import { LINE_OF_TEXT } from './people.ts'

// Events of dossiers as sources report them, and what the dossier routes answer. In JSON an instant
// is an ISO 8601 text with its offset; inside the server ms since 1970.

export const DOSSIER_EVENT_TYPES = [
  'received',
  'supplement-requested',
  'financial-duty-requested',
  'resumed',
  'extended',
  'completed',
  'returned',
  'withdrawn',
  // An event of this id was wrong: what it told never happened. It has no effect but that.
  'retracted',
] as const
export type DossierEventType = (typeof DOSSIER_EVENT_TYPES)[number]

/** How it was handed in. */
export const DOSSIER_CHANNELS = ['in-person', 'online', 'post'] as const
export type DossierChannel = (typeof DOSSIER_CHANNELS)[number]

/** The time limit of a dossier; exactly one of them. */
export interface DossierLimit {
  readonly workingDays?: number | undefined
  readonly workingHours?: number | undefined
  readonly calendarDays?: number | undefined
}

interface EventHead {
  /** Names the event within its dossier: the same id again changes nothing. */
  readonly id: string
  /** Code of the dossier. */
  readonly dossier: string
  readonly at: number
  /** A higher one replaces an event of the same id; absent = 0. */
  readonly revision?: number | undefined
}

export interface DossierReceived extends EventHead {
  readonly type: 'received'
  readonly unit: string
  /** Codes of the catalogue, or of the source where the catalogue does not know them. */
  readonly field: string
  readonly procedure?: string | undefined
  readonly channel?: DossierChannel | undefined
  /** Level of the online service, by the catalogue. */
  readonly level?: string | undefined
  readonly limit?: DossierLimit | undefined
  /** The promised time, where the source states it. Stands before the limit. */
  readonly due?: number | undefined
}

export interface DossierExtended extends EventHead {
  readonly type: 'extended'
  /** The new promised time; or by how much it moves. */
  readonly due?: number | undefined
  readonly limit?: DossierLimit | undefined
  /** When the letter of apology was sent; absent = with the event. */
  readonly apologyAt?: number | undefined
}

export interface DossierStep extends EventHead {
  readonly type: Exclude<DossierEventType, 'received' | 'extended'>
}

export type DossierEvent = DossierReceived | DossierExtended | DossierStep

/** Codes of dossiers, fields and procedures: one line of text. */
export const CodeSchema = z.string().check(z.minLength(1), z.maxLength(64), z.regex(LINE_OF_TEXT))

/** What an open dossier is. */
export const DOSSIER_CLASSES = ['in-time', 'due-soon', 'overdue', 'paused'] as const
export type DossierClass = (typeof DOSSIER_CLASSES)[number]

/** How a finished one ended: before its time, on its last day, late. */
export const DOSSIER_ENDS = ['early', 'on-time', 'late', 'withdrawn'] as const
export type DossierEnd = (typeof DOSSIER_ENDS)[number]

export const HEATMAP_MEASURES = [
  'open',
  'overdue',
  'due-soon',
  'paused',
  'received',
  'on-time-rate',
  'on-time-received-rate',
  'mean-delay',
  'forecast-1h',
  'forecast-4h',
  'forecast-8h',
  'forecast-24h',
] as const
export type HeatmapMeasure = (typeof HEATMAP_MEASURES)[number]

export const HEATMAP_ROWS = ['unit', 'hour'] as const
export const HEATMAP_COLUMNS = ['field', 'day', 'weekday'] as const

const words = z.strictObject({ vi: z.string(), en: z.string() })
const instant = z.iso.datetime({ offset: true })
const count = z.int().check(z.minimum(0))

const HeadSchema = z.strictObject({
  /** A unit, a field, an ISO date, an hour (0–23) or a weekday (1 = Monday). */
  code: z.string(),
  name: words,
  /** Shown apart from the others: land. */
  apart: z.optional(z.literal(true)),
  /** A day to come: what would be, if nothing moves. */
  ahead: z.optional(z.literal(true)),
})
export type HeatmapHead = z.infer<typeof HeadSchema>

/** `GET …/dossiers/heatmap`. */
export const HeatmapSchema = z.strictObject({
  site: z.string(),
  /** Site time of the figures. */
  at: instant,
  measure: z.enum(HEATMAP_MEASURES),
  name: words,
  /** '' for counts, '%' or days. */
  unitOfMeasure: words,
  decimals: z.int(),
  /** Lower bounds of colour classes 1 to 4, ascending. */
  classes: z.array(z.number()),
  direction: z.enum(['higher-is-better', 'lower-is-better', 'neither']),
  rows: z.array(HeadSchema),
  columns: z.array(HeadSchema),
  /** By row, then column; null = nothing to count or no rate. */
  cells: z.array(z.array(z.nullable(z.number()))),
  /** Of a whole row over all columns that count, null as above. */
  rowTotals: z.array(z.nullable(z.number())),
  columnTotals: z.array(z.nullable(z.number())),
  total: z.nullable(z.number()),
  /** Units of the site that no source has reported anything of. */
  silentUnits: z.array(z.string()),
})
export type Heatmap = z.infer<typeof HeatmapSchema>

/** Figures of any set of dossiers. */
export const DossierFiguresSchema = z.strictObject({
  open: count,
  inTime: count,
  dueSoon: count,
  overdue: count,
  paused: count,
  /** Open ones without a time limit; they are in time. */
  withoutLimit: count,
  /** Since the year of the site began. */
  received: count,
  receivedOnline: count,
  resolved: count,
  early: count,
  onTime: count,
  late: count,
  withdrawn: count,
  /** Early and on time, of those resolved, in percent. */
  onTimeOfResolved: z.nullable(z.number()),
  /** Early and on time, of those received, in percent. */
  onTimeOfReceived: z.nullable(z.number()),
  /** Of those overdue, in working days. */
  meanDelay: z.nullable(z.number()),
  /** How many become overdue within so many working hours if nothing moves. */
  forecast: z.array(z.strictObject({ workingHours: z.number(), count })),
  /** Overdue ones by how long, in working days: from `from` until less than the next one's. */
  ageing: z.array(z.strictObject({ from: z.number(), count })),
})
export type DossierFigures = z.infer<typeof DossierFiguresSchema>

export const GROUPINGS = ['unit', 'field', 'procedure', 'level', 'channel'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** `GET …/dossiers/figures`: of everything that the filters leave, and by a grouping. */
export const DossierFiguresAnswerSchema = z.strictObject({
  site: z.string(),
  at: instant,
  by: z.enum(GROUPINGS),
  total: DossierFiguresSchema,
  /** Worst first: most overdue, then most due soon. */
  groups: z.array(z.strictObject({ head: HeadSchema, figures: DossierFiguresSchema })),
  silentUnits: z.array(z.string()),
  /** Events that had no effect, e.g. a second extension, and dossiers whose reception nobody reported. */
  refusedEvents: count,
  withoutReception: count,
})
export type DossierFiguresAnswer = z.infer<typeof DossierFiguresAnswerSchema>

/** One open dossier of a list; codes, never names. */
export const DossierRowSchema = z.strictObject({
  code: z.string(),
  unit: HeadSchema,
  field: HeadSchema,
  procedure: z.optional(HeadSchema),
  channel: z.optional(z.enum(DOSSIER_CHANNELS)),
  receivedAt: instant,
  dueAt: z.optional(instant),
  class: z.enum(DOSSIER_CLASSES),
  /** Working time until due in ms; negative when overdue; absent while paused or without a limit. */
  workingMsLeft: z.optional(z.number()),
})
export type DossierRow = z.infer<typeof DossierRowSchema>

/** `GET …/dossiers`: soonest due first. */
export const DossierListSchema = z.strictObject({
  site: z.string(),
  at: instant,
  total: count,
  dossiers: z.array(DossierRowSchema),
  /** There is more: ask again with this as `cursor`. */
  next: z.optional(z.string()),
})
export type DossierList = z.infer<typeof DossierListSchema>

/** Why an event had no effect. */
export const EVENT_REFUSALS = [
  'extension-late',
  'extension-second',
  'extension-not-later',
  'extension-while-paused',
  'after-the-end',
  'before-reception',
  'nothing-to-resume',
  'already-paused',
  'superseded',
] as const
export type EventRefusal = (typeof EVENT_REFUSALS)[number]

/** `GET …/dossiers/{code}`: one dossier and how its clock runs. */
export const DossierDetailSchema = z.strictObject({
  site: z.string(),
  at: instant,
  dossier: z.extend(DossierRowSchema, {
    class: z.optional(z.enum(DOSSIER_CLASSES)),
    ended: z.optional(z.strictObject({ at: instant, as: z.enum(DOSSIER_ENDS) })),
    level: z.optional(HeadSchema),
  }),
  /** In the order in which they happened. */
  events: z.array(
    z.strictObject({
      id: z.string(),
      type: z.enum(DOSSIER_EVENT_TYPES),
      at: instant,
      refusal: z.optional(z.enum(EVENT_REFUSALS)),
    }),
  ),
  /** In words, in order: from reception to the present due time. */
  clock: z.array(z.strictObject({ at: z.optional(instant), words })),
})
export type DossierDetail = z.infer<typeof DossierDetailSchema>
