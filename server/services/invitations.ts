import { z } from 'zod'
import { isSecretShape, newSecret, secretHash, type RandomBytes } from './secrets.ts'
import { createTypedDocuments, type Documents } from './typed-document.ts'

/** What a one-time link is for: the first administrator's account, or somebody's password. */
export type InvitationPurpose =
  { readonly kind: 'setup' } | { readonly kind: 'password'; readonly personId: string }

interface InvitationRecord {
  readonly purpose: InvitationPurpose
  /** ms since 1970. */
  readonly expiresAt: number
}

const InvitationDocument: z.ZodType<InvitationRecord> = z.strictObject({
  purpose: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('setup') }),
    z.strictObject({ kind: z.literal('password'), personId: z.string() }),
  ]),
  expiresAt: z.number(),
})

const KEPT_MS = { setup: 24 * 3_600_000, password: 72 * 3_600_000 } as const
/** Each start prints one; more than these are of starts long ago. */
const MOST_SETUPS = 8

/** Links that work once. */
export interface Invitations {
  /** A newer link to somebody's password replaces the older ones. */
  readonly create: (
    purpose: InvitationPurpose,
  ) => Promise<{ readonly token: string; readonly expiresAt: number }>
  readonly look: (token: string) => Promise<InvitationPurpose | undefined>
  /** Uses it up: of two who try at once, one gets it. */
  readonly take: (token: string) => Promise<InvitationPurpose | undefined>
  /** Until when somebody has an unused link. */
  readonly openUntil: () => Promise<ReadonlyMap<string, number>>
  readonly withdraw: (personId: string) => Promise<void>
  readonly withdrawSetups: () => Promise<void>
}

export function createInvitations(parts: {
  readonly store: Documents
  readonly now: () => number
  readonly randomBytes: RandomBytes
}): Invitations {
  const { store, now, randomBytes } = parts
  const documents = createTypedDocuments(store, {
    prefix: 'invitation/',
    parse: (value) => InvitationDocument.parse(value),
  })

  async function removeWhere(
    isMeant: (record: InvitationRecord, position: number) => boolean,
  ): Promise<void> {
    const all = (await documents.list()).toSorted((a, b) => b.value.expiresAt - a.value.expiresAt)
    for (const [position, { name, value }] of all.entries()) {
      if (isMeant(value, position)) await documents.change(name, () => null)
    }
  }

  const isFor = (purpose: InvitationPurpose, personId: string): boolean =>
    purpose.kind === 'password' && purpose.personId === personId
  const withdraw = (personId: string): Promise<void> =>
    removeWhere(({ purpose }) => isFor(purpose, personId))

  return {
    async create(purpose) {
      if (purpose.kind === 'password') await withdraw(purpose.personId)
      else
        await removeWhere(({ purpose: { kind } }, at) => kind === 'setup' && at >= MOST_SETUPS - 1)
      const token = newSecret(randomBytes)
      const expiresAt = now() + KEPT_MS[purpose.kind]
      await documents.change(secretHash(token), () => ({ purpose, expiresAt }))
      return { token, expiresAt }
    },
    async look(token) {
      const held = isSecretShape(token) ? await documents.find(secretHash(token)) : undefined
      return held !== undefined && now() < held.expiresAt ? held.purpose : undefined
    },
    async take(token) {
      if (!isSecretShape(token)) return undefined
      let taken: InvitationRecord | undefined
      const { isChanged } = await documents.change(secretHash(token), (held) => {
        taken = held
        return null
      })
      return isChanged && taken !== undefined && now() < taken.expiresAt ? taken.purpose : undefined
    },
    async openUntil() {
      const open = new Map<string, number>()
      for (const { value } of await documents.list()) {
        const { purpose, expiresAt } = value
        if (purpose.kind === 'password' && now() < expiresAt) open.set(purpose.personId, expiresAt)
      }
      return open
    },
    withdraw,
    withdrawSetups: () => removeWhere(({ purpose }) => purpose.kind === 'setup'),
  }
}
