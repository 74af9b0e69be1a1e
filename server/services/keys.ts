import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { KEY_SCOPES, type KeyScope } from '../../protocol/access.ts'
import type { KeyLimits } from '../../protocol/people.ts'
import { StoreUnavailable, type SiteStore } from './store.ts'

/** A key as it is kept: never the key itself. Times in ms since 1970. */
export interface KeyRecord {
  readonly id: string
  readonly name: string
  readonly scope: KeyScope
  /** What an ingest key may post; absent = everything. */
  readonly limits?: KeyLimits | undefined
  /** SHA-256 of the key, lower-case hexadecimal. */
  readonly hash: string
  readonly createdAt: number
  /** From then on it is refused; absent = never. */
  readonly expiresAt?: number | undefined
  /** To the hour. */
  readonly lastUsedAt?: number | undefined
  readonly revokedAt?: number | undefined
}

type KeyVerdict =
  | { readonly ok: true; readonly key: KeyRecord }
  | { readonly ok: false; readonly reason: 'unknown-key' | 'store-unavailable' }

export type KeyOrder = Pick<KeyRecord, 'name' | 'scope' | 'limits' | 'expiresAt'>

/** The keys of one site's programs. */
export interface Keys {
  /** The key's text is given once, here. */
  readonly create: (order: KeyOrder) => Promise<{ readonly text: string; readonly key: KeyRecord }>
  readonly list: () => Promise<readonly KeyRecord[]>
  /** False when there is no such key in force. */
  readonly revoke: (id: string) => Promise<boolean>
  /** Looks for the key that is in force under this text; what it may do is the table's business. */
  readonly verify: (text: string) => Promise<KeyVerdict>
}

const DOCUMENT = 'keys'
const SECRET_BYTES = 24
const ID_BYTES = 4
/** With the half second between two looks at what is connected: revoked is cut off within 2 s. */
const CACHE_MS = 1_000
/** Guessing does not make many reads of it. */
const MISS_CACHE_MS = 100
const USE_GRAIN_MS = 3_600_000
const WRITE_ATTEMPTS = 8
const MAX_KEY_LENGTH = 128

const KeysDocument = z.strictObject({
  keys: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      scope: z.enum(KEY_SCOPES),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      limits: z
        .strictObject({
          metrics: z.array(z.string()).optional(),
          units: z.array(z.string()).optional(),
        })
        .optional(),
      createdAt: z.number(),
      expiresAt: z.number().optional(),
      lastUsedAt: z.number().optional(),
      revokedAt: z.number().optional(),
    }),
  ),
})

export interface KeysParts {
  readonly store: Pick<SiteStore, 'readDocument' | 'writeDocument'>
  /** ms since 1970. */
  readonly now: () => number
  readonly randomBytes: (count: number) => Uint8Array
}

/** Keys in a document of the site; read again after 1 s at most, so a revocation takes effect within 2 s on every node. */
export function createKeys(parts: KeysParts): Keys {
  const { now, randomBytes } = parts
  const document = openKeyDocument(parts)
  const noted = new Map<string, number>()

  /** Once an hour and key at most; a key stays good when its use cannot be noted. */
  async function noteUse(key: KeyRecord): Promise<void> {
    const lastUsedAt = Math.floor(now() / USE_GRAIN_MS) * USE_GRAIN_MS
    if (lastUsedAt <= Math.max(key.lastUsedAt ?? 0, noted.get(key.id) ?? 0)) return
    noted.set(key.id, lastUsedAt)
    await document.change((keys) =>
      keys.map((one) => (one.id === key.id ? { ...one, lastUsedAt } : one)),
    )
  }

  return {
    async create({ name, scope, limits, expiresAt }) {
      const id = Buffer.from(randomBytes(ID_BYTES)).toString('hex')
      const text = `iocwall_${Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url')}`
      const hash = hashOf(text).toString('hex')
      const key: KeyRecord = { id, name, scope, limits, hash, createdAt: now(), expiresAt }
      await document.change((keys) => [...keys, key])
      return { text, key }
    },
    list: async () => (await document.read()).keys,
    revoke: (id) =>
      document.change((keys) => {
        const isInForce = keys.some((one) => one.id === id && one.revokedAt === undefined)
        if (!isInForce) return undefined
        return keys.map((one) => (one.id === id ? { ...one, revokedAt: now() } : one))
      }),
    async verify(text) {
      if (text.length > MAX_KEY_LENGTH) return { ok: false, reason: 'unknown-key' }
      try {
        const hash = hashOf(text)
        const key =
          findByHash(await document.recent(CACHE_MS), hash) ??
          // It may have been made a moment ago, on another node.
          findByHash(await document.recent(MISS_CACHE_MS), hash)
        const isOver = key?.expiresAt !== undefined && now() >= key.expiresAt
        if (key === undefined || isOver) return { ok: false, reason: 'unknown-key' }
        await unlessStoreIsAway(noteUse(key))
        return { ok: true, key }
      } catch (error) {
        if (error instanceof StoreUnavailable) return { ok: false, reason: 'store-unavailable' }
        throw error
      }
    },
  }
}

async function unlessStoreIsAway(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof StoreUnavailable)) throw error
  })
}

interface KeyDocument {
  readonly read: () => Promise<{ readonly keys: readonly KeyRecord[]; readonly revision: number }>
  /** As read within the last so many ms. */
  readonly recent: (withinMs: number) => Promise<readonly KeyRecord[]>
  /** Applies an edit to whatever the document holds by then; an edit to `undefined` changes nothing. */
  readonly change: (
    edit: (keys: readonly KeyRecord[]) => readonly KeyRecord[] | undefined,
  ) => Promise<boolean>
}

function openKeyDocument({ store, now }: KeysParts): KeyDocument {
  let held: { readonly keys: readonly KeyRecord[]; readonly readAt: number } | undefined

  const read: KeyDocument['read'] = async () => {
    const { body, revision } = await store.readDocument(DOCUMENT)
    const { keys } = body === undefined ? { keys: [] } : KeysDocument.parse(JSON.parse(body))
    held = { keys, readAt: now() }
    return { keys, revision }
  }

  return {
    read,
    async recent(withinMs) {
      if (held !== undefined && Math.abs(now() - held.readAt) < withinMs) return held.keys
      return (await read()).keys
    },
    async change(edit) {
      for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
        const { keys, revision } = await read()
        const next = edit(keys)
        if (next === undefined) return false
        const body = JSON.stringify({ keys: next })
        const written = await store.writeDocument(DOCUMENT, revision, body)
        if (!written.ok) continue
        held = { keys: next, readAt: now() }
        return true
      }
      throw new Error(`the keys were changed by others ${WRITE_ATTEMPTS} times in a row`)
    },
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Looks at every key whatever is found, so the time taken says nothing. */
function findByHash(keys: readonly KeyRecord[], hash: Buffer): KeyRecord | undefined {
  let found: KeyRecord | undefined
  for (const key of keys) {
    const isSame = timingSafeEqual(Buffer.from(key.hash, 'hex'), hash)
    if (isSame && key.revokedAt === undefined) found = key
  }
  return found
}
