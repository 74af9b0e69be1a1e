import type { WallNamespace } from './adapters/socket/wall-namespace.ts'
import type { SiteApp } from './site-app.ts'

const HOUSEKEEPING_MS = 1_000

/** Once a second: gauges, a probe where ingest was refused, and a new screen where the site's date or scenario has changed what is shown. */
export function keepHouse(
  apps: ReadonlyMap<string, SiteApp>,
  namespace: WallNamespace,
): NodeJS.Timeout {
  const shown = new Map<string, string>()
  return setInterval(() => {
    for (const [id, app] of apps) {
      app.reportMetrics()
      void app.ingest.probe()
      const { revision } = app.screen()
      if (shown.get(id) !== revision) {
        if (shown.has(id)) namespace.announceScreen(id)
        shown.set(id, revision)
      }
    }
  }, HOUSEKEEPING_MS)
}
