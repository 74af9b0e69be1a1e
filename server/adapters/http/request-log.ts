import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'

/** One line per request: method, path without its query, status, time. No headers: they hold keys. */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    quietReqLogger: true,
    customLogLevel: (_req, res, error) => {
      if (error !== undefined || res.statusCode >= 500) return 'error'
      return res.statusCode >= 400 ? 'info' : 'debug'
    },
    serializers: {
      req: (req: { readonly id: unknown; readonly method: string; readonly url: string }) => ({
        id: req.id,
        method: req.method,
        path: req.url.split('?', 1)[0]?.slice(0, 200),
      }),
      res: (res: { readonly statusCode: number }) => ({ status: res.statusCode }),
    },
  }) as RequestHandler
}
