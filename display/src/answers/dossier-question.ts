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
import type { Question } from './question.ts'

export function matrixQuestion(options: DossierMatrixOptions): Question<Heatmap> {
  const { rows, columns, measure, days, ahead, field, unit } = options
  const query = { rows, columns, measure, days, ahead, field, unit }
  return { path: `/dossiers/heatmap${queryOf(query)}`, schema: HeatmapSchema }
}

export function ageingQuestion({ unit }: DossierAgeingOptions): Question<DossierFiguresAnswer> {
  return {
    path: `/dossiers/figures${queryOf({ by: 'field', unit })}`,
    schema: DossierFiguresAnswerSchema,
  }
}

export function listQuestion(options: DossierListOptions): Question<DossierList> {
  const { class: ofClass, limit, unit, field } = options
  return {
    path: `/dossiers${queryOf({ class: ofClass, limit, unit, field })}`,
    schema: DossierListSchema,
  }
}

function queryOf(all: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(all)) {
    // The site's own unit is everything.
    if (value !== undefined && !(key === 'unit' && value === 'root')) query.set(key, String(value))
  }
  return `?${query.toString()}`
}
