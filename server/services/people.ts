import { z } from 'zod'
import { PERSON_ROLES, type Grant } from '../../protocol/access.ts'
import { createTypedDocuments, type Documents, type TypedDocuments } from './typed-document.ts'

/** An account as it is kept. Times in ms since 1970, by the server's steady clock. */
export interface PersonRecord {
  readonly id: string
  readonly name: string
  readonly source: 'local' | 'oidc'
  readonly grants: readonly Grant[]
  readonly createdAt: number
  readonly lastSignInAt?: number | undefined
  readonly disabledAt?: number | undefined
  /** Argon2id in PHC form; absent until a password was set. */
  readonly passwordHash?: string | undefined
  /** Sessions opened before this are over: a password was changed, or somebody ended them all. */
  readonly sessionsFrom: number
  /** Browsers in which the person has signed in before: SHA-256 of what they keep. */
  readonly devices: readonly { readonly hash: string; readonly seenAt: number }[]
}

const grant = z.strictObject({
  site: z.string(),
  role: z.enum(PERSON_ROLES),
  agency: z.string().optional(),
})

const PersonDocument: z.ZodType<PersonRecord> = z.strictObject({
  id: z.string(),
  name: z.string(),
  source: z.enum(['local', 'oidc']),
  grants: z.array(grant),
  createdAt: z.number(),
  lastSignInAt: z.number().optional(),
  disabledAt: z.number().optional(),
  passwordHash: z.string().optional(),
  sessionsFrom: z.number(),
  devices: z.array(z.strictObject({ hash: z.string(), seenAt: z.number() })),
})

/** Names that accounts of the organisation's service have, and no others. */
export const OIDC_ID_PREFIX = 'oidc-'

const MOST_DEVICES = 10
const DEVICE_KEPT_MS = 90 * 86_400_000

/** Accounts of people, by login name. */
export interface People extends Pick<TypedDocuments<PersonRecord>, 'find' | 'change'> {
  readonly list: () => Promise<readonly PersonRecord[]>
  /** False when the name is taken. */
  readonly create: (person: PersonRecord) => Promise<boolean>
}

export function createPeople(store: Documents): People {
  const documents = createTypedDocuments(store, {
    prefix: 'person/',
    parse: (value) => PersonDocument.parse(value),
  })
  return {
    find: documents.find,
    change: documents.change,
    list: async () => (await documents.list()).map(({ value }) => value),
    create: async (person) =>
      (await documents.change(person.id, (held) => (held === undefined ? person : undefined)))
        .isChanged,
  }
}

/** The account after a sign-in in a browser; browsers not seen for long are forgotten, and the oldest beyond ten. */
export function signedIn(person: PersonRecord, device: string, now: number): PersonRecord {
  const others = person.devices.filter(
    ({ hash, seenAt }) => hash !== device && now - seenAt < DEVICE_KEPT_MS,
  )
  const devices = [{ hash: device, seenAt: now }, ...others].slice(0, MOST_DEVICES)
  return { ...person, lastSignInAt: now, devices }
}

/** The account with a new password: every session and every known browser of before is over. */
export function withPassword(
  person: PersonRecord,
  passwordHash: string,
  now: number,
): PersonRecord {
  return { ...person, passwordHash, sessionsFrom: now, devices: [] }
}
