import { z } from 'zod'
import { definePanel, titleField } from './definition.ts'

const words = z.strictObject({ vi: z.string().min(1).max(400), en: z.string().min(1).max(400) })

/** Words: paragraphs, or the points of an agenda with their times. */
export const agenda = definePanel({
  options: z
    .strictObject({
      title: titleField,
      text: z.array(words).max(6).default([]),
      points: z
        .array(
          z.strictObject({
            /** Civil time of the site, HH:mm. */
            at: z
              .string()
              .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:mm')
              .optional(),
            text: words,
            note: words.optional(),
          }),
        )
        .max(24)
        .default([]),
    })
    .refine(({ text, points }) => text.length + points.length > 0, {
      message: 'give text or points',
    }),
  references: () => [],
})

export type AgendaOptions = Readonly<z.output<typeof agenda.options>>
