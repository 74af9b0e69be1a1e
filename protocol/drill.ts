import * as z from 'zod/mini'

// What `GET …/drill` answers in the demo: how the alarms of the scenario's runs were answered. Times are real ones.

const instant = z.iso.datetime()
const count = z.int().check(z.nonnegative())
const ms = z.optional(z.number().check(z.nonnegative()))

const DrillPartSchema = z.strictObject({
  raised: count,
  inTime: count,
  late: count,
  missed: count,
  medianMs: ms,
  longestMs: ms,
})

export const DrillRunSchema = z.strictObject({
  from: instant,
  to: instant,
  /** 0 to 100; absent where nothing was raised. */
  score: z.optional(z.number().check(z.gte(0), z.lte(100))),
  raised: count,
  bySeverity: z.strictObject({
    low: DrillPartSchema,
    medium: DrillPartSchema,
    high: DrillPartSchema,
    critical: DrillPartSchema,
  }),
  officers: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      acknowledged: count,
      inTime: count,
      commented: count,
      medianMs: ms,
    }),
  ),
})
export type DrillRun = z.infer<typeof DrillRunSchema>

export const DrillSchema = z.strictObject({
  /** Within so much real time an acknowledgement is in time, by severity, ms. */
  targetMs: z.strictObject({ low: count, medium: count, high: count, critical: count }),
  /** The one that goes on, then those before it. */
  runs: z.array(DrillRunSchema),
})
export type DrillAnswer = z.infer<typeof DrillSchema>
