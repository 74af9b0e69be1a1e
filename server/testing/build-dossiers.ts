import type { DossierReceived, DossierStep } from '../../protocol/dossiers.ts'
import type { DossierRules, Metric, Site } from '../core/sites/site.ts'
import { buildCalendar } from './build-calendar.ts'
import { buildMetric, buildSite } from './build-site.ts'

function text(name: string): { readonly vi: string; readonly en: string } {
  return { vi: name, en: name }
}

/**
 * Rules of a small catalogue: land (apart) and civil status, a procedure of each, due soon 8 working
 * hours before.
 */
export function buildDossierRules(overrides: Partial<DossierRules> = {}): DossierRules {
  const field = (code: string, isApart: boolean) => ({
    code,
    aliases: [],
    name: text(`field ${code}`),
    shortName: text(code),
    isApart,
  })
  return {
    calendar: buildCalendar(),
    fields: [field('civil', false), field('land', true)],
    procedures: [
      { code: 'birth', aliases: [], name: text('Birth'), field: 'civil', level: 'full' },
      { code: 'title', aliases: [], name: text('Title'), field: 'land', level: 'partial' },
    ],
    levels: [{ code: 'full', name: text('Full'), validity: {} }],
    dueSoon: [{ limitFromWorkingDays: 0, hours: 8 }],
    extensionNoticeDays: 1,
    ...overrides,
  }
}

/** Counts overdue dossiers; owned by the office of `buildMetric`. */
export function buildCountingMetric(overrides: Partial<Metric> = {}): Metric {
  return buildMetric('dossiers.overdue', { counts: { measure: 'overdue' }, ...overrides })
}

/** `buildSite` that takes dossiers and counts the overdue ones. */
export function buildDossierSite(overrides: Partial<Site> = {}): Site {
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
