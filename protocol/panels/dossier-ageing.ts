import { z } from 'zod'
import { definePanel, titleField } from './definition.ts'
import { ageMetric, dossierFilterKeys, dossierReferences } from './dossier-keys.ts'

/** Overdue dossiers by how long they are, land apart from the rest, and how many more there will be if nothing moves. */
export const dossierAgeing = definePanel({
  options: z.strictObject({
    title: titleField.optional(),
    unit: dossierFilterKeys.unit,
    metric: ageMetric,
  }),
  references: dossierReferences,
})

export type DossierAgeingOptions = Readonly<z.output<typeof dossierAgeing.options>>
