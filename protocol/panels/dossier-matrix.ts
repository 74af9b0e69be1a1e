import { z } from 'zod'
import { HEATMAP_COLUMNS, HEATMAP_MEASURES, HEATMAP_ROWS } from '../dossiers.ts'
import { definePanel, titleField } from './definition.ts'
import { ageMetric, dossierFilterKeys, dossierReferences } from './dossier-keys.ts'

/** One measure of the dossiers by two of their sides, each cell filled by class: worst unit first, land apart, what does not fit summed up. */
export const dossierMatrix = definePanel({
  options: z
    .strictObject({
      title: titleField.optional(),
      rows: z.enum(HEATMAP_ROWS).default('unit'),
      columns: z.enum(HEATMAP_COLUMNS).default('field'),
      measure: z.enum(HEATMAP_MEASURES).default('overdue'),
      /** Days up to today, and days to come as they will be if nothing moves; with `columns: day`. */
      days: z.number().int().min(1).max(31).optional(),
      ahead: z.number().int().min(0).max(14).optional(),
      ...dossierFilterKeys,
      metric: ageMetric,
    })
    .superRefine(({ rows, columns, measure, days, ahead }, context) => {
      const refuse = (key: string, message: string): void =>
        context.addIssue({ code: 'custom', path: [key], message })
      if (rows === 'hour' && columns !== 'weekday') refuse('columns', 'hours stand by weekday')
      if (rows === 'hour' && measure !== 'received') {
        refuse('measure', 'only receptions have an hour: received')
      }
      if (columns === 'day') return
      if (days !== undefined) refuse('days', 'only with columns: day')
      if (ahead !== undefined) refuse('ahead', 'only with columns: day')
    }),
  references: dossierReferences,
})

export type DossierMatrixOptions = Readonly<z.output<typeof dossierMatrix.options>>
