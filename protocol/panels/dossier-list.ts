import { z } from 'zod'
import { DOSSIER_CLASSES } from '../dossiers.ts'
import { definePanel, titleField } from './definition.ts'
import { ageMetric, dossierFilterKeys, dossierReferences } from './dossier-keys.ts'

/** Open dossiers of one class, soonest due first, by code and never by name; pages by itself. */
export const dossierList = definePanel({
  options: z.strictObject({
    title: titleField.optional(),
    class: z.enum(DOSSIER_CLASSES).default('due-soon'),
    /** The first so many. */
    limit: z.number().int().min(1).max(100).default(40),
    ...dossierFilterKeys,
    metric: ageMetric,
  }),
  references: dossierReferences,
})

export type DossierListOptions = Readonly<z.output<typeof dossierList.options>>
