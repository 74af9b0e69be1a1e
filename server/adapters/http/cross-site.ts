import type { RequestHandler } from 'express'
import { isCrossSite } from '../../core/access/cross-site.ts'
import type { HttpParts } from './http-parts.ts'
import { HttpProblem } from './problem.ts'

/** A page of another site cannot send this one unasked; a name and password of an address it can. */
const isBearer = (authorization: string | undefined): boolean =>
  /^Bearer /i.test(authorization ?? '')

/**
 * A page of another site must not act with its visitor's session, nor sign the visitor in as somebody
 * else. What brings a key brings no session by accident.
 */
export function refuseCrossSite(parts: Pick<HttpParts, 'origins'>): RequestHandler {
  return (req, _res, next) => {
    const { origin, authorization } = req.headers
    const said = { method: req.method, origin, secFetchSite: req.get('Sec-Fetch-Site') }
    if (!isBearer(authorization) && isCrossSite(said, parts.origins())) {
      throw new HttpProblem('cross-site', 'pages of other sites may not do this, see PUBLIC_ORIGIN')
    }
    next()
  }
}
