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
  const { people, invitations } = parts
  let isKnownSetUp = false

  async function isSetUp(): Promise<boolean> {
    if (isKnownSetUp) return true
    const all = await people.list()
    isKnownSetUp = all.some(({ grants }) => mayGrants(grants, 'people.change', EVERY_SITE))
    return isKnownSetUp
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
    accept: (acceptance, visitor) => accept(parts, isSetUp, acceptance, visitor),
    changePassword: (person, passwords, visitor) =>
      changePassword(parts, person, passwords, visitor),
    async setupLink() {
      if (await isSetUp()) return undefined
      return (await invitations.create({ kind: 'setup' })).token
    },
  }
}

async function accept(
  parts: OwnAccountParts,
  isSetUp: () => Promise<boolean>,
  acceptance: Acceptance,
  visitor: Visitor,
): ReturnType<OwnAccount['accept']> {
  const { token, password } = acceptance
  const { invitations, signIn } = parts
  const purpose = await invitations.look(token)
  const isVoid = purpose === undefined || (purpose.kind === 'setup' && (await isSetUp()))
  if (isVoid) return NO_SUCH_INVITATION
  const holder = await holderOf(parts, purpose, acceptance)
  if ('ok' in holder) return holder
  const refusal = refusalOf(parts, password, holder)
  // A link is not used up by a password that is too short, nor while too many are being looked at.
  if (refusal !== undefined) return { ok: false, reason: 'password-refused', refusal }
  const passwordHash = await parts.hasher.hash(password)
  if ((await invitations.take(token)) === undefined) return NO_SUCH_INVITATION
  if (purpose.kind === 'setup') {
    const isMade = await createFirst(parts, holder, passwordHash)
    if (!isMade) return { ok: false, reason: 'name-taken' }
    await invitations.withdrawSetups()
  } else await setPassword(parts, holder.id, passwordHash)
  const action = purpose.kind === 'setup' ? 'person.first-administrator' : 'person.password-set'
  await noteOwn(parts, action, holder, visitor)
  return { ok: true, ...(await signIn.open(holder, 'link', visitor)) }
}

const NO_SUCH_INVITATION = { ok: false, reason: 'no-such-invitation' } as const

async function changePassword(
  parts: OwnAccountParts,
  person: Holder,
  { current, next }: { readonly current: string; readonly next: string },
  visitor: Visitor,
): ReturnType<OwnAccount['changePassword']> {
  const proof = await parts.signIn.confirm(person.id, current, visitor)
  if (!proof.ok) return proof
  const refusal = refusalOf(parts, next, person)
  if (refusal !== undefined) return { ok: false, reason: 'password-refused', refusal }
  await setPassword(parts, person.id, await parts.hasher.hash(next))
  await noteOwn(parts, 'person.password-changed', person, visitor)
  return { ok: true, ...(await parts.signIn.open(person, 'password', visitor)) }
}

type Holder = Pick<PersonRecord, 'id' | 'name'>

/** Whose password the link sets. */
async function holderOf(
  { people }: OwnAccountParts,
  purpose: InvitationPurpose,
  { id, name }: Acceptance,
): Promise<Holder | NotAccepted> {
  if (purpose.kind === 'setup') {
    if (id === undefined || name === undefined) return { ok: false, reason: 'name-missing' }
    return (await people.find(id)) ? { ok: false, reason: 'name-taken' } : { id, name }
  }
  const person = await people.find(purpose.personId)
  const isGone = person === undefined || person.disabledAt !== undefined
  return isGone ? NO_SUCH_INVITATION : person
}

function refusalOf(
  { siteWords, isListed }: OwnAccountParts,
  password: string,
  { id, name }: Holder,
): PasswordRefusal | undefined {
  return passwordRefusal(password, { ownWords: [id, name, ...siteWords()], isListed })
}

async function createFirst(
  { people, now }: OwnAccountParts,
  { id, name }: Holder,
  passwordHash: string,
): Promise<boolean> {
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

function noteOwn(
  { note }: OwnAccountParts,
  action: string,
  { id, name }: Holder,
  { address }: Visitor,
): Promise<unknown> {
  return note({ action, actor: { kind: 'person', id, name }, subject: id, address })
}

async function setPassword(
  { people, invitations, now }: OwnAccountParts,
  id: string,
  passwordHash: string,
): Promise<void> {
  await people.change(id, (held) => held && withPassword(held, passwordHash, now()))
  await invitations.withdraw(id)
}
