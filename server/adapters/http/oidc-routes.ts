import type { Request, Response } from 'express'
import { landingPath } from '../../core/access/landing-path.ts'
import type { OidcFailure } from '../../../protocol/people.ts'
import { cookieNames, type Caller } from '../../services/caller.ts'
import { OIDC_CALLBACK, OIDC_WITHIN_MS, type OidcSignIn } from '../../services/oidc-sign-in.ts'
import { StoreUnavailable } from '../../services/store.ts'
import { callerOfRequest } from './admission.ts'
import { keepSession, visitorOf } from './browser-session.ts'
import type { HttpParts } from './http-parts.ts'
import { HttpProblem } from './problem.ts'
import type { RouteTable } from './route-table.ts'

/** Signing in through the organisation's service: there, and back. People come here, so every answer leads to a page. */
export function addOidcRoutes(routes: RouteTable, parts: HttpParts): void {
  open(routes, '/api/v1/session/oidc', async (req, res) => {
    const oidc = serviceOf(parts)
    const to = destinationOf(req)
    const origin = originOf(parts, req)
    if (origin === undefined) return goBack(res, 'unknown-address', to)
    const caller = callerOfRequest(parts, req)
    const confirms = await confirmedBy(parts, req, caller)
    const begun = await oidc.begin({ origin, to, confirms })
    if (!begun.ok) return tellFailure(parts, res, begun)
    res.cookie(cookieNames(caller.isSecure).oidc, begun.begun, {
      ...cookieOptions(caller),
      maxAge: OIDC_WITHIN_MS,
    })
    res.redirect(303, begun.url)
  })
  open(routes, OIDC_CALLBACK, async (req, res) => {
    const oidc = serviceOf(parts)
    const caller = callerOfRequest(parts, req)
    res.clearCookie(cookieNames(caller.isSecure).oidc, cookieOptions(caller))
    const answer = { begun: caller.oidc, query: queryOf(req) }
    const result = await oidc.finish(answer, visitorOf(caller))
    if (!result.ok) return tellFailure(parts, res, result)
    // The session cookie of before, if any, does not come along from elsewhere; it is replaced.
    if (result.opened !== undefined) keepSession(res, caller, result.opened)
    res.redirect(303, result.to)
  })
}

function open(
  routes: RouteTable,
  path: string,
  handler: (req: Request, res: Response) => Promise<void>,
): void {
  routes.open('get', path, async (req, res) => {
    try {
      await handler(req, res)
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      goBack(res, 'store-unavailable', undefined)
    }
  })
}

function serviceOf({ oidc }: HttpParts): OidcSignIn {
  if (oidc === undefined) {
    throw new HttpProblem('not-found', 'no sign-in service of the organisation is set here')
  }
  return oidc
}

/** Lax: the answer comes with a navigation from the provider's pages, which strict cookies stay away from. */
function cookieOptions({ isSecure }: Caller) {
  return { httpOnly: true, sameSite: 'lax', secure: isSecure, path: '/' } as const
}

function destinationOf(req: Request): string | undefined {
  const { to } = req.query
  if (to === undefined) return undefined
  const path = typeof to === 'string' ? landingPath(to) : undefined
  if (path === undefined) throw new HttpProblem('bad-parameter', 'to: a path of this server')
  return path
}

/** As the browser names this server; only where the server knows that name, for codes are sent there. */
function originOf({ origins }: HttpParts, req: Request): string | undefined {
  const origin = `${req.protocol}://${req.get('host') ?? ''}`
  return origins().has(origin) ? origin : undefined
}

/** Whoever is signed in and asks to be confirmed; nobody else can be. */
async function confirmedBy({ door }: HttpParts, req: Request, caller: Caller) {
  if (req.query['confirm'] !== '1' || caller.session === undefined) return undefined
  const found = await door.identify({ ...caller, bearer: undefined }, undefined)
  if (!found.ok || found.principal.kind !== 'person') return undefined
  const { id: personId, sessionId } = found.principal
  return { personId, sessionId }
}

function queryOf({ originalUrl }: Request): string {
  const at = originalUrl.indexOf('?')
  return at < 0 ? '' : originalUrl.slice(at)
}

function tellFailure(
  { log }: HttpParts,
  res: Response,
  { reason, to, detail }: { reason: OidcFailure; to?: string | undefined; detail: string },
): void {
  log.warn({ reason, detail }, 'not signed in through the organisation’s service')
  goBack(res, reason, to)
}

function goBack(res: Response, reason: OidcFailure, to: string | undefined): void {
  const query = to === undefined ? '' : `?${new URLSearchParams({ to }).toString()}`
  res.redirect(303, `/sign-in${query}#failed=${reason}`)
}
