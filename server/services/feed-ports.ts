/** What the feed tells its surroundings; every method is cheap and never throws. */
export interface FeedLog {
  readonly warn: (what: Readonly<Record<string, unknown>>, message: string) => void
  readonly info: (what: Readonly<Record<string, unknown>>, message: string) => void
}

/** A pause that ends early when `signal` aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>
