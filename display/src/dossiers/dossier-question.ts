import type * as z from 'zod/mini'
import {
  DossierFiguresAnswerSchema,
  DossierListSchema,
  HeatmapSchema,
  type DossierFiguresAnswer,
  type DossierList,
  type Heatmap,
} from '../../../protocol/dossiers.ts'
import type { DossierAgeingOptions } from '../../../protocol/panels/dossier-ageing.ts'
import type { DossierListOptions } from '../../../protocol/panels/dossier-list.ts'
import type { DossierMatrixOptions } from '../../../protocol/panels/dossier-matrix.ts'

/** What a panel asks of the dossiers, again and again. Equal paths ask for the same. */
export interface DossierQuestion<Value> {
  /** Below `/api/v1/sites/<site>/dossiers`, with its query. */
  readonly path: string
  readonly schema: z.ZodMiniType<Value>
}

export function matrixQuestion(options: DossierMatrixOptions): DossierQuestion<Heatmap> {
  const { rows, columns, measure, days, ahead, field, unit } = options
  const query = { rows, columns, measure, days, ahead, field, unit }
  return { path: `/heatmap${queryOf(query)}`, schema: HeatmapSchema }
}

export function ageingQuestion({
  unit,
}: DossierAgeingOptions): DossierQuestion<DossierFiguresAnswer> {
  return { path: `/figures${queryOf({ by: 'field', unit })}`, schema: DossierFiguresAnswerSchema }
}

export function listQuestion(options: DossierListOptions): DossierQuestion<DossierList> {
  const { class: ofClass, limit, unit, field } = options
  return { path: queryOf({ class: ofClass, limit, unit, field }), schema: DossierListSchema }
}

function queryOf(all: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(all)) {
    // The site's own unit is everything.
    if (value !== undefined && !(key === 'unit' && value === 'root')) query.set(key, String(value))
  }
  return `?${query.toString()}`
}
