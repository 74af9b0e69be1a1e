import express, { type Router } from 'express'
import { mayRead, requireRead, siteOf } from './access.ts'
import type { HttpParts } from './http-parts.ts'
import { methodNotAllowed } from './problem.ts'
import { snapshotOf } from './snapshot.ts'

const READ_ONLY = 'GET, HEAD'

/** Sites and what they show: the list, a site's snapshot, a site's screen. */
export function createSitesRouter(parts: HttpParts): Router {
  const router = express.Router()

  router
    .route('/api/v1/sites')
    .get(async (req, res) => {
      const all = [...parts.sites.values()]
      const readable = await Promise.all(all.map((site) => mayRead(parts, site, req)))
      const sites = all
        .filter((_, index) => readable[index])
        .map((one) => {
          const { id, name, timeZone, validity } = one.site()
          return { id, name, timeZone, validity }
        })
      res.json({ sites })
    })
    .all(methodNotAllowed(READ_ONLY))

  router
    .route('/api/v1/sites/:site/snapshot')
    .get(async (req, res) => {
      const site = siteOf(parts, req)
      await requireRead(parts, site, req)
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
    .all(methodNotAllowed(READ_ONLY))

  router
    .route('/api/v1/sites/:site/screen')
    .get(async (req, res) => {
      const site = siteOf(parts, req)
      await requireRead(parts, site, req)
      res.json(site.screen())
    })
    .all(methodNotAllowed(READ_ONLY))

  router
    .route('/api/v1/build')
    .get((_req, res) => {
      res.json({ build: parts.build })
    })
    .all(methodNotAllowed(READ_ONLY))
  return router
}
