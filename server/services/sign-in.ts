import { DEMO_PASSWORD, demoPerson } from '../core/access/demo-people.ts'
import type { Attempt, Attempts } from './attempts.ts'
import type { Note } from './note.ts'
import { signedIn, type People, type PersonRecord } from './people.ts'
import { isSecretShape, newSecret, secretHash, type RandomBytes } from './secrets.ts'
import type { Session, Sessions, SignInMethod } from './sessions.ts'

/** Passwords as they are kept (Argon2id). Slow on purpose; bounded in number, so it may be busy. */
export interface PasswordHasher {
  readonly hash: (password: string) => Promise<string>
  /** An undefined hash takes as long as any and is never right. */
  readonly verify: (hash: string | undefined, password: string) => Promise<boolean>
}

/** Too many passwords are being looked at; try again in a moment. */
export class HasherBusy extends Error {
  override readonly name = 'HasherBusy'
}

/** Where a sign-in comes from. */
export interface Visitor {
  readonly address: string
  readonly agent: string
  /** What a browser keeps in which somebody has signed in before. */
  readonly device: string | undefined
  readonly isLocal: boolean
}

export interface OpenedSession {
  readonly secret: string
  readonly session: Session
  /** To be kept by the browser, if it keeps none that is known. */
  readonly device: string | undefined
}

export type SignInResult =
  | ({ readonly ok: true } & OpenedSession)
  | { readonly ok: false; readonly reason: 'refused' }
  | { readonly ok: false; readonly reason: 'wait'; readonly waitMs: number }

export interface SignIn {
  readonly withPassword: (name: string, password: string, visitor: Visitor) => Promise<SignInResult>
  /** For somebody whose right to it was proven otherwise. */
  readonly open: (
    person: Pick<PersonRecord, 'id' | 'name'>,
    method: SignInMethod,
    visitor: Visitor,
    /** When the person last proved who it is, ms since 1970; absent = just now. */
    confirmedAt?: number,
  ) => Promise<OpenedSession>
  /** The password once more, of whoever is signed in. */
  readonly confirm: (
    personId: string,
    password: string,
    visitor: Visitor,
  ) => Promise<{ readonly ok: true } | Exclude<SignInResult, { readonly ok: true }>>
}

export interface SignInParts {
  readonly people: Pick<People, 'find' | 'change'>
  readonly sessions: Pick<Sessions, 'open'>
  readonly attempts: Attempts
  readonly hasher: PasswordHasher
  readonly isDemo: boolean
  readonly now: () => number
  readonly randomBytes: RandomBytes
  readonly note: Note
}

const MOST_PASSWORD = 1_024
const MOST_NAME = 64

export function createSignIn(parts: SignInParts): SignIn {
  const { people, sessions, note } = parts

  const proven = (personId: string, password: string, visitor: Visitor): Promise<Proof> =>
    prove(parts, personId, password, visitor)

  const open: SignIn['open'] = async (person, method, visitor, confirmedAt) => {
    const given = method === 'demo' ? undefined : await knownBy(person.id, visitor)
    const { address, agent } = visitor
    const opened = await sessions.open({
      personId: person.id,
      method,
      address,
      agent,
      confirmedAt,
    })
    await note({
      action: 'session.opened',
      actor: { kind: 'person', id: person.id, name: person.name },
      subject: opened.session.id,
      address,
      detail: { method },
    })
    return { ...opened, device: given }
  }

  /** Makes the browser one that the person is known by. */
  async function knownBy(personId: string, visitor: Visitor): Promise<string> {
    const held = visitor.device
    const device = held !== undefined && isSecretShape(held) ? held : newSecret(parts.randomBytes)
    await people.change(personId, (one) => one && signedIn(one, secretHash(device), parts.now()))
    return device
  }

  return {
    open,
    async withPassword(name, password, visitor) {
      const personId = name.trim().toLowerCase().slice(0, MOST_NAME)
      const demo = parts.isDemo && visitor.isLocal ? demoPerson(personId) : undefined
      if (demo && password === DEMO_PASSWORD) {
        return { ok: true, ...(await open(demo, 'demo', visitor)) }
      }
      const proof = await proven(personId, password, visitor)
      if (!proof.ok) return proof
      return { ok: true, ...(await open({ id: personId, name: proof.name }, 'password', visitor)) }
    },
    async confirm(personId, password, visitor) {
      if (parts.isDemo && visitor.isLocal && demoPerson(personId)) {
        return password === DEMO_PASSWORD ? { ok: true } : { ok: false, reason: 'refused' }
      }
      const proof = await proven(personId, password, visitor)
      return proof.ok ? { ok: true } : proof
    },
  }
}

type Refusal = Exclude<SignInResult, { readonly ok: true }>

function attemptOf(
  personId: string,
  person: PersonRecord | undefined,
  { address, device }: Visitor,
): Attempt {
  const hash = device !== undefined && isSecretShape(device) ? secretHash(device) : undefined
  const isKnown = hash !== undefined && (person?.devices.some((one) => one.hash === hash) ?? false)
  return { person: personId, address, device: isKnown ? hash : undefined }
}

type Proof = { readonly ok: true; readonly name: string } | Refusal

async function prove(
  { people, attempts, hasher, note }: SignInParts,
  personId: string,
  password: string,
  visitor: Visitor,
): Promise<Proof> {
  const person = await people.find(personId)
  const attempt = attemptOf(personId, person, visitor)
  const { waitMs } = await attempts.begin(attempt)
  if (waitMs > 0) return { ok: false, reason: 'wait', waitMs }
  const isRight = await hasher.verify(person?.passwordHash, password.slice(0, MOST_PASSWORD))
  if (!isRight || person === undefined || person.disabledAt !== undefined) {
    const why = person === undefined ? 'no-such-person' : isRight ? 'disabled' : 'wrong-password'
    await note({
      action: 'session.refused',
      actor: { kind: 'anonymous' },
      subject: personId,
      address: visitor.address,
      detail: { why },
    })
    return { ok: false, reason: 'refused' }
  }
  await attempts.succeeded(attempt)
  return { ok: true, name: person.name }
}
