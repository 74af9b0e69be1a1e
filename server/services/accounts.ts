import { EVERY_SITE, mayGrants, type Grant } from '../../protocol/access.ts'
import type { Person } from '../../protocol/people.ts'
import { grantsText } from '../core/access/grant-text.ts'
import { mayManage, mayRegrant } from '../core/access/principal.ts'
import type { Invitations } from './invitations.ts'
import type { JournalEvent } from '../core/journal/entry.ts'
import type { Note } from './note.ts'
import { OIDC_ID_PREFIX, type People, type PersonRecord } from './people.ts'
import type { Session, Sessions } from './sessions.ts'

/** Who manages accounts, and with which rights. */
export interface Actor {
  readonly noted: JournalEvent['actor']
  readonly grants: readonly Grant[]
  readonly address?: string | undefined
}

export interface NewPerson {
  readonly id: string
  readonly name: string
  readonly grants: readonly Grant[]
}

export interface PersonChange {
  readonly name?: string | undefined
  readonly grants?: readonly Grant[] | undefined
  readonly isDisabled?: boolean | undefined
}

export type AccountRefusal =
  | 'no-such-person'
  | 'not-manageable'
  | 'name-taken'
  | 'last-administrator'
  | 'unknown-site'
  /** The person signs in through the organisation's service. */
  | 'no-password-here'
type Refused = { readonly ok: false; readonly reason: AccountRefusal }
type Outcome<T> = ({ readonly ok: true } & T) | Refused
type Link = { readonly invitation: { readonly token: string; readonly expiresAt: number } }

/** Managing the accounts of others; what it changes is in the journal. */
export interface Accounts {
  /** Everybody who has a right at a site that the actor administers, or none anywhere. */
  readonly list: (actor: Actor) => Promise<readonly Person[]>
  readonly create: (actor: Actor, order: NewPerson) => Promise<Outcome<{ person: Person } & Link>>
  readonly change: (
    actor: Actor,
    id: string,
    change: PersonChange,
  ) => Promise<Outcome<{ person: Person }>>
  /** A new link to set a password; older ones are void. */
  readonly invite: (actor: Actor, id: string) => Promise<Outcome<Link>>
  readonly sessionsOf: (
    actor: Actor,
    id: string,
  ) => Promise<Outcome<{ sessions: readonly Session[] }>>
  readonly endSessions: (actor: Actor, id: string) => Promise<Outcome<{ count: number }>>
}

export interface AccountsParts {
  readonly people: People
  readonly sessions: Pick<Sessions, 'list' | 'endAllOf'>
  readonly invitations: Pick<Invitations, 'create' | 'openUntil' | 'withdraw'>
  readonly isSite: (id: string) => boolean
  readonly now: () => number
  readonly note: Note
}

export function createAccounts(parts: AccountsParts): Accounts {
  const { people, sessions, invitations } = parts

  async function managed(actor: Actor, id: string): Promise<Outcome<{ record: PersonRecord }>> {
    const record = await people.find(id)
    if (record === undefined) return refused('no-such-person')
    return mayManage(actor.grants, record.grants) ? { ok: true, record } : refused('not-manageable')
  }

  return {
    async list(actor) {
      const [all, open] = await Promise.all([people.list(), invitations.openUntil()])
      return all
        .filter((one) => isSeen(actor, one))
        .map((one) => personView(one, actor, open.get(one.id)))
    },
    create: (actor, order) => createPerson(parts, actor, order),
    change: (actor, id, change) => changePerson(parts, actor, id, change),
    async invite(actor, id) {
      const found = await managed(actor, id)
      if (!found.ok) return found
      if (found.record.source === 'oidc') return refused('no-password-here')
      const invitation = await invitations.create({ kind: 'password', personId: id })
      await noteOf(parts, actor, 'person.invited', id)
      return { ok: true, invitation }
    },
    async sessionsOf(actor, id) {
      const found = await managed(actor, id)
      return found.ok ? { ok: true, sessions: await sessions.list(id) } : found
    },
    async endSessions(actor, id) {
      const found = await managed(actor, id)
      if (!found.ok) return found
      // Also those that another node opens at this moment.
      await people.change(id, (held) => held && { ...held, sessionsFrom: parts.now() })
      const count = await sessions.endAllOf(id)
      await noteOf(parts, actor, 'person.sessions-ended', id, { count })
      return { ok: true, count }
    },
  }
}

async function createPerson(
  parts: AccountsParts,
  actor: Actor,
  { id, name, grants }: NewPerson,
): Promise<Outcome<{ person: Person } & Link>> {
  if (grants.some((one) => isUnknown(parts, one))) return refused('unknown-site')
  if (!mayRegrant(actor.grants, [], grants)) return refused('not-manageable')
  if (id.startsWith(OIDC_ID_PREFIX)) return refused('name-taken')
  const at = parts.now()
  const record: PersonRecord = {
    id,
    name,
    source: 'local',
    grants,
    createdAt: at,
    sessionsFrom: at,
    devices: [],
  }
  if (!(await parts.people.create(record))) return refused('name-taken')
  await noteOf(parts, actor, 'person.created', id, { grants: grantsText(grants) })
  const invitation = await parts.invitations.create({ kind: 'password', personId: id })
  return { ok: true, person: personView(record, actor, invitation.expiresAt), invitation }
}

async function changePerson(
  parts: AccountsParts,
  actor: Actor,
  id: string,
  change: PersonChange,
): Promise<Outcome<{ person: Person }>> {
  const { people, sessions, invitations, now } = parts
  if (change.grants?.some((one) => isUnknown(parts, one))) return refused('unknown-site')
  const others = (await people.list()).filter((one) => one.id !== id)
  const isLast = !others.some(isAdministrator)
  let reason: AccountRefusal | undefined
  const { value } = await people.change(id, (held) => {
    reason = refusalOf(actor, held, change, isLast)
    return reason === undefined && held ? changed(held, change, now()) : undefined
  })
  if (reason !== undefined || value === undefined) return refused(reason ?? 'no-such-person')
  await noteOf(parts, actor, 'person.changed', id, detailOf(change))
  if (change.isDisabled) await sessions.endAllOf(id)
  const openUntil = (await invitations.openUntil()).get(id)
  return { ok: true, person: personView(value, actor, openUntil) }
}

function noteOf(
  { note }: AccountsParts,
  actor: Actor,
  action: string,
  subject: string,
  detail?: JournalEvent['detail'],
): Promise<unknown> {
  return note({ action, actor: actor.noted, subject, detail, address: actor.address })
}

function isUnknown({ isSite }: AccountsParts, { site }: Grant): boolean {
  return site !== EVERY_SITE && !isSite(site)
}

function refused(reason: AccountRefusal): Refused {
  return { ok: false, reason }
}

/** Somebody without any right is everybody's to see, or nobody could give one. */
function isSeen({ grants }: Actor, person: PersonRecord): boolean {
  if (mayGrants(grants, 'people.read', EVERY_SITE) || person.grants.length === 0) return true
  return person.grants.some(({ site }) => mayGrants(grants, 'people.read', site))
}

function isAdministrator({ grants, disabledAt }: PersonRecord): boolean {
  return disabledAt === undefined && mayGrants(grants, 'people.change', EVERY_SITE)
}

function refusalOf(
  actor: Actor,
  held: PersonRecord | undefined,
  { name, grants, isDisabled }: PersonChange,
  isLast: boolean,
): AccountRefusal | undefined {
  if (held === undefined) return 'no-such-person'
  const isWhole = name !== undefined || isDisabled !== undefined
  if (isWhole && !mayManage(actor.grants, held.grants)) return 'not-manageable'
  if (grants && !mayRegrant(actor.grants, held.grants, grants)) return 'not-manageable'
  const after = changed(held, { name, grants, isDisabled }, 0)
  return isLast && isAdministrator(held) && !isAdministrator(after)
    ? 'last-administrator'
    : undefined
}

function changed(
  held: PersonRecord,
  { name, grants, isDisabled }: PersonChange,
  now: number,
): PersonRecord {
  const disabledAt = isDisabled === undefined ? held.disabledAt : isDisabled ? now : undefined
  return { ...held, name: name ?? held.name, grants: grants ?? held.grants, disabledAt }
}

function detailOf({ name, grants, isDisabled }: PersonChange): JournalEvent['detail'] {
  return {
    ...(name !== undefined && { name }),
    ...(grants && { grants: grantsText(grants) }),
    ...(isDisabled !== undefined && { isDisabled }),
  }
}

function personView(
  { id, name, source, grants, createdAt, lastSignInAt, disabledAt, passwordHash }: PersonRecord,
  actor: Actor,
  invitedUntil: number | undefined,
): Person {
  return {
    id,
    name,
    source,
    grants: [...grants],
    createdAt,
    ...(lastSignInAt !== undefined && { lastSignInAt }),
    ...(disabledAt !== undefined && { disabledAt }),
    hasPassword: passwordHash !== undefined,
    ...(invitedUntil !== undefined && { invitedUntil }),
    isManageable: mayManage(actor.grants, grants),
  }
}
