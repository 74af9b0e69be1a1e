import { z } from 'zod'
import { definePanel, titleField } from './definition.ts'

/** A picture, a film without sound or a page: from the site's own media folder, or from an origin the site allows. */
export const media = definePanel({
  options: z.strictObject({
    title: titleField,
    kind: z.enum(['image', 'video', 'page']),
    /** A file name under the site's media folder, or an https address. */
    source: z.string().min(1).max(500),
    /** What is to be seen, for who cannot see it and for when it does not come. */
    words: titleField,
  }),
  references: () => [],
})

export type MediaOptions = Readonly<z.output<typeof media.options>>
