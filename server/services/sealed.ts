import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { RandomBytes } from './secrets.ts'

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

/** Makes a text that its bearer can neither read nor change. `purpose` keeps what is sealed for one thing from being used for another. */
export function seal(
  text: string,
  { key, purpose, randomBytes }: SealParts & { readonly randomBytes: RandomBytes },
): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(purpose))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

export interface SealParts {
  /** 32 bytes. */
  readonly key: Uint8Array
  readonly purpose: string
}

/** The text that was sealed; undefined for anything else. */
export function unseal(sealed: string, { key, purpose }: SealParts): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < IV_BYTES + TAG_BYTES) return undefined
  const iv = bytes.subarray(0, IV_BYTES)
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(purpose))
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES))
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
