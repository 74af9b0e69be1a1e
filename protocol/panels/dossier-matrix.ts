import { z } from 'zod'
import {
  HEATMAP_COLUMNS,
  HEATMAP_MEASURES,
  HEATMAP_ROWS,
  type HeatmapMeasure,
} from '../dossiers.ts'
import { definePanel, titleField } from './definition.ts'
import { ageMetric, dossierFilterKeys, dossierReferences } from './dossier-keys.ts'

/** What is known of each day. */
const DAY_MEASURES: ReadonlySet<HeatmapMeasure> = new Set([
  'open',
  'overdue',
  'due-soon',
  'paused',
  'received',
  'on-time-rate',
])

/** One measure of the dossiers by two of their sides, each cell filled by class: worst unit first, land apart, what does not fit summed up. */
export const dossierMatrix = definePanel({
  options: z
    .strictObject({
      title: titleField.optional(),
      rows: z.enum(HEATMAP_ROWS).default('unit'),
      columns: z.enum(HEATMAP_COLUMNS).default('field'),
      measure: z.enum(HEATMAP_MEASURES).default('overdue'),
      /** Days up to today that are told, or counted by weekday. */
      days: z.number().int().min(1).max(366).optional(),
      /** Days to come, as they will be if nothing moves. */
      ahead: z.number().int().min(0).max(14).optional(),
      ...dossierFilterKeys,
      metric: ageMetric,
    })
    .superRefine(({ rows, columns, measure, days, ahead }, context) => {
      const refuse = (key: string, message: string): void =>
        context.addIssue({ code: 'custom', path: [key], message })
      if ((rows === 'hour') !== (columns === 'weekday')) {
        refuse('columns', 'hours stand by weekday, and nothing else does')
      }
      if (rows === 'hour' && measure !== 'received') {
        refuse('measure', 'only receptions have an hour: received')
      }
      if (columns === 'day' && !DAY_MEASURES.has(measure)) {
        refuse('measure', `of days only ${[...DAY_MEASURES].join(', ')}`)
      }
      if (columns === 'field' && days !== undefined) refuse('days', 'fields stand for now')
      if (columns !== 'day' && ahead !== undefined) refuse('ahead', 'only with columns: day')
    }),
  references: dossierReferences,
})

export type DossierMatrixOptions = Readonly<z.output<typeof dossierMatrix.options>>
