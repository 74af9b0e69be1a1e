const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** How failures of one kind are counted, and from which on the next attempt has to wait. */
export interface AttemptRule {
  readonly windowMs: number
  readonly freeCount: number
  readonly firstWaitMs: number
  readonly mostWaitMs: number
}

/**
 * Whose failures count together. Nobody can lock another out: a browser in which the person has signed
 * in before is counted by itself (`device`) and by nothing else; only strange browsers share the
 * person's and the address's counts (OWASP, "device cookies").
 */
export const ATTEMPT_RULES = {
  device: { windowMs: HOUR, freeCount: 5, firstWaitMs: SECOND, mostWaitMs: 15 * MINUTE },
  pair: { windowMs: HOUR, freeCount: 5, firstWaitMs: SECOND, mostWaitMs: 15 * MINUTE },
  address: { windowMs: 15 * MINUTE, freeCount: 30, firstWaitMs: SECOND, mostWaitMs: 5 * MINUTE },
  person: { windowMs: HOUR, freeCount: 60, firstWaitMs: 10 * SECOND, mostWaitMs: 5 * MINUTE },
} as const satisfies Readonly<Record<string, AttemptRule>>
export type AttemptKind = keyof typeof ATTEMPT_RULES

/** How long to wait after so many attempts that did not succeed: nothing at first, then twice as long each time. */
export function waitAfter(rule: AttemptRule, count: number): number {
  const beyond = count - rule.freeCount
  if (beyond < 0) return 0
  return Math.min(rule.mostWaitMs, rule.firstWaitMs * 2 ** Math.min(beyond, 30))
}

/** What is counted for an attempt: names of counters, never anything secret. */
export function countersOf(attempt: {
  readonly person: string
  readonly address: string
  /** Of a browser that the person is known by. */
  readonly device: string | undefined
}): readonly { readonly kind: AttemptKind; readonly name: string }[] {
  const { person, address, device } = attempt
  if (device !== undefined) return [{ kind: 'device', name: `device/${device}` }]
  const network = networkOf(address)
  return [
    { kind: 'pair', name: `pair/${person}/${network}` },
    { kind: 'address', name: `address/${network}` },
    { kind: 'person', name: `person/${person}` },
  ]
}

/** Who has one address of an IPv6 network has 2^64 of them: a /64 counts as one. */
export function networkOf(address: string): string {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  if (!plain.includes(':')) return plain
  const [head = '', tail] = (plain.split('%')[0] ?? '').split('::')
  const front = head.split(':').filter((group) => group !== '')
  const back = tail?.split(':').filter((group) => group !== '') ?? []
  const groups = [
    ...front,
    ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0'),
    ...back,
  ]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')}::/64`
}
