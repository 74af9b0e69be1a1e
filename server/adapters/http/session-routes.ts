import { z } from 'zod'
import { LINE_OF_TEXT, NameSchema, PERSON_ID, WHOLE_TEXT } from '../../../protocol/people.ts'
import type { Session } from '../../services/sessions.ts'
import type { NotAccepted } from '../../services/own-account.ts'
import type { SignInResult } from '../../services/sign-in.ts'
import { callerOfRequest, type PersonVisit } from './admission.ts'
import {
  dropSession,
  keepSession,
  secretOf,
  sessionState,
  unlessBusy,
  visitorOf,
} from './browser-session.ts'
import type { HttpParts } from './http-parts.ts'
import { HttpProblem } from './problem.ts'
import { readBody } from './read-body.ts'
import type { RouteTable } from './route-table.ts'

const password = z.string().min(1).max(1_024).regex(WHOLE_TEXT, 'whole characters')
export const SignInBody = z.strictObject({
  user: z.string().min(1).max(200).regex(LINE_OF_TEXT, 'one line of text'),
  password,
})
export const ConfirmBody = z.strictObject({ password })
export const PasswordBody = z.strictObject({ current: password, next: password })
export const LookBody = z.strictObject({ token: z.string().min(1).max(200) })
export const AcceptBody = z.strictObject({
  token: z.string().min(1).max(200),
  password,
  user: z
    .string()
    .regex(PERSON_ID, 'lower-case letters, digits, dot, hyphen, underscore')
    .optional(),
  name: z.optional(NameSchema),
})

/** Signing in and out, links that work once, and the own account. */
export function addSessionRoutes(routes: RouteTable, parts: HttpParts): void {
  addSignIn(routes, parts)
  addInvitations(routes, parts)
  addOwnAccount(routes, parts)
}

/** Under both names: people and programs were told `/session`, everything else is below `/api/v1`. */
const SESSION_PATHS = ['/session', '/api/v1/session'] as const

function addSignIn(routes: RouteTable, parts: HttpParts): void {
  for (const path of SESSION_PATHS) {
    routes.open('get', path, async (req, res) => {
      const caller = callerOfRequest(parts, req)
      res.json(await sessionState(parts, caller, caller.session))
    })
    routes.open('post', path, async (req, res) => {
      const caller = callerOfRequest(parts, req)
      const { user, password } = await readBody(req, res, SignInBody)
      const result = await unlessBusy(parts.signIn.withPassword(user, password, visitorOf(caller)))
      if (!result.ok) throw signInProblem(result)
      // Whoever was signed in here before is not any more.
      if (caller.session !== undefined) await parts.sessions.end(caller.session)
      keepSession(res, caller, result)
      res.json(await sessionState(parts, caller, result.secret))
    })
    routes.open('delete', path, async (req, res) => {
      const caller = callerOfRequest(parts, req)
      await endOwn(parts, caller.session)
      dropSession(res, caller)
      res.status(204).end()
    })
    routes.signedIn('post', `${path}/confirm`, async (req, res, { person, caller }) => {
      const { password } = await readBody(req, res, ConfirmBody)
      const result = await unlessBusy(parts.signIn.confirm(person.id, password, visitorOf(caller)))
      if (!result.ok) throw signInProblem(result)
      const secret = secretOf(req, caller)
      await parts.sessions.confirm(secret)
      res.json(await sessionState(parts, caller, secret))
    })
  }
}

async function endOwn({ sessions, note }: HttpParts, secret: string | undefined): Promise<void> {
  if (secret === undefined) return
  const session = await sessions.find(secret)
  if (session === undefined) return
  await sessions.end(secret)
  await note({
    action: 'session.closed',
    actor: { kind: 'person', id: session.personId },
    subject: session.id,
  })
}

function addInvitations(routes: RouteTable, parts: HttpParts): void {
  routes.open('post', '/api/v1/invitations/look', async (req, res) => {
    const { token } = await readBody(req, res, LookBody)
    const found = await parts.ownAccount.look(token)
    if (found === undefined) throw notAcceptedProblem({ ok: false, reason: 'no-such-invitation' })
    res.json(found)
  })
  routes.open('post', '/api/v1/invitations/accept', async (req, res) => {
    const caller = callerOfRequest(parts, req)
    const { token, password, user, name } = await readBody(req, res, AcceptBody)
    const result = await unlessBusy(
      parts.ownAccount.accept({ token, password, id: user, name }, visitorOf(caller)),
    )
    if (!result.ok) throw notAcceptedProblem(result)
    keepSession(res, caller, result)
    res.json(await sessionState(parts, caller, result.secret))
  })
}

function addOwnAccount(routes: RouteTable, parts: HttpParts): void {
  routes.signedIn('get', '/api/v1/account/sessions', async (_req, res, { person }) => {
    const sessions = await parts.sessions.list(person.id)
    res.json({ sessions: sessions.map((one) => sessionRow(one, person.sessionId)) })
  })
  routes.signedIn('delete', '/api/v1/account/sessions/:id', async (req, res, visit) => {
    const { person, caller } = visit
    const { id } = req.params
    if (typeof id !== 'string' || !(await parts.sessions.endOf(person.id, id))) {
      throw new HttpProblem('not-found', 'you have no such session')
    }
    await parts.note({
      action: 'session.ended',
      actor: { kind: 'person', id: person.id, name: person.name },
      subject: id,
      address: caller.address,
    })
    res.status(204).end()
  })
  routes.signedIn('post', '/api/v1/account/password', async (req, res, visit) => {
    const { person, caller } = visit
    await refuseForeignPassword(parts, visit)
    const passwords = await readBody(req, res, PasswordBody)
    const result = await unlessBusy(
      parts.ownAccount.changePassword(person, passwords, visitorOf(caller)),
    )
    if (!result.ok)
      throw isSignInRefusal(result) ? signInProblem(result) : notAcceptedProblem(result)
    keepSession(res, caller, result)
    res.json(await sessionState(parts, caller, result.secret))
  })
}

async function refuseForeignPassword(
  { people }: HttpParts,
  { person }: PersonVisit,
): Promise<void> {
  if (person.isDemo) throw new HttpProblem('not-allowed', 'demo passwords cannot be changed')
  if ((await people.find(person.id))?.source !== 'oidc') return
  throw new HttpProblem('no-password-here', 'you sign in through the organisation; go there')
}

function isSignInRefusal(
  result: (SignInResult | NotAccepted) & { readonly ok: false },
): result is SignInResult & { readonly ok: false } {
  return result.reason === 'refused' || result.reason === 'wait'
}

export function sessionRow(session: Session, currentId: string | undefined): object {
  const { id, personId, createdAt, usedAt, endsAt, address, agent, method } = session
  const isCurrent = id === currentId
  return { id, personId, createdAt, usedAt, endsAt, address, agent, method, isCurrent }
}

function signInProblem(result: SignInResult & { readonly ok: false }): HttpProblem {
  if (result.reason === 'refused') {
    return new HttpProblem('sign-in-refused', 'the name or the password is wrong')
  }
  const seconds = Math.ceil(result.waitMs / 1_000)
  return new HttpProblem('too-many-attempts', `wait ${seconds} s before the next attempt`, {
    headers: { 'Retry-After': String(seconds) },
  })
}

function notAcceptedProblem(result: NotAccepted): HttpProblem {
  switch (result.reason) {
    case 'no-such-invitation':
      return new HttpProblem('no-such-invitation', 'the link was used, replaced or is too old')
    case 'name-taken':
      return new HttpProblem('name-taken', 'somebody else has that name')
    case 'name-missing':
      return new HttpProblem('wrong-shape', 'user and name are needed', {
        extra: { field: 'user' },
      })
    case 'password-refused':
      return new HttpProblem('password-refused', 'choose another password', {
        extra: { reason: result.refusal },
      })
  }
}
