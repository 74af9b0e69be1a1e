/** What the feed tells its surroundings; every method is cheap and never throws. */
export interface FeedLog {
  readonly warn: (what: Readonly<Record<string, unknown>>, message: string) => void
  readonly info: (what: Readonly<Record<string, unknown>>, message: string) => void
}

/** Runs a task every so many ms until it is called off by what this answers. */
export type Every = (ms: number, task: () => void) => () => void

/** Runs a task once, so many ms from now, unless it is called off by what this answers. */
export type After = (ms: number, task: () => void) => () => void

/** A pause that ends early when `signal` aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>
