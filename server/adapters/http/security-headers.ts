import helmet from 'helmet'
import type { RequestHandler } from 'express'

/**
 * Everything comes from this server and no page of it is framed elsewhere; only pictures, films and
 * framed pages may also come from the origins that a site's configuration allows, which may change
 * while the server runs. A wall may ask those whether they answer, for a frame does not tell. Plain http in a room without TLS must go on working, so nothing is upgraded.
 */
export function securityHeaders(allowedOrigins: () => readonly string[]): RequestHandler {
  let made = { key: '', handler: headersFor([]) }
  return (req, res, next) => {
    const origins = allowedOrigins()
    const key = origins.join(' ')
    if (key !== made.key) made = { key, handler: headersFor(origins) }
    made.handler(req, res, next)
  }
}

function headersFor(origins: readonly string[]): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:', ...origins],
        ...(origins.length > 0 && { mediaSrc: ["'self'", ...origins], frameSrc: [...origins] }),
        fontSrc: ["'self'"],
        connectSrc: ["'self'", 'ws:', 'wss:', ...origins],
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    // Browsers ignore both on plain http and complain about it on every page.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    strictTransportSecurity: false,
  }) as RequestHandler
}
