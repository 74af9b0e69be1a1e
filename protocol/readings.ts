import * as z from 'zod/mini'
import { QUALITIES } from './sample.ts'

// What the routes of readings by hand answer. Instants are ISO 8601 of the site's clock.

const instant = z.iso.datetime({ offset: true })

/** Why an instrument is doubted. */
export const GAUGE_FAULTS = ['silent', 'flat', 'out-of-range'] as const
export type GaugeFault = (typeof GAUGE_FAULTS)[number]

export const EnteredReadingSchema = z.strictObject({
  metric: z.string(),
  sensor: z.string(),
  value: z.number(),
  at: instant,
  quality: z.enum(QUALITIES),
  enteredAt: instant,
  by: z.string(),
})
export type EnteredReading = z.infer<typeof EnteredReadingSchema>

/** What people have entered of late, the newest first. */
export const EnteredReadingsSchema = z.strictObject({
  time: instant,
  entered: z.array(EnteredReadingSchema),
})
export type EnteredReadings = z.infer<typeof EnteredReadingsSchema>

/** What whoever reads a gauge must know. */
export const GaugeFactsSchema = z.strictObject({
  time: instant,
  metric: z.string(),
  sensor: z.string(),
  /** What can be; anything else is refused. */
  range: z.strictObject({ min: z.number(), max: z.number() }),
  last: z.optional(z.strictObject({ value: z.number(), at: instant })),
  /** Where the next reading is expected; off it, it is taken as uncertain. */
  usual: z.optional(z.strictObject({ low: z.number(), high: z.number() })),
  faults: z.array(z.strictObject({ kind: z.enum(GAUGE_FAULTS), since: instant })),
})
export type GaugeFacts = z.infer<typeof GaugeFactsSchema>

export const ReadingAnswerSchema = z.strictObject({ quality: z.enum(QUALITIES) })
export type ReadingAnswer = z.infer<typeof ReadingAnswerSchema>
