import { callerOfRequest, mayAt } from './admission.ts'
import type { HttpParts } from './http-parts.ts'
import type { RouteTable } from './route-table.ts'
import { snapshotOf } from './snapshot.ts'

/** Sites and what they show: the list, a site's snapshot, a site's screen. */
export function addSitesRoutes(routes: RouteTable, parts: HttpParts): void {
  // Everybody gets a list: of the sites whose walls they may look at.
  routes.open('get', '/api/v1/sites', async (req, res) => {
    const all = [...parts.sites.values()]
    const caller = callerOfRequest(parts, req)
    const isShown = await Promise.all(all.map((site) => mayAt(parts, caller, site, 'wall.view')))
    const sites = all
      .filter((_, index) => isShown[index])
      .map((one) => {
        const { id, name, timeZone, validity, dossiers } = one.site()
        return { id, name, timeZone, validity, hasDossiers: dossiers !== undefined }
      })
    res.json({ sites })
  })

  routes.site('get', '/api/v1/sites/:site/snapshot', 'wall.view', (_req, res, { site }) => {
    const { feed, clock } = site
    res.json(
      snapshotOf({
        state: feed.state(),
        schema: feed.schema(),
        site: site.site(),
        siteTime: clock.now(),
      }),
    )
  })

  routes.site('get', '/api/v1/sites/:site/screen', 'wall.view', (_req, res, { site }) => {
    res.json(site.screen())
  })

  routes.open('get', '/api/v1/build', (_req, res) => {
    res.json({ build: parts.build })
  })
}
