import { formatProblems } from './adapters/site-files/problem.ts'
import { watchSites } from './adapters/site-files/watch-sites.ts'
import type { WallNamespace } from './adapters/socket/wall-namespace.ts'
import type { ServerConfig } from './config.ts'
import { createConfigurationTaker } from './services/configuration-taker.ts'
import type { FeedLog } from './services/feed-ports.ts'
import type { ServerMetrics } from './services/metrics.ts'
import type { ServerNotes } from './services/server-notes.ts'
import type { SiteApp } from './site-app.ts'

/** A good configuration is taken whole; a bad one is told and the old one stays. Answers how to stop. */
export function watchConfiguration(parts: {
  readonly folders: Pick<ServerConfig['folders'], 'config' | 'maps'>
  readonly apps: ReadonlyMap<string, Pick<SiteApp, 'configure'>>
  readonly namespace: Pick<WallNamespace, 'announceScreen' | 'refuseConfiguration'>
  readonly notes: Pick<ServerNotes, 'configurationLoaded' | 'configurationRefused'>
  readonly metrics: Pick<ServerMetrics, 'configurationProblems'>
  readonly log: FeedLog & {
    readonly error: (what: Readonly<Record<string, unknown>>, message: string) => void
  }
}): () => Promise<void> {
  const { folders, apps, namespace, notes, metrics, log } = parts
  const tell = (problems: number): void => {
    metrics.configurationProblems(problems)
    namespace.refuseConfiguration(problems)
  }
  const taker = createConfigurationTaker({
    configure: async (site) => apps.get(site.id)?.configure(site),
    taken(site) {
      namespace.announceScreen(site.id)
      void notes.configurationLoaded(site)
    },
    log,
  })
  const stop = watchSites(
    folders.config,
    [...apps.keys()],
    (outcome) => {
      if (!outcome.ok) {
        const { problems } = outcome
        log.error({ problems: problems.length }, formatProblems(problems))
        tell(problems.length)
        void notes.configurationRefused(problems)
        return
      }
      tell(0)
      taker.take(outcome.sites)
      log.info({ sites: outcome.sites.size }, 'configuration loaded')
    },
    { mapsFolder: folders.maps },
  )
  return () => {
    taker.stop()
    return stop()
  }
}
