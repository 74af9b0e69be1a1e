import type { Request } from 'express'
import type { TLSSocket } from 'node:tls'
import {
  CONFIRMED_ACTIONS,
  EVERY_SITE,
  KEY_SCOPES,
  mayGrants,
  mayRole,
  type Action,
} from '../../../protocol/access.ts'
import { networkOf } from '../../core/access/attempts.ts'
import { mayAct, type Asker, type Principal } from '../../core/access/principal.ts'
import type { RateKind } from '../../core/access/rates.ts'
import { confirmedUntil } from '../../core/access/session-times.ts'
import { callerOf, type Caller } from '../../services/caller.ts'
import type { Identified } from '../../services/door.ts'
import type { HttpParts, HttpSite } from './http-parts.ts'
import { HttpProblem } from './problem.ts'
import { tooMany } from './too-many.ts'

export type Person = Principal & { readonly kind: 'person' }

/** Who was let in. */
export interface Visit {
  readonly asker: Asker
  readonly caller: Caller
}
export interface SiteVisit extends Visit {
  readonly site: HttpSite
}
export interface PersonVisit extends Visit {
  readonly person: Person
}

/** Lets in whoever is signed in. Like the two below, answers everybody else with a problem. */
export async function admitSignedIn(parts: HttpParts, req: Request): Promise<PersonVisit> {
  const caller = callerOfRequest(parts, req)
  const asker = await identified(parts, caller, undefined)
  return { caller, asker, person: personIn(asker) }
}

/** Lets in who may do this at the site in the path. */
export async function admitToSite(
  parts: HttpParts,
  req: Request,
  action: Action,
): Promise<SiteVisit> {
  const caller = callerOfRequest(parts, req)
  const site = siteOf(parts, req)
  return { caller, site, asker: await askerAt(parts, caller, site, action) }
}

/** Lets in people who may do this at one site at least, or at all of them. */
export async function admitPeople(
  parts: HttpParts,
  req: Request,
  where: 'somewhere' | 'everywhere',
  action: Action,
): Promise<PersonVisit> {
  const visit = await admitSignedIn(parts, req)
  const { grants } = visit.person
  const sites = where === 'everywhere' ? [EVERY_SITE] : grants.map(({ site }) => site)
  if (!sites.some((site) => mayGrants(grants, action, site))) throw notAllowed(action)
  requireConfirmed(parts, visit.person, action)
  return visit
}

export function callerOfRequest(parts: HttpParts, req: Request): Caller {
  const isTls = (req.socket as Partial<TLSSocket>).encrypted === true
  const facts = { peer: req.socket.remoteAddress, headers: req.headers, isTls }
  return callerOf(facts, parts.trustedProxies)
}

/** The site a request is about. */
export function siteOf(parts: HttpParts, req: Request): HttpSite {
  const { site } = req.params
  const found = typeof site === 'string' ? parts.sites.get(site) : undefined
  if (found === undefined) {
    throw new HttpProblem('no-such-site', 'this server has no site of that name')
  }
  return found
}

/** Whether somebody may do something at a site, without a word where not. */
export async function mayAt(
  parts: HttpParts,
  caller: Caller,
  site: HttpSite,
  action: Action,
): Promise<boolean> {
  const open: Asker = { principal: { kind: 'nobody' }, isOpenRoom: isOpenRoom(parts, caller) }
  const { id } = site.site()
  if (mayAct(open, action, id)) return true
  const found = await parts.door.identify(caller, id)
  return found.ok && mayAct({ ...open, principal: found.principal }, action, id)
}

function isOpenRoom(parts: HttpParts, { isLocal }: Caller): boolean {
  return parts.isWallOpen || parts.isDemo || isLocal
}

async function askerAt(
  parts: HttpParts,
  caller: Caller,
  site: HttpSite,
  action: Action,
): Promise<Asker> {
  const { id } = site.site()
  const open: Asker = { principal: { kind: 'nobody' }, isOpenRoom: isOpenRoom(parts, caller) }
  // What is open to whoever stands there needs no credentials, and none are looked at.
  if (mayAct(open, action, id)) return open
  const asker = await identified(parts, caller, id)
  if (!mayAct(asker, action, id)) throw refusal(asker, action)
  if (asker.principal.kind === 'person') requireConfirmed(parts, asker.principal, action)
  return asker
}

async function identified(
  parts: HttpParts,
  caller: Caller,
  site: string | undefined,
): Promise<Asker> {
  const found = await parts.door.identify(caller, site)
  const isGuess = found.ok
    ? found.principal.kind === 'nobody' && caller.session !== undefined
    : found.reason === 'unknown-key'
  // Only what is wrong is turned away for being too much: nobody can shut others out by guessing.
  if (isGuess) await bound(parts, caller, 'guess', networkOf(caller.address))
  if (!found.ok) throw unidentified(found)
  const { principal } = found
  if (principal.kind !== 'nobody') await bound(parts, caller, principal.kind, principal.id)
  return { principal, isOpenRoom: isOpenRoom(parts, caller) }
}

async function bound(
  { rates }: HttpParts,
  { isLocal }: Caller,
  kind: RateKind,
  name: string,
): Promise<void> {
  const waitMs = isLocal ? 0 : await rates.take(kind, name)
  if (waitMs > 0) throw tooMany(kind, waitMs)
}

function personIn({ principal }: Asker): Person {
  if (principal.kind === 'person') return principal
  throw new HttpProblem('sign-in-required', 'this is for people who have signed in')
}

function requireConfirmed(parts: HttpParts, { confirmedAt }: Person, action: Action): void {
  if (!CONFIRMED_ACTIONS.includes(action)) return
  if (confirmedUntil(confirmedAt, parts.now()) !== undefined) return
  throw new HttpProblem(
    'confirmation-required',
    'give the password again first: POST /session/confirm',
  )
}

function unidentified(found: Identified & { readonly ok: false }): HttpProblem {
  switch (found.reason) {
    case 'unknown-key':
      return new HttpProblem('key-refused', 'the key is unknown to this site, expired or revoked', {
        headers: { 'WWW-Authenticate': 'Bearer realm="ioc-wall", error="invalid_token"' },
      })
    case 'demo-key-elsewhere':
      return new HttpProblem(
        'scope-missing',
        'the key demo works from the server’s own machine only',
      )
    case 'store-unavailable':
      return new HttpProblem('store-unavailable', 'who asks cannot be looked up, try again', {
        headers: { 'Retry-After': '1' },
      })
  }
}

function refusal({ principal }: Asker, action: Action): HttpProblem {
  const scopes = KEY_SCOPES.filter((scope) => mayRole(`key-${scope}`, action))
  switch (principal.kind) {
    case 'person':
      return notAllowed(action)
    case 'key':
      return new HttpProblem('scope-missing', needed(scopes, action), {
        headers: { 'WWW-Authenticate': 'Bearer realm="ioc-wall", error="insufficient_scope"' },
      })
    case 'nobody':
      if (scopes.length === 0) {
        return new HttpProblem('sign-in-required', 'this is for people who have signed in')
      }
      return new HttpProblem(
        'key-required',
        `sign in, or send Authorization: Bearer with a key of scope ${scopes.join(' or ')}`,
        { headers: { 'WWW-Authenticate': 'Bearer realm="ioc-wall"' } },
      )
  }
}

function needed(scopes: readonly string[], action: Action): string {
  if (scopes.length === 0) return `no key allows ${action}; this is for people who have signed in`
  return `this needs a key of scope ${scopes.join(' or ')}`
}

function notAllowed(action: Action): HttpProblem {
  return new HttpProblem('not-allowed', `your roles do not include ${action} here`)
}
