import { z } from 'zod'
import {
  definePanel,
  hasOneSubject,
  ONE_SUBJECT,
  seriesKeys,
  seriesReferences,
  titleField,
} from './definition.ts'

/** One cell a day in columns of weeks, filled by class. */
export const calendar = definePanel({
  options: z
    .strictObject({
      ...seriesKeys,
      title: titleField.optional(),
      weeks: z.int().min(2).max(53).default(13),
      /** What stands for a day that had several values. */
      measure: z.enum(['last', 'max', 'min']).default('last'),
    })
    .refine(hasOneSubject, ONE_SUBJECT),
  references: (options) => seriesReferences(options),
})

export type CalendarOptions = Readonly<z.output<typeof calendar.options>>
