import { z } from 'zod'

/** Units (or sensors) ordered by one metric, worst first, as a dot or bar beside the number. */
export const rankingOptions = z.strictObject({
  metric: z.string().min(1).max(64),
  title: z.strictObject({ vi: z.string().max(60), en: z.string().max(60) }).optional(),
  /** `worst-first` follows the metric's direction; with direction neither it means highest first. */
  order: z.enum(['worst-first', 'best-first', 'as-listed']).default('worst-first'),
})

export type RankingOptions = Readonly<z.output<typeof rankingOptions>>
