import { ATTEMPT_RULES, countersOf, waitAfter } from '../core/access/attempts.ts'
import type { CounterStore } from './shared-store.ts'

/** Bounds what guessers can try, on all nodes together. */
export interface Attempts {
  /**
   * Counts an attempt before it is looked at, so that many at once gain nothing. `waitMs` > 0: it must
   * not be looked at, and was not counted as another failure.
   */
  readonly begin: (attempt: Attempt) => Promise<{ readonly waitMs: number }>
  /** It was right: its count is taken back. */
  readonly succeeded: (attempt: Attempt) => Promise<void>
}

export interface Attempt {
  readonly person: string
  readonly address: string
  /** Hash of a browser that the person is known by. */
  readonly device: string | undefined
}

export function createAttempts(counters: CounterStore): Attempts {
  async function waitOf(name: string): Promise<number> {
    const { count, endsInMs } = await counters.add(`wait/${name}`, 0, 1)
    return count > 0 ? endsInMs : 0
  }

  return {
    async begin(attempt) {
      const counted = countersOf(attempt)
      const waits = await Promise.all(counted.map(({ name }) => waitOf(name)))
      const waitMs = Math.max(...waits)
      if (waitMs > 0) return { waitMs }
      let isFirstOfAll = true
      for (const { kind, name } of counted) {
        const rule = ATTEMPT_RULES[kind]
        const { count } = await counters.add(`failed/${name}`, 1, rule.windowMs)
        const wait = waitAfter(rule, count)
        if (wait === 0) continue
        const begun = await counters.add(`wait/${name}`, 1, wait)
        // Of those that came at once, one is let through.
        if (begun.count > 1) isFirstOfAll = false
      }
      return { waitMs: isFirstOfAll ? 0 : 1_000 }
    },
    async succeeded(attempt) {
      for (const { kind, name } of countersOf(attempt)) {
        // What others share is not forgiven by one success, only this attempt is.
        if (kind === 'device' || kind === 'pair') {
          await counters.forget(`failed/${name}`)
          await counters.forget(`wait/${name}`)
        } else await counters.add(`failed/${name}`, -1, ATTEMPT_RULES[kind].windowMs)
      }
    },
  }
}
