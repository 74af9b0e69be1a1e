import { EVERY_SITE, mayGrants } from '../../protocol/access.ts'
import type { PasswordRefusal } from '../../protocol/people.ts'
import { passwordRefusal } from '../core/access/password-rules.ts'
import type { InvitationPurpose, Invitations } from './invitations.ts'
import type { Note } from './note.ts'
import { withPassword, type People, type PersonRecord } from './people.ts'
import type { OpenedSession, PasswordHasher, SignIn, SignInResult, Visitor } from './sign-in.ts'

export type NotAccepted =
  | { readonly ok: false; readonly reason: 'no-such-invitation' | 'name-taken' | 'name-missing' }
  | { readonly ok: false; readonly reason: 'password-refused'; readonly refusal: PasswordRefusal }

export interface Acceptance {
  readonly token: string
  readonly password: string
  /** For the first administrator only. */
  readonly id?: string | undefined
  readonly name?: string | undefined
}

/** What people do about their own account. */
export interface OwnAccount {
  readonly isSetUp: () => Promise<boolean>
  /** What a link is for, without using it. */
  readonly look: (
    token: string,
  ) => Promise<{ kind: 'setup' } | { kind: 'password'; personId: string; name: string } | undefined>
  /** Uses a link: sets the password and signs in. */
  readonly accept: (
    acceptance: Acceptance,
    visitor: Visitor,
  ) => Promise<({ readonly ok: true } & OpenedSession) | NotAccepted>
  /** Ends every other session; whoever changes it is signed in anew. */
  readonly changePassword: (
    person: Pick<PersonRecord, 'id' | 'name'>,
    passwords: { readonly current: string; readonly next: string },
    visitor: Visitor,
  ) => Promise<SignInResult | NotAccepted>
  /** A link for the first administrator, while there is none. */
  readonly setupLink: () => Promise<string | undefined>
}

export interface OwnAccountParts {
  readonly people: People
  readonly invitations: Invitations
  readonly signIn: SignIn
  readonly hasher: PasswordHasher
  readonly isListed: (word: string) => boolean
  /** Names of sites, which are guessed first. */
  readonly siteWords: () => readonly string[]
  readonly now: () => number
  readonly note: Note
}

export function createOwnAccount(parts: OwnAccountParts): OwnAccount {
  const { people, invitations, signIn, hasher, now, note } = parts
  let isKnownSetUp = false

  async function isSetUp(): Promise<boolean> {
    if (isKnownSetUp) return true
    const all = await people.list()
    isKnownSetUp = all.some(({ grants }) => mayGrants(grants, 'people.change', EVERY_SITE))
    return isKnownSetUp
  }

  function refusalOf(password: string, id: string, name: string): PasswordRefusal | undefined {
    const ownWords = [id, name, ...parts.siteWords()]
    return passwordRefusal(password, { ownWords, isListed: parts.isListed })
  }

  async function firstAdministrator(
    { password }: Acceptance,
    id: string,
    name: string,
  ): Promise<boolean> {
    const passwordHash = await hasher.hash(password)
    const at = now()
    return people.create({
      id,
      name,
      source: 'local',
      grants: [{ site: EVERY_SITE, role: 'admin' }],
      createdAt: at,
      passwordHash,
      sessionsFrom: at,
      devices: [],
    })
  }

  /** Whose password the link sets. */
  async function holderOf(
    purpose: InvitationPurpose,
    { id, name }: Acceptance,
  ): Promise<{ readonly id: string; readonly name: string } | NotAccepted> {
    if (purpose.kind === 'setup') {
      if (await isSetUp()) return { ok: false, reason: 'no-such-invitation' }
      if (id === undefined || name === undefined) return { ok: false, reason: 'name-missing' }
      if (await people.find(id)) return { ok: false, reason: 'name-taken' }
      return { id, name }
    }
    const person = await people.find(purpose.personId)
    const isGone = person === undefined || person.disabledAt !== undefined
    return isGone ? { ok: false, reason: 'no-such-invitation' } : person
  }

  return {
    isSetUp,
    async look(token) {
      const purpose = await invitations.look(token)
      if (purpose === undefined) return undefined
      if (purpose.kind === 'setup') return (await isSetUp()) ? undefined : { kind: 'setup' }
      const person = await people.find(purpose.personId)
      return person && { kind: 'password', personId: person.id, name: person.name }
    },
    async accept(acceptance, visitor) {
      const { token, password } = acceptance
      const purpose = await invitations.look(token)
      if (purpose === undefined) return { ok: false, reason: 'no-such-invitation' }
      const holder = await holderOf(purpose, acceptance)
      if ('ok' in holder) return holder
      const refusal = refusalOf(password, holder.id, holder.name)
      // Looked at first: a link is not used up by a password that is too short.
      if (refusal !== undefined) return { ok: false, reason: 'password-refused', refusal }
      if ((await invitations.take(token)) === undefined) {
        return { ok: false, reason: 'no-such-invitation' }
      }
      if (purpose.kind === 'setup') {
        if (!(await firstAdministrator(acceptance, holder.id, holder.name))) {
          return { ok: false, reason: 'name-taken' }
        }
        await invitations.withdrawSetups()
      } else await setPassword(parts, holder.id, password)
      await note({
        action: purpose.kind === 'setup' ? 'person.first-administrator' : 'person.password-set',
        actor: { kind: 'person', id: holder.id, name: holder.name },
        subject: holder.id,
        address: visitor.address,
      })
      return { ok: true, ...(await signIn.open(holder, 'link', visitor)) }
    },
    async changePassword(person, { current, next }, visitor) {
      const proof = await signIn.confirm(person.id, current, visitor)
      if (!proof.ok) return proof
      const refusal = refusalOf(next, person.id, person.name)
      if (refusal !== undefined) return { ok: false, reason: 'password-refused', refusal }
      await setPassword(parts, person.id, next)
      await note({
        action: 'person.password-changed',
        actor: { kind: 'person', id: person.id, name: person.name },
        subject: person.id,
        address: visitor.address,
      })
      return { ok: true, ...(await signIn.open(person, 'password', visitor)) }
    },
    async setupLink() {
      if (await isSetUp()) return undefined
      return (await invitations.create({ kind: 'setup' })).token
    },
  }
}

async function setPassword(
  { people, hasher, invitations, now }: OwnAccountParts,
  id: string,
  password: string,
): Promise<void> {
  const passwordHash = await hasher.hash(password)
  await people.change(id, (held) => held && withPassword(held, passwordHash, now()))
  await invitations.withdraw(id)
}
