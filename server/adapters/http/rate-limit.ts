import type { RequestHandler } from 'express'
import { networkOf } from '../../core/access/attempts.ts'
import { callerOfRequest } from './admission.ts'
import type { HttpParts } from './http-parts.ts'
import { tooMany } from './too-many.ts'

/** What watches the server must be answered whatever else it is asked. */
const NEVER_LIMITED: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics'])

/** A generous bound per address; this machine itself is not bounded. */
export function limitRate(parts: HttpParts): RequestHandler {
  return async (req, _res, next) => {
    const { isLocal, address } = callerOfRequest(parts, req)
    if (!isLocal && !NEVER_LIMITED.has(req.path)) {
      const waitMs = await parts.rates.take('address', networkOf(address))
      if (waitMs > 0) throw tooMany('address', waitMs)
    }
    next()
  }
}
