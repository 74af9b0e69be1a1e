import type { JournalStore } from './journal-store.ts'

/** The first number from `low` on, below `high`, of which something holds that then holds of all behind it; `high` when of none. */
async function bisect(
  low: number,
  high: number,
  holds: (seq: number) => Promise<boolean>,
): Promise<number> {
  let [from, to] = [low, high]
  while (from < to) {
    const middle = from + Math.floor((to - from) / 2)
    if (await holds(middle)) to = middle
    else from = middle + 1
  }
  return from
}

/** The number behind the last entry before a moment: where entries of that moment or later begin. */
export function firstSince(store: JournalStore, at: number, lastSeq: number): Promise<number> {
  return bisect(1, lastSeq + 1, async (seq) => {
    const [entry] = await store.read({ from: seq, limit: 1 })
    return entry === undefined || entry.at >= at
  })
}

/** The number behind the last entry that lies between two numbers; `low` when none does. */
export function endBetween(store: JournalStore, low: number, high: number): Promise<number> {
  return bisect(low, high, async (seq) => {
    const [entry] = await store.read({ from: seq, limit: 1 })
    return entry === undefined || entry.seq >= high
  })
}
