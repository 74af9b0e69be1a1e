import { z } from 'zod'
import { isSessionOver, sessionEnd, type SessionLimits } from '../core/access/session-times.ts'
import { isSecretShape, newSecret, secretHash, type RandomBytes } from './secrets.ts'
import { createTypedDocuments, type Documents } from './typed-document.ts'

/** Whose session is to be confirmed. */
export interface Confirmed {
  readonly personId: string
  readonly sessionId: string
}

export const SIGN_IN_METHODS = ['password', 'oidc', 'link', 'demo'] as const
export type SignInMethod = (typeof SIGN_IN_METHODS)[number]

/** A session as it is kept: never what the browser holds. Times in ms since 1970, by the server's steady clock. */
export interface SessionRecord {
  readonly personId: string
  readonly createdAt: number
  /** To the minute. */
  readonly usedAt: number
  /** When the password was last given. */
  readonly confirmedAt: number
  readonly address: string
  readonly agent: string
  readonly method: SignInMethod
}

export interface Session extends SessionRecord {
  /** Names it without being of any use to who does not hold the secret. */
  readonly id: string
  readonly endsAt: number
}

const SessionDocument: z.ZodType<SessionRecord> = z.strictObject({
  personId: z.string(),
  createdAt: z.number(),
  usedAt: z.number(),
  confirmedAt: z.number(),
  address: z.string(),
  agent: z.string(),
  method: z.enum(SIGN_IN_METHODS),
})

const USE_GRAIN_MS = 60_000
const ID_LENGTH = 16
const MOST_AGENT = 200

/** Sessions of people, in the store: they outlive a restart and hold on every node. */
export interface Sessions {
  /** The secret is for the browser's cookie and is given once, here. */
  readonly open: (order: {
    readonly personId: string
    readonly method: SignInMethod
    readonly address: string
    readonly agent: string
    /** Absent = now. */
    readonly confirmedAt?: number | undefined
  }) => Promise<{ readonly secret: string; readonly session: Session }>
  /** The session that is in force under a secret; notes at most once a minute that it is used. */
  readonly find: (secret: string) => Promise<Session | undefined>
  readonly confirm: (secret: string) => Promise<void>
  /** The same for one of a person's by its id; false when there is none. */
  readonly confirmOf: (personId: string, id: string) => Promise<boolean>
  readonly end: (secret: string) => Promise<void>
  readonly list: (personId?: string) => Promise<readonly Session[]>
  /** Ends one of a person's by its id; false when there is none. */
  readonly endOf: (personId: string, id: string) => Promise<boolean>
  readonly endAllOf: (personId: string, exceptId?: string) => Promise<number>
  /** Removes those that are over. */
  readonly sweep: () => Promise<void>
}

export interface SessionsParts {
  readonly store: Documents
  readonly limits: SessionLimits
  readonly now: () => number
  readonly randomBytes: RandomBytes
}

export function createSessions({ store, limits, now, randomBytes }: SessionsParts): Sessions {
  const documents = createTypedDocuments(store, {
    prefix: 'session/',
    parse: (value) => SessionDocument.parse(value),
  })

  function sessionOf(hash: string, record: SessionRecord): Session {
    return { ...record, id: hash.slice(0, ID_LENGTH), endsAt: sessionEnd(record, limits) }
  }

  async function inForce(): Promise<readonly HashedSession[]> {
    const all = await documents.list()
    return all
      .filter(({ value }) => !isSessionOver(value, limits, now()))
      .map(({ name, value }) => ({ hash: name, session: sessionOf(name, value) }))
  }

  const remove = (hash: string) => documents.change(hash, () => null)
  const confirm = (hash: string) =>
    documents.change(hash, (one) => one && { ...one, confirmedAt: now() })

  return {
    async open({ personId, method, address, agent, confirmedAt }) {
      const secret = newSecret(randomBytes)
      const hash = secretHash(secret)
      const at = now()
      const record: SessionRecord = {
        personId,
        createdAt: at,
        usedAt: at,
        confirmedAt: confirmedAt ?? at,
        address,
        agent: agent.slice(0, MOST_AGENT),
        method,
      }
      await documents.change(hash, () => record)
      return { secret, session: sessionOf(hash, record) }
    },
    async find(secret) {
      if (!isSecretShape(secret)) return undefined
      const hash = secretHash(secret)
      const held = await documents.find(hash)
      if (held === undefined || isSessionOver(held, limits, now())) return undefined
      if (now() - held.usedAt < USE_GRAIN_MS) return sessionOf(hash, held)
      // One that was ended meanwhile stays ended.
      const { value } = await documents.change(hash, (one) => one && { ...one, usedAt: now() })
      return value && sessionOf(hash, value)
    },
    async confirm(secret) {
      await confirm(secretHash(secret))
    },
    async end(secret) {
      if (isSecretShape(secret)) await remove(secretHash(secret))
    },
    ...createOfPeople(inForce, { remove, confirm }),
    async sweep() {
      for (const { name, value } of await documents.list()) {
        if (isSessionOver(value, limits, now())) await remove(name)
      }
    },
  }
}

interface HashedSession {
  readonly hash: string
  readonly session: Session
}

type OfPeople = Pick<Sessions, 'list' | 'confirmOf' | 'endOf' | 'endAllOf'>
type Change = (hash: string) => Promise<{ readonly isChanged: boolean }>

function createOfPeople(
  inForce: () => Promise<readonly HashedSession[]>,
  { remove, confirm }: { readonly remove: Change; readonly confirm: Change },
): OfPeople {
  async function changeOne(personId: string, id: string, change: Change): Promise<boolean> {
    const all = await inForce()
    const found = all.find(({ session }) => session.personId === personId && session.id === id)
    return found !== undefined && (await change(found.hash)).isChanged
  }

  return {
    async list(personId) {
      const all = (await inForce()).map(({ session }) => session)
      const theirs = personId === undefined ? all : all.filter((one) => one.personId === personId)
      return theirs.toSorted((a, b) => b.usedAt - a.usedAt)
    },
    confirmOf: (personId, id) => changeOne(personId, id, confirm),
    endOf: (personId, id) => changeOne(personId, id, remove),
    async endAllOf(personId, exceptId) {
      const all = await inForce()
      const theirs = all.filter(
        ({ session }) => session.personId === personId && session.id !== exceptId,
      )
      await Promise.all(theirs.map(({ hash }) => remove(hash)))
      return theirs.length
    },
  }
}
