import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { z } from 'zod'

/** What can go wrong, by name; the last part of a problem's `type`. */
const PROBLEMS = {
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  'bad-parameter': { status: 400, title: 'A parameter is not understood' },
  'key-required': { status: 401, title: 'A key is required' },
  'key-refused': { status: 401, title: 'The key is not in force' },
  'sign-in-required': { status: 401, title: 'Nobody is signed in' },
  'sign-in-refused': { status: 401, title: 'The sign-in was refused' },
  'not-allowed': { status: 403, title: 'Your roles do not allow this' },
  'not-manageable': { status: 403, title: 'The account has rights that you do not administer' },
  'confirmation-required': { status: 403, title: 'The password must be given again' },
  'cross-site': { status: 403, title: 'The request came from another site' },
  'scope-missing': { status: 403, title: 'The key does not allow this' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'no-such-invitation': { status: 404, title: 'The link is not in force' },
  'no-such-site': { status: 404, title: 'There is no such site' },
  'no-such-series': { status: 404, title: 'There is no such series' },
  'no-dossiers': { status: 404, title: 'The site has no dossiers' },
  'no-such-dossier': { status: 404, title: 'There is no such dossier' },
  'no-such-alarm': { status: 404, title: 'There is no such alarm' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'request-timeout': { status: 408, title: 'The request did not arrive in time' },
  'name-taken': { status: 409, title: 'The name is taken' },
  'last-administrator': { status: 409, title: 'It is the last administrator' },
  'no-password-here': { status: 409, title: 'The person has no password here' },
  'alarm-conflict': { status: 409, title: 'The alarm is not as it was looked at' },
  'watch-conflict': { status: 409, title: 'The watch is not as it was looked at' },
  'older-bulletin': { status: 409, title: 'A later bulletin holds' },
  'import-running': { status: 409, title: 'Another register is being imported' },
  'not-kept': { status: 410, title: 'Nothing is kept that far back' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'wrong-content-type': { status: 415, title: 'The content type is not understood' },
  'nothing-accepted': { status: 422, title: 'Nothing was accepted' },
  'wrong-shape': { status: 422, title: 'The body has the wrong shape' },
  'password-refused': { status: 422, title: 'The password is too weak' },
  'reading-refused': { status: 422, title: 'The reading cannot be' },
  'register-refused': { status: 422, title: 'The file is not read as a register' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key belongs to another body' },
  'too-many-attempts': { status: 429, title: 'Too many attempts to sign in' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'too-many-headers': { status: 431, title: 'Too many headers' },
  'internal-error': { status: 500, title: 'Something went wrong in the server' },
  busy: { status: 503, title: 'The server is busy' },
  loading: { status: 503, title: 'Not everything has been read yet' },
  'outcome-unknown': { status: 503, title: 'It is not known whether it took effect' },
  'store-unavailable': { status: 503, title: 'The store does not take data now' },
  'store-full': { status: 507, title: 'The store is full' },
} as const
export type ProblemName = keyof typeof PROBLEMS

/** RFC 9457 problem details; `rejected` where samples were refused one by one. */
export const ProblemSchema = z.looseObject({
  type: z.string().describe('urn:ioc-wall:problem:<name>'),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  instance: z.string().describe('The path that was asked for'),
})

/** Answers the request with a problem when it reaches the error handler. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem'
  readonly problem: ProblemName
  readonly headers: Readonly<Record<string, string>>
  readonly extra: object
  constructor(
    problem: ProblemName,
    detail: string,
    more: { readonly headers?: Readonly<Record<string, string>>; readonly extra?: object } = {},
  ) {
    super(detail)
    this.problem = problem
    this.headers = more.headers ?? {}
    this.extra = more.extra ?? {}
  }
}

/** The body and status of a problem, for answers that are kept. */
export function problemBody(req: Request, one: HttpProblem): { status: number; body: object } {
  const { status, title } = PROBLEMS[one.problem]
  const type = `urn:ioc-wall:problem:${one.problem}`
  const instance = pathOf(req)
  return { status, body: { type, title, status, detail: one.message, instance, ...one.extra } }
}

function sendProblem(req: Request, res: Response, one: HttpProblem): void {
  const { status, body } = problemBody(req, one)
  res.set(one.headers).status(status).type('application/problem+json').send(JSON.stringify(body))
}

/** The path without its query, which may hold what must not be repeated. */
function pathOf(req: Request): string {
  return req.originalUrl.split('?', 1)[0] ?? ''
}

export const notFound: RequestHandler = (req) => {
  throw new HttpProblem('not-found', `nothing is served at ${pathOf(req).slice(0, 200)}`)
}

export function methodNotAllowed(allowed: string): RequestHandler {
  return (req) => {
    const detail = `${req.method} is not possible here, only ${allowed}`
    throw new HttpProblem('method-not-allowed', detail, { headers: { Allow: allowed } })
  }
}

/** The one place where errors become answers. What nobody expected is logged and not told. */
export function createErrorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const problem = error instanceof HttpProblem ? error : problemOfLibrary(error)
    if (problem.problem === 'internal-error') log.error({ err: error }, 'request failed')
    if (res.headersSent) next(error)
    else sendProblem(req, res, problem)
  }
}

/** Express and its parts throw errors with a status. */
function problemOfLibrary(error: unknown): HttpProblem {
  const { status }: { readonly status?: unknown } = Object(error)
  switch (status) {
    case 400:
      return new HttpProblem('malformed-request', 'the request was cut off or cannot be decoded')
    case 404:
      return new HttpProblem('not-found', 'nothing is served here')
    case 413:
      return new HttpProblem('body-too-large', 'the body is larger than is taken here', {
        headers: { Connection: 'close' },
      })
    case 415:
      return new HttpProblem('wrong-content-type', 'the encoding of the body is not understood')
    default:
      return new HttpProblem('internal-error', 'the server’s log says more')
  }
}
