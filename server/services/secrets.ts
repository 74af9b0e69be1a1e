import { createHash } from 'node:crypto'

const SECRET_BYTES = 32

export type RandomBytes = (count: number) => Uint8Array

/** 256 random bits in 43 characters that need no quoting anywhere. */
export function newSecret(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url')
}

/** What is kept of a secret. It has so many random bits that a plain hash cannot be turned back. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Anything longer or other is no secret of ours and is not even hashed. */
export function isSecretShape(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text)
}
