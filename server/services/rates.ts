import { RATES, type Rate, type RateKind } from '../core/access/rates.ts'
import { createMemoryCounters } from './memory-counters.ts'
import type { CounterStore } from './shared-store.ts'
import { StoreUnavailable } from './store.ts'

/** Bounds on how often somebody may ask, counted for all nodes together. */
export interface Rates {
  /** Counts one; answers for how long more of them are refused, 0 when this one is not. */
  readonly take: (kind: RateKind, name: string) => Promise<number>
}

export interface RatesParts {
  readonly counters: CounterStore
  readonly monotonicNow: () => number
  readonly rates?: Readonly<Record<RateKind, Rate>>
}

/** For so long nobody waits again for a store that did not answer. */
const ALONE_MS = 5_000

export function createRates({ counters, monotonicNow, rates = RATES }: RatesParts): Rates {
  const own = createMemoryCounters(monotonicNow)
  let aloneUntil = -Infinity

  async function count(name: string, amount: number, windowMs: number) {
    if (monotonicNow() < aloneUntil) return own.add(name, amount, windowMs)
    try {
      return await counters.add(name, amount, windowMs)
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      // Each node then counts for itself: bounded all the same.
      aloneUntil = monotonicNow() + ALONE_MS
      return own.add(name, amount, windowMs)
    }
  }

  return {
    async take(kind, name) {
      const { windowMs, most } = rates[kind]
      const counted = await count(`rate/${kind}/${name}`, 1, windowMs)
      return counted.count > most ? Math.max(1, counted.endsInMs) : 0
    },
  }
}
