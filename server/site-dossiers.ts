import { setImmediate as breathe } from 'node:timers/promises'
import type { Site } from './core/sites/site.ts'
import { createDossierGauge, withDossierMetrics } from './services/dossier-metrics.ts'
import { createDossiers, type Dossiers } from './services/dossiers.ts'
import type { SiteAppParts } from './site-app.ts'

interface SiteDossiers {
  readonly dossiers: Dossiers
  /** To be called every second. */
  readonly tellDossiers: () => Promise<void>
}

/** The dossiers of a site, which tell what becomes of them. */
export function createSiteDossiers(
  { store, clock, machine, metrics, log }: SiteAppParts,
  site: () => Site,
  epoch: () => string,
): SiteDossiers {
  const { dossiers: own } = store
  const counted = createDossiers({ site, epoch, store: own, clock, machine, breathe, log })
  const dossiers = withDossierMetrics({ site: store.site, dossiers: counted, metrics })
  return { dossiers, tellDossiers: createDossierGauge({ site: store.site, dossiers, metrics }) }
}
