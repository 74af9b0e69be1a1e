import type { DossierReceived, DossierStep } from '../../protocol/dossiers.ts'
import type { Metric, Site } from '../core/sites/site.ts'
import { buildMetric, buildSite } from './build-site.ts'
import { buildDossierRules } from './dossier-rules.ts'

/** Counts overdue dossiers; owned by the office of `buildMetric`. */
export function buildCountingMetric(overrides: Partial<Metric> = {}): Metric {
  return buildMetric('dossiers.overdue', { counts: { measure: 'overdue' }, ...overrides })
}

/** `buildSite` that takes dossiers and counts the overdue ones. */
export function buildCountingSite(overrides: Partial<Site> = {}): Site {
  const site = buildSite()
  return {
    ...site,
    metrics: [...site.metrics, buildCountingMetric()],
    dossiers: buildDossierRules(),
    ...overrides,
  }
}

/** A reception as it is posted, by default of land in the unit `new`, with ten working days. */
export function buildReceived(
  dossier: string,
  at: string,
  overrides: Partial<Omit<DossierReceived, 'at'>> = {},
): Omit<DossierReceived, 'at'> & { readonly at: string } {
  return {
    id: 'r',
    type: 'received',
    dossier,
    unit: 'new',
    field: 'land',
    limit: { workingDays: 10 },
    ...overrides,
    at,
  }
}

/** A step as it is posted, named by what it is. */
export function buildStep(
  dossier: string,
  type: DossierStep['type'],
  at: string,
): Omit<DossierStep, 'at'> & { readonly at: string } {
  return { id: type, type, dossier, at }
}
