import type { CounterStore } from './shared-store.ts'

/** So many names at once; one more takes the place of the one that came first. */
const MAX_COUNTERS = 100_000
const SWEEP_EVERY_MS = 10_000

interface Counter {
  readonly count: number
  /** By the monotonic clock. */
  readonly endsAt: number
}

/** Counters in the memory of the one process that has the folder. */
export function createMemoryCounters(
  monotonicNow: () => number,
  maxCounters = MAX_COUNTERS,
): CounterStore & { readonly heldCount: () => number } {
  const held = new Map<string, Counter>()
  let sweepAt = -Infinity

  function sweep(now: number): void {
    if (now < sweepAt) return
    sweepAt = now + SWEEP_EVERY_MS
    for (const [name, { endsAt }] of held) if (endsAt <= now) held.delete(name)
  }

  function makeRoom(): void {
    for (const name of held.keys()) {
      if (held.size < maxCounters) return
      held.delete(name)
    }
  }

  return {
    async add(name, amount, windowMs) {
      const now = monotonicNow()
      sweep(now)
      const before = held.get(name)
      const isRunning = before !== undefined && before.endsAt > now
      if (!isRunning && amount <= 0) return { count: 0, endsInMs: 0 }
      const count = (isRunning ? before.count : 0) + amount
      const endsAt = isRunning ? before.endsAt : now + windowMs
      if (!isRunning) {
        held.delete(name)
        makeRoom()
      }
      held.set(name, { count, endsAt })
      return { count, endsInMs: Math.round(endsAt - now) }
    },
    async forget(name) {
      held.delete(name)
    },
    heldCount: () => held.size,
  }
}
