import { z } from 'zod'
import {
  definePanel,
  hasOneSubject,
  ONE_SUBJECT,
  seriesKeys,
  seriesReferences,
  titleField,
} from './definition.ts'

/** Up to six series over time, with target and levels drawn; never a line across a gap. */
export const trend = definePanel({
  options: z.strictObject({
    title: titleField.optional(),
    series: z
      .array(
        z
          .strictObject({ ...seriesKeys, label: titleField.optional() })
          .refine(hasOneSubject, ONE_SUBJECT),
      )
      .min(1)
      .max(6),
    hours: z.int().min(1).max(8784).default(24),
  }),
  references: ({ series }) =>
    series.flatMap((one, index) => seriesReferences(one, ['series', index])),
})

export type TrendOptions = Readonly<z.output<typeof trend.options>>
