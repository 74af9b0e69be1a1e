/** How many requests may come within a window. */
export interface Rate {
  readonly windowMs: number
  readonly most: number
}

/**
 * Many times what a commune's sources, desks and screens send, and far below what hurts. `guess`: what
 * came with a key or a session that is none; nobody does that often by mistake.
 */
export const RATES = {
  address: { windowMs: 10_000, most: 3_000 },
  key: { windowMs: 10_000, most: 2_000 },
  person: { windowMs: 10_000, most: 600 },
  guess: { windowMs: 60_000, most: 120 },
} as const satisfies Readonly<Record<string, Rate>>
export type RateKind = keyof typeof RATES
