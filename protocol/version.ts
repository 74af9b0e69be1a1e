/** Position in a site's stream: two integers, the same on every node. Never compared as text, never used as a time. */
export interface Version {
  readonly ms: number
  readonly n: number
}

export const VERSION_ZERO: Version = Object.freeze({ ms: 0, n: 0 })

/** Orders two positions: negative when `a` is before `b`, 0 when equal, positive when after. */
export function compareVersions(a: Version, b: Version): number {
  return a.ms === b.ms ? a.n - b.n : a.ms - b.ms
}

/** The text form `ms-n`, as Redis prints a stream id. */
export function formatVersion(version: Version): string {
  return `${version.ms}-${version.n}`
}

/** Reads `ms-n`; anything else (signs, blanks, numbers above 2^53 - 1) gives undefined. */
export function parseVersion(text: string): Version | undefined {
  const match = /^(\d{1,16})-(\d{1,16})$/.exec(text)
  if (!match) return undefined
  const ms = Number(match[1])
  const n = Number(match[2])
  return Number.isSafeInteger(ms) && Number.isSafeInteger(n) ? { ms, n } : undefined
}
