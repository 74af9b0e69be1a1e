import type { KeyRow } from '../../../protocol/people.ts'

export type KeyState = 'in-force' | 'expiring' | 'expired' | 'revoked'

/** So long before its end a key is said to expire. */
const SOON_MS = 14 * 86_400_000

export function keyState({ revokedAt, expiresAt }: KeyRow, now: number): KeyState {
  if (revokedAt !== undefined) return 'revoked'
  if (expiresAt === undefined) return 'in-force'
  if (now >= expiresAt) return 'expired'
  return expiresAt - now <= SOON_MS ? 'expiring' : 'in-force'
}

const RANK: Readonly<Record<KeyState, number>> = {
  expiring: 0,
  'in-force': 1,
  expired: 2,
  revoked: 3,
}

/** Those in force first, the newest first among equals. */
export function sortKeys(keys: readonly KeyRow[], now: number): readonly KeyRow[] {
  return [...keys].sort(
    (a, b) => RANK[keyState(a, now)] - RANK[keyState(b, now)] || b.createdAt - a.createdAt,
  )
}
