import type { Request } from 'express'
import { z } from 'zod'
import { GrantSchema, NameSchema, PERSON_ID } from '../../../protocol/people.ts'
import type { AccountRefusal, Actor } from '../../services/accounts.ts'
import type { PersonVisit } from './admission.ts'
import type { HttpParts } from './http-parts.ts'
import { HttpProblem } from './problem.ts'
import { readBody } from './read-body.ts'
import type { RouteTable } from './route-table.ts'
import { sessionRow } from './session-routes.ts'

const MOST_GRANTS = 200
const grants = z.array(GrantSchema).max(MOST_GRANTS)
export const NewPersonBody = z.strictObject({
  id: z.string().regex(PERSON_ID, 'lower-case letters, digits, dot, hyphen, underscore'),
  name: NameSchema,
  grants,
})
export const PersonChangeBody = z.strictObject({
  name: z.optional(NameSchema),
  grants: grants.optional(),
  isDisabled: z.boolean().optional(),
})

const READ = { kind: 'somewhere', action: 'people.read' } as const
const CHANGE = { kind: 'somewhere', action: 'people.change' } as const

/** Accounts, for who administers people at a site. */
export function addPeopleRoutes(routes: RouteTable, { accounts }: HttpParts): void {
  routes.people('get', '/api/v1/people', READ, async (_req, res, visit) => {
    res.json({ people: await accounts.list(actorOf(visit)) })
  })
  routes.people('post', '/api/v1/people', CHANGE, async (req, res, visit) => {
    const order = await readBody(req, res, NewPersonBody)
    const result = await accounts.create(actorOf(visit), order)
    if (!result.ok) throw accountProblem(result.reason)
    const { person, invitation } = result
    res.status(201).json({ person, invitation })
  })
  routes.people('patch', '/api/v1/people/:id', CHANGE, async (req, res, visit) => {
    const change = await readBody(req, res, PersonChangeBody)
    const result = await accounts.change(actorOf(visit), idOf(req), change)
    if (!result.ok) throw accountProblem(result.reason)
    res.json({ person: result.person })
  })
  routes.people('post', '/api/v1/people/:id/invitation', CHANGE, async (req, res, visit) => {
    const result = await accounts.invite(actorOf(visit), idOf(req))
    if (!result.ok) throw accountProblem(result.reason)
    res.status(201).json({ invitation: result.invitation })
  })
  routes.people('get', '/api/v1/people/:id/sessions', READ, async (req, res, visit) => {
    const result = await accounts.sessionsOf(actorOf(visit), idOf(req))
    if (!result.ok) throw accountProblem(result.reason)
    const { sessionId } = visit.person
    res.json({ sessions: result.sessions.map((one) => sessionRow(one, sessionId)) })
  })
  routes.people('delete', '/api/v1/people/:id/sessions', CHANGE, async (req, res, visit) => {
    const result = await accounts.endSessions(actorOf(visit), idOf(req))
    if (!result.ok) throw accountProblem(result.reason)
    res.status(204).end()
  })
}

function actorOf({ person, caller }: PersonVisit): Actor {
  const { id, name, grants } = person
  return { noted: { kind: 'person', id, name }, grants, address: caller.address }
}

function idOf(req: Request): string {
  const { id } = req.params
  return typeof id === 'string' ? id : ''
}

function accountProblem(reason: AccountRefusal): HttpProblem {
  switch (reason) {
    case 'no-such-person':
      return new HttpProblem('not-found', 'nobody has that name')
    case 'not-manageable':
      return new HttpProblem('not-manageable', 'that touches rights at sites of others')
    case 'name-taken':
      return new HttpProblem('name-taken', 'somebody else has that name')
    case 'last-administrator':
      return new HttpProblem('last-administrator', 'nobody could administer the server any more')
    case 'no-password-here':
      return new HttpProblem('no-password-here', 'the person signs in through the organisation')
    case 'unknown-site':
      return new HttpProblem('wrong-shape', 'grants: this server has no site of that name', {
        extra: { field: 'grants' },
      })
  }
}
