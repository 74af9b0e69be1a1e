import { z } from 'zod'
import { mayGrants, type Grant } from '../../protocol/access.ts'
import type { OidcFailure } from '../../protocol/people.ts'
import { grantsText } from '../core/access/grant-text.ts'
import { grantsOf, type RoleRule } from '../core/access/role-mapping.ts'
import type { Note } from './note.ts'
import type { OidcIdentity, OidcProvider, OidcQuestion } from './oidc-provider.ts'
import { OIDC_ID_PREFIX, type People, type PersonRecord } from './people.ts'
import { seal, unseal } from './sealed.ts'
import { newSecret, secretHash, type RandomBytes } from './secrets.ts'
import type { Confirmed, Sessions } from './sessions.ts'
import { sha256 } from './sha256.ts'
import type { CounterStore } from './shared-store.ts'
import type { OpenedSession, SignIn, Visitor } from './sign-in.ts'
import { createTypedDocuments, type Documents } from './typed-document.ts'

interface Failed {
  readonly ok: false
  readonly reason: OidcFailure
  /** Where the person was on the way to. */
  readonly to?: string | undefined
  /** For the log. */
  readonly detail: string
}

/** Signing in through the organisation's own service. */
export interface OidcSignIn {
  readonly label: string
  /** `begun` is for the browser to keep, and of use to nobody else. */
  readonly begin: (order: {
    /** Of this server, as the browser reaches it. */
    readonly origin: string
    readonly to: string | undefined
    readonly confirms: Confirmed | undefined
  }) => Promise<{ readonly ok: true; readonly url: string; readonly begun: string } | Failed>
  /** `opened` is absent where the session that there was has been confirmed. */
  readonly finish: (
    answer: { readonly begun: string | undefined; readonly query: string },
    visitor: Visitor,
  ) => Promise<{ readonly ok: true; readonly opened?: OpenedSession; readonly to: string } | Failed>
}

export interface OidcSignInParts {
  readonly label: string
  readonly issuer: string
  readonly rules: readonly RoleRule[]
  readonly rolesClaim: string
  readonly provider: OidcProvider
  readonly store: Documents & { readonly counters: CounterStore }
  readonly people: People
  readonly sessions: Pick<Sessions, 'confirmOf'>
  readonly signIn: Pick<SignIn, 'open'>
  readonly now: () => number
  readonly randomBytes: RandomBytes
  readonly note: Note
}

/** What is begun and not finished yet. It is sealed into the browser's cookie: nobody can fill the store with it. */
interface Begun extends OidcQuestion {
  readonly to?: string | undefined
  readonly beganAt: number
  readonly confirms?: Confirmed | undefined
}

const BegunText: z.ZodType<Begun> = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
  isConfirmation: z.boolean(),
  to: z.string().optional(),
  beganAt: z.number(),
  confirms: z.strictObject({ personId: z.string(), sessionId: z.string() }).optional(),
})

export const OIDC_CALLBACK = '/api/v1/session/oidc/callback'
export const OIDC_WITHIN_MS = 10 * 60_000
/** Between the provider's clock and this one. */
const MOST_SKEW_MS = 60_000
const PURPOSE = 'oidc-sign-in/1'

export function createOidcSignIn(parts: OidcSignInParts): OidcSignIn {
  const { label, provider, now, randomBytes } = parts
  const sealKey = createSealKey(parts)

  async function openBegun(text: string | undefined): Promise<Begun | undefined> {
    if (text === undefined) return undefined
    const opened = unseal(text, { key: await sealKey(), purpose: PURPOSE })
    if (opened === undefined) return undefined
    const begun = BegunText.parse(JSON.parse(opened))
    const age = now() - begun.beganAt
    return age < OIDC_WITHIN_MS && age > -MOST_SKEW_MS ? begun : undefined
  }

  /** Of two answers to one question, wherever they arrive, the first counts. */
  async function isFirst({ state }: Begun): Promise<boolean> {
    const name = `oidc/${secretHash(state)}`
    return (await parts.store.counters.add(name, 1, OIDC_WITHIN_MS + MOST_SKEW_MS)).count === 1
  }

  return {
    label,
    async begin({ origin, to, confirms }) {
      const [state, nonce, verifier] = [1, 2, 3].map(() => newSecret(randomBytes)) as [
        string,
        string,
        string,
      ]
      const redirectUri = origin + OIDC_CALLBACK
      const question = {
        state,
        nonce,
        verifier,
        redirectUri,
        isConfirmation: confirms !== undefined,
      }
      const asked = await provider.ask(question)
      if (!asked.ok) return { ...asked, to }
      const begun: Begun = { ...question, to, beganAt: now(), confirms }
      const sealing = { key: await sealKey(), purpose: PURPOSE, randomBytes }
      return { ok: true, url: asked.url, begun: seal(JSON.stringify(begun), sealing) }
    },
    async finish({ begun: text, query }, visitor) {
      const begun = await openBegun(text)
      if (begun === undefined)
        return failed('expired', undefined, 'nothing was begun in this browser')
      const { to, confirms } = begun
      if (new URLSearchParams(query).get('state') !== begun.state) {
        return failed('expired', to, 'this answers another question')
      }
      if (!(await isFirst(begun))) return failed('expired', to, 'it was answered before')
      const answer = await provider.take(query, begun)
      if (!answer.ok) return { ...answer, to }
      return confirms === undefined
        ? enter(parts, answer.identity, to, visitor)
        : confirm(parts, answer.identity, { ...begun, confirms }, visitor)
    },
  }
}

function failed(reason: OidcFailure, to: string | undefined, detail: string): Failed {
  return { ok: false, reason, to, detail }
}

/** Every node opens what another has sealed. */
function createSealKey({ store, randomBytes }: OidcSignInParts): () => Promise<Uint8Array> {
  const documents = createTypedDocuments(store, {
    prefix: 'secret/',
    parse: (value) => z.strictObject({ key: z.string() }).parse(value),
  })
  let held: Uint8Array | undefined
  return async () => {
    if (held !== undefined) return held
    const { value } = await documents.change('oidc', (found) =>
      found === undefined ? { key: newSecret(randomBytes) } : undefined,
    )
    held = Buffer.from(value?.key ?? '', 'base64url')
    return held
  }
}

async function enter(
  parts: OidcSignInParts,
  identity: OidcIdentity,
  to: string | undefined,
  visitor: Visitor,
): ReturnType<OidcSignIn['finish']> {
  const admitted = await admit(parts, identity, visitor)
  if (!admitted.ok) return failed(admitted.reason, to, admitted.personId)
  const { person } = admitted
  // Where the provider does not tell when the person proved it, that may be long ago.
  const confirmedAt = Math.min(identity.provenAt ?? 0, parts.now())
  const opened = await parts.signIn.open(person, 'oidc', visitor, confirmedAt)
  return { ok: true, opened, to: to ?? landing(person.grants) }
}

async function confirm(
  parts: OidcSignInParts,
  identity: OidcIdentity,
  { confirms, to, beganAt }: Begun & { readonly confirms: Confirmed },
  visitor: Visitor,
): ReturnType<OidcSignIn['finish']> {
  const personId = idOf(parts, identity)
  if (personId !== confirms.personId) {
    await noteRefusal(parts, personId, 'other-person', visitor)
    return failed('other-person', to, personId)
  }
  if (identity.provenAt === undefined || identity.provenAt < beganAt - MOST_SKEW_MS) {
    return failed('not-proven', to, personId)
  }
  const admitted = await admit(parts, identity, visitor)
  if (!admitted.ok) return failed(admitted.reason, to, personId)
  const isConfirmed = await parts.sessions.confirmOf(personId, confirms.sessionId)
  if (!isConfirmed) return failed('expired', to, `${personId} is not signed in any more`)
  return { ok: true, to: to ?? landing(admitted.person.grants) }
}

function landing(grants: readonly Grant[]): string {
  return grants.some(({ site }) => mayGrants(grants, 'people.read', site)) ? '/admin' : '/'
}

type Admission =
  | { readonly ok: true; readonly person: PersonRecord }
  | {
      readonly ok: false
      readonly reason: 'no-role' | 'disabled' | 'refused'
      readonly personId: string
    }

/** Finds or makes the account, with the rights that the claims are worth now: none, if they are worth none. */
async function admit(
  parts: OidcSignInParts,
  identity: OidcIdentity,
  visitor: Visitor,
): Promise<Admission> {
  const { people, rules, rolesClaim, now } = parts
  const personId = idOf(parts, identity)
  const name = nameOf(identity)
  const grants = grantsOf(rules, identity.claims, rolesClaim)
  let before: PersonRecord | undefined
  const { isChanged, value } = await people.change(personId, (held) => {
    before = held
    if (held === undefined)
      return grants.length > 0 ? newPerson(personId, name, grants, now()) : undefined
    const isKept = held.source !== 'oidc' || isSame(held, name, grants)
    return isKept ? undefined : { ...held, name, grants }
  })
  if (isChanged) {
    await parts.note({
      action: before === undefined ? 'person.created' : 'person.changed',
      actor: { kind: 'person', id: personId, name },
      subject: personId,
      address: visitor.address,
      detail: { grants: grantsText(grants), method: 'oidc' },
    })
  }
  const why = reasonAgainst(value)
  if (value !== undefined && why === undefined) return { ok: true, person: value }
  const reason = why ?? 'no-role'
  await noteRefusal(parts, personId, reason, visitor)
  return { ok: false, reason, personId }
}

function reasonAgainst(
  person: PersonRecord | undefined,
): 'no-role' | 'disabled' | 'refused' | undefined {
  if (person === undefined) return 'no-role'
  // Somebody gave an account with a password this very name.
  if (person.source !== 'oidc') return 'refused'
  if (person.disabledAt !== undefined) return 'disabled'
  return person.grants.length === 0 ? 'no-role' : undefined
}

function newPerson(id: string, name: string, grants: readonly Grant[], now: number): PersonRecord {
  return { id, name, source: 'oidc', grants, createdAt: now, sessionsFrom: now, devices: [] }
}

function isSame(held: PersonRecord, name: string, grants: readonly Grant[]): boolean {
  return held.name === name && grantsText(held.grants) === grantsText(grants)
}

function noteRefusal(
  { note }: OidcSignInParts,
  subject: string,
  why: OidcFailure,
  { address }: Visitor,
): Promise<unknown> {
  return note({
    action: 'session.refused',
    actor: { kind: 'anonymous' },
    subject,
    address,
    detail: { why, method: 'oidc' },
  })
}

const ID_LENGTH = 12

/** The same person of the same provider has the same account for ever, whatever name is shown. */
function idOf({ issuer }: OidcSignInParts, { subject }: OidcIdentity): string {
  return `${OIDC_ID_PREFIX}${sha256(`${issuer}\n${subject}`).slice(0, ID_LENGTH)}`
}

const MOST_NAME = 100

function nameOf({ claims, subject }: OidcIdentity): string {
  const texts = [claims['name'], claims['preferred_username'], subject]
  const names = texts.map((text) =>
    typeof text === 'string'
      ? text
          .replace(/\p{C}+/gu, ' ')
          .trim()
          .slice(0, MOST_NAME)
      : '',
  )
  return names.find((name) => name !== '') ?? '–'
}
