import type { RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import { callerOfRequest } from './admission.ts'
import type { HttpParts } from './http-parts.ts'
import { HttpProblem } from './problem.ts'

const WINDOW_MS = 10_000
/** 300 a second: many times what a commune's sources send, and far below what hurts. */
export const REQUESTS_PER_10_S = 3_000

/** A generous bound per address; this machine itself is not bounded. */
export function limitRate(parts: HttpParts): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: parts.requestsPer10s,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    skip: (req) => callerOfRequest(parts, req).isLocal,
    handler: () => {
      throw new HttpProblem('too-many-requests', 'this address sends too many requests')
    },
  })
}
