import compression from 'compression'
import express, { type Express, type RequestHandler } from 'express'
import { createDocsRouter } from './docs-router.ts'
import { createHistoryRouter } from './history-router.ts'
import type { HttpParts } from './http-parts.ts'
import { createMediaRouter } from './media-router.ts'
import { createOpenApi } from './openapi.ts'
import { createOperationsRouter } from './operations-router.ts'
import { createErrorHandler, notFound } from './problem.ts'
import { limitRate } from './rate-limit.ts'
import { requestLog } from './request-log.ts'
import { createSamplesRouter } from './samples-router.ts'
import { securityHeaders } from './security-headers.ts'
import { createSitesRouter } from './sites-router.ts'
import { createStaticRouter } from './static-files.ts'

/** The server's HTTP side. Pages of other origins get no answer they could read: no CORS header is sent. */
export function createHttpApp(parts: HttpParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', parts.trustedProxies)
  app.set('query parser', 'simple')
  app.use(requestLog(parts.log))
  app.use(securityHeaders(() => originsOf(parts)))
  app.use(limitRate(parts))
  app.use(createSamplesRouter(parts))
  app.use('/api', neverStored)
  app.use(compression({ filter: isText }) as RequestHandler)
  app.use(createOperationsRouter(parts))
  app.use(createSitesRouter(parts))
  app.use(createHistoryRouter(parts))
  app.use(createMediaRouter(parts))
  app.use(createDocsRouter(createOpenApi(parts.build)))
  app.use(createStaticRouter(parts))
  app.use(notFound)
  app.use(createErrorHandler(parts.log))
  return app
}

/** One page may be asked for the wall of any site, so every site's origins are in its policy. */
function originsOf({ sites }: HttpParts): readonly string[] {
  const all = [...sites.values()].flatMap((one) => one.site().allowedOrigins ?? [])
  return [...new Set(all)].toSorted()
}

const neverStored: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store')
  next()
}

const TEXT = /json|text|javascript|svg|xml/

function isText(_req: unknown, res: { readonly getHeader: (name: string) => unknown }): boolean {
  return TEXT.test(String(res.getHeader('Content-Type')))
}
