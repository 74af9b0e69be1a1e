import * as z from 'zod/mini'
import { KEY_SCOPES, PERSON_ROLES } from './access.ts'

// What the routes of people, sessions, keys and the journal answer. Instants are ms since 1970.

const instant = z.int()
/** Beyond it there are no dates (ECMA-262, time values). */
export const LAST_INSTANT = 8.64e15

/** Whole characters: a half of one cannot be written in UTF-8, so it would come out as another. */
export const WHOLE_TEXT = /^\P{Cs}*$/u
/** Text that people read, in one line: also without control characters, which nobody would see. */
export const LINE_OF_TEXT = /^[^\p{Cs}\p{Cc}\p{Zl}\p{Zp}]*$/u

const lineOf = (mostCharacters: number) =>
  z
    .string()
    .check(
      z.trim(),
      z.minLength(1),
      z.maxLength(mostCharacters),
      z.regex(LINE_OF_TEXT, 'one line of text'),
    )

/** What a person or a key is called. */
export const NameSchema = lineOf(100)

export const GrantSchema = z.strictObject({
  site: z.string().check(z.regex(/^(\*|[a-z0-9][a-z0-9-]{0,62})$/)),
  role: z.enum(PERSON_ROLES),
  agency: z.optional(lineOf(200)),
})

/** Why a password is not taken. */
export const PASSWORD_REFUSALS = [
  'too-short',
  'too-long',
  'listed',
  'repeats',
  'contains-name',
] as const
export type PasswordRefusal = (typeof PASSWORD_REFUSALS)[number]

/** How people sign in by name: lower-case letters, digits, dot, hyphen, underscore. */
export const PERSON_ID = /^[a-z0-9][a-z0-9._-]{1,62}$/

/** Somebody with an account, as others who may manage them see them. */
export const PersonSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** `oidc`: signs in through the organisation's own service. */
  source: z.enum(['local', 'oidc', 'demo']),
  grants: z.array(GrantSchema),
  createdAt: instant,
  lastSignInAt: z.optional(instant),
  disabledAt: z.optional(instant),
  hasPassword: z.boolean(),
  /** An unused link to set a password is in force until then. */
  invitedUntil: z.optional(instant),
  /** False where this person has rights at sites that whoever asks does not administer. */
  isManageable: z.boolean(),
})
export type Person = z.infer<typeof PersonSchema>

/** Why the organisation's service did not sign somebody in: the page gets it as `/sign-in#failed=<one of these>`. */
export const OIDC_FAILURES = [
  /** No role of that person's is worth anything here. */
  'no-role',
  'disabled',
  /** The person turned back there. */
  'cancelled',
  /** It took over 10 minutes, was answered already, or was begun in another browser. */
  'expired',
  'unreachable',
  /** The server cannot look anybody up at this moment. */
  'store-unavailable',
  /** The service did not vouch for the person. */
  'refused',
  /** It confirmed somebody else than who is signed in. */
  'other-person',
  /** It did not ask the person to prove anew who it is. */
  'not-proven',
  /** The server does not know that it is reached by this address: PUBLIC_ORIGIN. */
  'unknown-address',
] as const
export type OidcFailure = (typeof OIDC_FAILURES)[number]

/** The state of the page's own session, and of what can be done without one. */
export const SessionStateSchema = z.strictObject({
  person: z.optional(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      source: z.enum(['local', 'oidc', 'demo']),
      grants: z.array(GrantSchema),
      /** Sensitive acts need no password until then. */
      confirmedUntil: z.optional(instant),
      endsAt: instant,
    }),
  ),
  /** False until the first administrator has an account. */
  isSetUp: z.boolean(),
  isDemo: z.boolean(),
  /** Names that may sign in with the password `demo`; only in the demo and from the server's own machine. */
  demoPeople: z.array(z.strictObject({ id: z.string(), role: z.enum(PERSON_ROLES) })),
  /** The organisation's sign-in service, where one is set. */
  oidc: z.optional(z.strictObject({ label: z.string() })),
  /** False on plain http from another machine: what is typed can be read on the way. */
  isSecure: z.boolean(),
  /** Those at which the person has a role. */
  sites: z.array(
    z.strictObject({ id: z.string(), name: z.strictObject({ vi: z.string(), en: z.string() }) }),
  ),
})
export type SessionState = z.infer<typeof SessionStateSchema>

export const SessionRowSchema = z.strictObject({
  id: z.string(),
  personId: z.string(),
  createdAt: instant,
  usedAt: instant,
  endsAt: instant,
  address: z.string(),
  /** The browser's own words, cut to 200 characters. */
  agent: z.string(),
  method: z.enum(['password', 'oidc', 'link', 'demo']),
  isCurrent: z.boolean(),
})
export type SessionRow = z.infer<typeof SessionRowSchema>

export const InvitationSchema = z.strictObject({
  /** Shown once, here: `/set-password#<token>` or, for the first administrator, `/setup#<token>`. */
  token: z.string(),
  expiresAt: instant,
})
export type Invitation = z.infer<typeof InvitationSchema>

export const KeyLimitsSchema = z.strictObject({
  /** Ids of metrics; absent = all. */
  metrics: z.optional(
    z
      .array(z.string().check(z.minLength(1), z.maxLength(64)))
      .check(z.minLength(1), z.maxLength(50)),
  ),
  /** Codes of units; absent = all. Sensors are not limited by it. */
  units: z.optional(
    z
      .array(z.string().check(z.minLength(1), z.maxLength(32)))
      .check(z.minLength(1), z.maxLength(300)),
  ),
})
export type KeyLimits = z.infer<typeof KeyLimitsSchema>

export const KeyRowSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  scope: z.enum(KEY_SCOPES),
  limits: z.optional(KeyLimitsSchema),
  createdAt: instant,
  expiresAt: z.optional(instant),
  /** To the hour. */
  lastUsedAt: z.optional(instant),
  revokedAt: z.optional(instant),
})
export type KeyRow = z.infer<typeof KeyRowSchema>

const detailValue = z.union([z.string(), z.number(), z.boolean()])

/** One entry of a journal: who did what, and the hash that chains it to the one before. */
export const JournalRowSchema = z.strictObject({
  seq: z.int(),
  hash: z.string(),
  at: instant,
  actor: z.strictObject({
    kind: z.enum(['person', 'key', 'command-line', 'server', 'anonymous']),
    id: z.optional(z.string()),
    name: z.optional(z.string()),
  }),
  /** Such as `session.opened`, `key.created`. */
  action: z.string(),
  subject: z.optional(z.string()),
  site: z.optional(z.string()),
  detail: z.optional(z.record(z.string(), detailValue)),
  address: z.optional(z.string()),
})
export type JournalRow = z.infer<typeof JournalRowSchema>

export const SELF_CHECKS = [
  'first-administrator',
  'store-durability',
  'alarm-durability',
  'store-kind',
  'tls',
  'public-origin',
  'site-figures',
  'site-map',
  'site-calendar',
  'site-notifications',
  'configuration',
  'clock',
  'disk-space',
  'demo',
] as const
/** One finding of the self-check; the page has the words for each. */
export const SelfCheckSchema = z.strictObject({
  check: z.enum(SELF_CHECKS),
  state: z.enum(['good', 'warning', 'bad']),
  /** Tells findings of one check apart, such as `not-durable` or `plain-http`. */
  finding: z.string(),
  site: z.optional(z.string()),
  facts: z.record(z.string(), detailValue),
})
export type SelfCheck = z.infer<typeof SelfCheckSchema>
