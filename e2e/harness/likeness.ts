import { createHash, randomBytes } from 'node:crypto'

/** Text of the shape of our secrets. */
export const random = (length: number): string =>
  randomBytes(length).toString('base64url').slice(0, length)

/** What is like a secret and is not it. */
export function likeness(secret: string, index: number): string {
  const { length } = secret
  const cut = 1 + (index % (length - 1))
  const ways = [
    () => random(length),
    () => secret.slice(0, cut) + random(length - cut),
    () => random(cut) + secret.slice(cut),
    () => secret.slice(0, cut),
    () => secret.slice(cut),
    () => `${secret}${random(1)}`,
    () => secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A'),
    () => [...secret].toReversed().join(''),
    () => secret.replace(/[a-z]/gi, (one) => (one < 'a' ? one.toLowerCase() : one.toUpperCase())),
    () => createHash('sha256').update(secret).digest('hex'),
    () => createHash('sha256').update(secret).digest('base64url'),
    () => `${secret}%00`,
    () => `"${secret}"x`,
    () => `${secret},${secret}`,
  ]
  const made = ways[index % ways.length]?.() ?? ''
  return made === secret ? random(length) : made
}
