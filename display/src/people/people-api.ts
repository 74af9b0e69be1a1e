import * as z from 'zod/mini'
import type { Grant } from '../../../protocol/access.ts'
import {
  InvitationSchema,
  JournalRowSchema,
  KeyRowSchema,
  PersonSchema,
  SelfCheckSchema,
  SessionRowSchema,
  SessionStateSchema,
  type KeyLimits,
} from '../../../protocol/people.ts'
import type { KeyScope } from '../../../protocol/access.ts'
import { ask, type Question, type Request } from './ask.ts'
import { journalPath, type JournalQuery } from './journal-query.ts'
import { ScreenChoicesSchema } from './site-choices.ts'

const nothing = z.unknown()
const InvitationLookSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('setup') }),
  z.strictObject({ kind: z.literal('password'), personId: z.string(), name: z.string() }),
])
const SessionsSchema = z.strictObject({ sessions: z.array(SessionRowSchema) })
const PeopleSchema = z.strictObject({ people: z.array(PersonSchema) })
const KeysSchema = z.strictObject({ keys: z.array(KeyRowSchema) })
const MadeKeySchema = z.strictObject({ text: z.string(), key: KeyRowSchema })
const JournalSchema = z.strictObject({
  entries: z.array(JournalRowSchema),
  next: z.optional(z.string()),
  actions: z.array(z.string()),
})
export type MadeKey = z.infer<typeof MadeKeySchema>

export interface KeyOrder {
  readonly name: string
  readonly scope: KeyScope
  readonly limits?: KeyLimits
  readonly expiresAt?: number
}

export interface PersonChange {
  readonly name?: string
  readonly grants?: readonly Grant[]
  readonly isDisabled?: boolean
}

/** The routes of people, sessions, keys and journals, each as one function. */
function createPeopleApi(request: Request) {
  const get = <Value>(path: string, schema: z.ZodMiniType<Value>) =>
    ask(request, { method: 'GET', path }, schema)
  const post = <Value>(path: string, body: object, schema: z.ZodMiniType<Value>) =>
    ask(request, { method: 'POST', path, body }, schema)
  const change = (method: Question['method'], path: string) =>
    ask(request, { method, path }, nothing)

  return {
    session: () => get('/session', SessionStateSchema),
    signIn: (user: string, password: string) =>
      post('/session', { user, password }, SessionStateSchema),
    signOut: () => change('DELETE', '/session'),
    confirm: (password: string) => post('/session/confirm', { password }, SessionStateSchema),

    ownSessions: () => get('/account/sessions', SessionsSchema),
    endOwnSession: (id: string) => change('DELETE', `/account/sessions/${part(id)}`),
    changePassword: (current: string, next: string) =>
      post('/account/password', { current, next }, SessionStateSchema),

    lookInvitation: (token: string) => post('/invitations/look', { token }, InvitationLookSchema),
    acceptInvitation: (order: {
      readonly token: string
      readonly password: string
      readonly user?: string
      readonly name?: string
    }) => post('/invitations/accept', order, SessionStateSchema),

    people: () => get('/people', PeopleSchema),
    createPerson: (order: {
      readonly id: string
      readonly name: string
      readonly grants: readonly Grant[]
    }) =>
      post(
        '/people',
        order,
        z.strictObject({ person: PersonSchema, invitation: InvitationSchema }),
      ),
    changePerson: (id: string, body: PersonChange) =>
      ask(
        request,
        { method: 'PATCH', path: `/people/${part(id)}`, body },
        z.strictObject({ person: PersonSchema }),
      ),
    invitePerson: (id: string) =>
      post(`/people/${part(id)}/invitation`, {}, z.strictObject({ invitation: InvitationSchema })),
    personSessions: (id: string) => get(`/people/${part(id)}/sessions`, SessionsSchema),
    endPersonSessions: (id: string) => change('DELETE', `/people/${part(id)}/sessions`),

    keys: (site: string) => get(`/sites/${part(site)}/keys`, KeysSchema),
    createKey: (site: string, order: KeyOrder) =>
      post(`/sites/${part(site)}/keys`, order, MadeKeySchema),
    revokeKey: (site: string, id: string) =>
      change('DELETE', `/sites/${part(site)}/keys/${part(id)}`),

    journal: (site: string | undefined, query: JournalQuery, cursor: string | undefined) =>
      get(journalPath(site, query, { cursor }), JournalSchema),
    selfCheck: () => get('/self-check', z.strictObject({ checks: z.array(SelfCheckSchema) })),
    siteChoices: (site: string) => get(`/sites/${part(site)}/screen`, ScreenChoicesSchema),
  }
}

/** The one of this page. */
export const peopleApi = createPeopleApi((address, init) => fetch(address, init))

function part(text: string): string {
  return encodeURIComponent(text)
}
