import { z } from 'zod'
import { definePanel, titleField } from './definition.ts'
import { readSource } from './media-source.ts'

/** A picture, a film without sound or a page: from the site's own media folder, or from an origin the site allows. */
export const media = definePanel({
  options: z
    .strictObject({
      title: titleField,
      kind: z.enum(['image', 'video', 'page']),
      /** A file name under the site's media folder, or an https address. */
      source: z.string().min(1).max(500),
      /** What is to be seen, for who cannot see it and for when it does not come. */
      words: titleField,
    })
    .superRefine(({ kind, source }, context) => {
      const read = readSource(source)
      const refuse = (message: string): void =>
        context.addIssue({ code: 'custom', path: ['source'], message })
      if (read.kind === 'refused') refuse(read.reason)
      else if (kind === 'page' && read.kind === 'file') refuse('a page needs an https address')
      else if (read.kind === 'file' && read.shows !== kind) refuse(`not a file of kind ${kind}`)
    }),
  references: ({ source }) => [{ kind: 'address', id: source, path: ['source'] }],
})

export type MediaOptions = Readonly<z.output<typeof media.options>>
