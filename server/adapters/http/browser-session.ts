import type { Request, Response } from 'express'
import { DEMO_NAMES } from '../../core/access/demo-people.ts'
import { confirmedUntil } from '../../core/access/session-times.ts'
import { cookieNames, type Caller } from '../../services/caller.ts'
import { HasherBusy, type OpenedSession, type Visitor } from '../../services/sign-in.ts'
import { rolesIn } from '../../../protocol/access.ts'
import type { SessionState } from '../../../protocol/people.ts'
import type { HttpParts } from './http-parts.ts'
import { HttpProblem } from './problem.ts'

const DEVICE_KEPT_MS = 90 * 86_400_000

export function visitorOf({ address, agent, device, isLocal }: Caller): Visitor {
  return { address, agent, device, isLocal }
}

/** The browser keeps the session until it is closed, and for longer that it was here. */
export function keepSession(res: Response, { isSecure }: Caller, opened: OpenedSession): void {
  const names = cookieNames(isSecure)
  const options = { httpOnly: true, sameSite: 'strict', secure: isSecure, path: '/' } as const
  res.cookie(names.session, opened.secret, options)
  if (opened.device !== undefined) {
    res.cookie(names.device, opened.device, { ...options, maxAge: DEVICE_KEPT_MS })
  }
}

export function dropSession(res: Response, { isSecure }: Caller): void {
  const { session } = cookieNames(isSecure)
  res.clearCookie(session, { httpOnly: true, sameSite: 'strict', secure: isSecure, path: '/' })
}

/** Who is signed in under a secret, and what can be done without being so. */
export async function sessionState(
  parts: HttpParts,
  caller: Caller,
  secret: string | undefined,
): Promise<SessionState> {
  const { isDemo, oidc } = parts
  const person = await personState(parts, caller, secret)
  const all = [...parts.sites.values()].map((one) => {
    const { id, name } = one.site()
    return { id, name }
  })
  const sites = all.filter(({ id }) => person && rolesIn(person.grants, id).length > 0)
  return {
    ...(person && { person }),
    isSetUp: await parts.ownAccount.isSetUp(),
    isDemo,
    demoPeople: isDemo && caller.isLocal ? DEMO_NAMES : [],
    ...(oidc && { oidc: { label: oidc.label } }),
    isSecure: caller.isSecure,
    sites,
  }
}

async function personState(
  { door, sessions, people, now }: HttpParts,
  caller: Caller,
  secret: string | undefined,
): Promise<SessionState['person']> {
  if (secret === undefined) return undefined
  const found = await door.identify({ ...caller, bearer: undefined, session: secret }, undefined)
  if (!found.ok) throw storeAway()
  const { principal } = found
  if (principal.kind !== 'person') return undefined
  const session = await sessions.find(secret)
  const source = principal.isDemo ? 'demo' : ((await people.find(principal.id))?.source ?? 'local')
  const until = confirmedUntil(principal.confirmedAt, now())
  return {
    id: principal.id,
    name: principal.name,
    source,
    grants: [...principal.grants],
    ...(until !== undefined && { confirmedUntil: until }),
    endsAt: session?.endsAt ?? now(),
  }
}

function storeAway(): HttpProblem {
  return new HttpProblem('store-unavailable', 'sessions cannot be looked up, try again', {
    headers: { 'Retry-After': '1' },
  })
}

/** Passwords are slow on purpose: who comes when many are being looked at is asked to come again. */
export async function unlessBusy<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof HasherBusy)) throw error
    throw new HttpProblem('busy', 'many are signing in at this moment, try again', {
      headers: { 'Retry-After': '2' },
    })
  }
}

/** The secret that this request brings, where it must have one. */
export function secretOf(req: Request, { session }: Caller): string {
  if (session === undefined) throw new Error(`${req.path} was let in without a session`)
  return session
}
