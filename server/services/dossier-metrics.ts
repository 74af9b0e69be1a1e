import { DOSSIER_CLASSES, type DossierClass, type DossierFigures } from '../../protocol/dossiers.ts'
import { groupedFigures } from '../core/dossiers/grouped-figures.ts'
import type { Dossiers } from './dossiers.ts'
import type { ServerMetrics } from './metrics.ts'

type DossierMetrics = Pick<
  ServerMetrics,
  'dossierEventsAccepted' | 'dossierEventRejected' | 'openDossiers' | 'dossiersLoaded'
>

export interface DossierMetricsParts {
  readonly site: string
  readonly dossiers: Dossiers
  readonly metrics: DossierMetrics
}

/** The same dossiers, whose events are told of whatever brings them. */
export function withDossierMetrics({ site, dossiers, metrics }: DossierMetricsParts): Dossiers {
  return {
    ...dossiers,
    async take(order) {
      const take = await dossiers.take(order)
      if (!take.ok) return take
      metrics.dossierEventsAccepted(site, order.origin, take.accepted)
      for (const { code } of take.rejected) metrics.dossierEventRejected(site, code)
      return take
    },
  }
}

/** All groups are added up for it: that is not done every second. */
const EVERY_CALLS = 15

/** To be called every second: tells how many stand open, and whether all of them have been read. */
export function createDossierGauge({
  site,
  dossiers,
  metrics,
}: DossierMetricsParts): () => Promise<void> {
  let calls = 0
  return async () => {
    if (calls++ % EVERY_CALLS !== 0) return
    const answer = await dossiers.view(new Set())
    if (!answer.ok && answer.reason === 'no-dossiers') return
    metrics.dossiersLoaded(site, answer.ok)
    const total = answer.ok ? groupedFigures([answer.view], 'unit', {}).total : undefined
    for (const one of DOSSIER_CLASSES) {
      metrics.openDossiers(site, one, total && total[FIGURES[one]])
    }
  }
}

const FIGURES = {
  'in-time': 'inTime',
  'due-soon': 'dueSoon',
  overdue: 'overdue',
  paused: 'paused',
} as const satisfies Readonly<Record<DossierClass, keyof DossierFigures>>
