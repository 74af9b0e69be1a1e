import compression from 'compression'
import express, { type Express, type RequestHandler } from 'express'
import { addAlarmKpiRoutes } from './alarm-kpi-routes.ts'
import { addDrillRoutes } from './drill-routes.ts'
import { addAlarmCommandRoutes } from './alarm-command-routes.ts'
import { addAlarmRoutes } from './alarm-routes.ts'
import { addAnnouncedRoutes } from './announced-routes.ts'
import { addReadingRoutes } from './reading-routes.ts'
import { refuseCrossSite } from './cross-site.ts'
import { addDocsRoutes } from './docs-routes.ts'
import { addDossierPostRoutes } from './dossier-post-route.ts'
import { addDossierRoutes } from './dossier-routes.ts'
import { addHistoryRoutes } from './history-routes.ts'
import type { HttpParts } from './http-parts.ts'
import { createIdempotencyCache } from './idempotency.ts'
import { addJournalRoutes } from './journal-routes.ts'
import { addKeysRoutes } from './keys-routes.ts'
import { addMediaRoutes } from './media-routes.ts'
import { addOidcRoutes } from './oidc-routes.ts'
import { createOpenApi } from './openapi.ts'
import { addOperationsRoutes } from './operations-routes.ts'
import { addPeopleRoutes } from './people-routes.ts'
import { createPostRoutes } from './post-route.ts'
import { createErrorHandler, notFound } from './problem.ts'
import { limitRate } from './rate-limit.ts'
import { addRegisterRoutes } from './register-routes.ts'
import { requestLog } from './request-log.ts'
import { RouteTable, type Route } from './route-table.ts'
import { addSamplesRoutes } from './samples-routes.ts'
import { securityHeaders } from './security-headers.ts'
import { refuseManyHeaders } from './server-limits.ts'
import { addSelfCheckRoutes } from './self-check-routes.ts'
import { addSessionRoutes } from './session-routes.ts'
import { addShiftRoutes } from './shift-routes.ts'
import { addSitesRoutes } from './sites-routes.ts'
import { addPages, createStaticRouter } from './static-files.ts'

/** The server's HTTP side, and every address that it serves with whom it is for. */
export interface HttpApp {
  readonly app: Express
  readonly routes: readonly Route[]
}

/** Pages of other origins get no answer they could read: no CORS header is sent. */
export function createHttpApp(parts: HttpParts): HttpApp {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', parts.trustedProxies)
  app.set('query parser', 'simple')
  app.use(requestLog(parts.log))
  app.use(securityHeaders({ own: parts.origins, foreign: () => originsOf(parts) }))
  app.use(refuseManyHeaders)
  app.use(limitRate(parts))
  app.use(refuseCrossSite(parts))
  const idempotency = createIdempotencyCache(parts.monotonicNow)
  const samples = new RouteTable(parts)
  addSamplesRoutes(createPostRoutes(samples, idempotency))
  app.use(samples.close())
  app.use(['/api', '/session'], neverStored)
  app.use(compression({ filter: isText }) as RequestHandler)
  const routes = new RouteTable(parts)
  addOperationsRoutes(routes, parts)
  addSessionRoutes(routes, parts)
  addOidcRoutes(routes, parts)
  addPeopleRoutes(routes, parts)
  addKeysRoutes(routes, parts)
  addJournalRoutes(routes, parts)
  addSelfCheckRoutes(routes, parts)
  addSitesRoutes(routes, parts)
  addHistoryRoutes(routes)
  addDossierPostRoutes(createPostRoutes(routes, idempotency))
  addRegisterRoutes(routes, parts)
  addDossierRoutes(routes, parts)
  addAlarmRoutes(routes, parts)
  addAlarmCommandRoutes(routes)
  addShiftRoutes(routes)
  addAlarmKpiRoutes(routes, parts)
  addDrillRoutes(routes, parts)
  addAnnouncedRoutes(routes)
  addReadingRoutes(routes)
  addMediaRoutes(routes, parts)
  addDocsRoutes(routes, createOpenApi(parts.build))
  addPages(routes, parts)
  app.use(routes.close())
  app.use(createStaticRouter(parts))
  app.use(notFound)
  app.use(createErrorHandler(parts.log))
  return { app, routes: [...samples.routes, ...routes.routes] }
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
