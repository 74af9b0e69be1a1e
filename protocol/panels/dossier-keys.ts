import { z } from 'zod'
import { metricField, type PanelReference } from './definition.ts'

/** Leave only the dossiers of a unit (a code; absent = all), or of a field of the site's catalogue. */
export const dossierFilterKeys = {
  unit: z.string().min(1).max(32).optional(),
  field: z.string().min(1).max(64).optional(),
}

/** The metric whose age at the site's own unit is that of everything counted from dossiers. */
export const ageMetric = metricField.default('dossiers.open')

export function dossierReferences({
  metric,
  unit,
}: {
  readonly metric: string
  readonly unit?: string | undefined
}): readonly PanelReference[] {
  return [
    { kind: 'metric', id: metric, path: ['metric'], subjects: 'unit' },
    ...(unit === undefined ? [] : [{ kind: 'unit', id: unit, path: ['unit'] } as const]),
  ]
}
