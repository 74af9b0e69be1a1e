import * as z from 'zod/mini'

// What `GET …/alarm-kpis` answers: how good a site's alarms are, and how they are answered, with the
// words of EEMUA 191 and ISA-18.2. An instant is an ISO 8601 text in UTC: site time.

const instant = z.iso.datetime()
const count = z.int().check(z.nonnegative())
const ms = z.number().check(z.nonnegative())
const share = z.number().check(z.gte(0), z.lte(1))
const named = {
  alarm: z.string(),
  rule: z.string(),
  unit: z.optional(z.string()),
  sensor: z.optional(z.string()),
}

export const AlarmKpisSchema = z.strictObject({
  time: instant,
  /** Later than asked for where the journal begins later: of before nothing is known. */
  from: instant,
  to: instant,
  /** False where the time is longer than what is looked through: then `from` is later than asked for. */
  whole: z.boolean(),
  /** Raises that people saw; those hidden on purpose are counted apart. */
  raised: count,
  hiddenRaises: count,
  bySeverity: z.strictObject({ low: count, medium: count, high: count, critical: count }),
  /** One officer answers for a site at a time, so this is the rate per officer. */
  perTenMinutes: z.strictObject({
    mean: z.number().check(z.nonnegative()),
    peak: count,
    peakAt: z.optional(instant),
  }),
  /** Raises in each hour from `from` on. */
  hourly: z.array(count),
  flood: z.strictObject({ count, totalMs: ms, longestMs: ms, share, raised: count }),
  acknowledgement: z.strictObject({
    count,
    medianMs: z.optional(ms),
    p90Ms: z.optional(ms),
    longestMs: z.optional(ms),
  }),
  /** At most ten, the most raised first. */
  mostFrequent: z.array(z.strictObject({ ...named, raised: count, share })),
  chattering: z.array(z.strictObject({ ...named, times: count })),
  /** Active for more than a day, as it is now: how many, and the ten oldest. */
  stale: z.strictObject({
    count,
    alarms: z.array(z.strictObject({ ...named, since: instant })),
  }),
  /** Share of the time in which somebody was on watch. */
  watchShare: share,
})
export type AlarmKpiAnswer = z.infer<typeof AlarmKpisSchema>

/** What an officer can follow, and what is too much (EEMUA 191, ISA-18.2 and IEC 62682). */
export const KPI_TARGETS = {
  perTenMinutes: 1,
  peakPerTenMinutes: 10,
  floodShare: 0.01,
  stale: 5,
  topTenShare: 0.05,
} as const
