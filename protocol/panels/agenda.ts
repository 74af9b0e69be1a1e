import { z } from 'zod'
import { definePanel, titleField } from './definition.ts'

const words = z.strictObject({ vi: z.string().min(1).max(400), en: z.string().min(1).max(400) })

/** Civil time of the site. */
const civilTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:mm')

/** Words: paragraphs, or the points of an agenda with their times. */
export const agenda = definePanel({
  options: z
    .strictObject({
      title: titleField,
      text: z.array(words).max(6).default([]),
      points: z
        .array(
          z.strictObject({
            at: civilTime.optional(),
            /** Absent = until the next point that has a time. */
            until: civilTime.optional(),
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
