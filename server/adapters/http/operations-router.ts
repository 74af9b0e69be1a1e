import express, { type Router } from 'express'
import type { HttpParts } from './http-parts.ts'
import { methodNotAllowed } from './problem.ts'

const READ_ONLY = 'GET, HEAD'

/** For those who run the server: liveness, readiness, Prometheus. They tell nothing of the data. */
export function createOperationsRouter(parts: HttpParts): Router {
  const router = express.Router()

  router
    .route('/healthz')
    .get((_req, res) => {
      res.json({ status: 'ok' })
    })
    .all(methodNotAllowed(READ_ONLY))

  router
    .route('/readyz')
    .get((_req, res) => {
      const notReady = [...parts.sites].flatMap(([site, { feed }]) => {
        if (feed.epoch() === '') return [{ site, reason: 'the feed is not loaded' }]
        return feed.health().store ? [] : [{ site, reason: 'the store was not read lately' }]
      })
      const isReady = notReady.length === 0
      res.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'not-ready', notReady })
    })
    .all(methodNotAllowed(READ_ONLY))

  router
    .route('/metrics')
    .get(async (_req, res) => {
      const { contentType, text } = await parts.metricsText()
      res.set('Content-Type', contentType).send(text)
    })
    .all(methodNotAllowed(READ_ONLY))
  return router
}
