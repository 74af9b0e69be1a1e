import type { HttpParts } from './http-parts.ts'
import type { RouteTable } from './route-table.ts'

/** For those who run the server: liveness, readiness, Prometheus. They tell nothing of the data. */
export function addOperationsRoutes(routes: RouteTable, parts: HttpParts): void {
  routes.open('get', '/healthz', (_req, res) => {
    res.json({ status: 'ok' })
  })

  routes.open('get', '/readyz', (_req, res) => {
    const notReady = [...parts.sites].flatMap(([site, { feed }]) => {
      if (feed.epoch() === '') return [{ site, reason: 'the feed is not loaded' }]
      return feed.health().store ? [] : [{ site, reason: 'the store was not read lately' }]
    })
    const isReady = notReady.length === 0
    res.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'not-ready', notReady })
  })

  routes.open('get', '/metrics', async (_req, res) => {
    const { contentType, text } = await parts.metricsText()
    res.set('Content-Type', contentType).send(text)
  })
}
