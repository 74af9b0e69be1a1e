import helmet from 'helmet'
import type { Request, RequestHandler } from 'express'
import type { TLSSocket } from 'node:tls'

/** What pages may reach; asked for each request, for both may change while the server runs. */
interface Reach {
  /** Where this server is reached. */
  readonly own: () => Iterable<string>
  /** What sites' configurations allow. */
  readonly foreign: () => readonly string[]
}

interface Sources {
  readonly sockets: readonly string[]
  readonly foreign: readonly string[]
  readonly isTls: boolean
}

/**
 * Everything comes from this server and no page of it is framed; only pictures, films and framed pages
 * may also come from the origins that a site's configuration allows. A wall may ask those whether they
 * answer, for a frame does not tell. Plain http in a room without TLS must go on working, so nothing is
 * upgraded, and only a server that speaks TLS itself says that it always does.
 */
export function securityHeaders({ own, foreign }: Reach): RequestHandler {
  let made: { readonly key: string; readonly handler: RequestHandler } | undefined
  return (req, res, next) => {
    const sources = { sockets: socketsOf(own()), foreign: foreign(), isTls: isTls(req) }
    const key = JSON.stringify(sources)
    if (key !== made?.key) made = { key, handler: headersFor(sources) }
    made.handler(req, res, next)
  }
}

/** Not every browser takes 'self' for WebSockets; a policy cannot name an IPv6 address. */
function socketsOf(origins: Iterable<string>): readonly string[] {
  const named = [...origins].filter((origin) => !origin.includes('['))
  return named.map((origin) => origin.replace(/^http/, 'ws')).toSorted()
}

function isTls(req: Request): boolean {
  return (req.socket as Partial<TLSSocket>).encrypted === true
}

const HALF_A_YEAR_S = 180 * 86_400

function headersFor({ sockets, foreign: origins, isTls }: Sources): RequestHandler {
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
        connectSrc: ["'self'", ...sockets, ...origins],
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    // Browsers ignore them on plain http and complain about it on every page.
    crossOriginOpenerPolicy: isTls,
    originAgentCluster: isTls,
    strictTransportSecurity: isTls && { maxAge: HALF_A_YEAR_S, includeSubDomains: false },
  }) as RequestHandler
}
