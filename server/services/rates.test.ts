import { describe, expect, it } from 'vitest'
import { createMemoryCounters } from './memory-counters.ts'
import { createRates } from './rates.ts'
import { StoreUnavailable } from './store.ts'

const rates = {
  address: { windowMs: 1_000, most: 3 },
  key: { windowMs: 1_000, most: 3 },
  person: { windowMs: 1_000, most: 3 },
  guess: { windowMs: 1_000, most: 3 },
}

function open() {
  const clock = { now: 0, isAway: false, askedCount: 0 }
  const monotonicNow = (): number => clock.now
  const shared = createMemoryCounters(monotonicNow)
  const counters = {
    ...shared,
    async add(name: string, amount: number, windowMs: number) {
      clock.askedCount++
      if (clock.isAway) throw new StoreUnavailable('away')
      return shared.add(name, amount, windowMs)
    },
  }
  const node = () => createRates({ counters, monotonicNow, rates })
  return { clock, nodes: [node(), node()] as const }
}

describe('rates', () => {
  it('are counted for all nodes together, until their window ends', async () => {
    const { clock, nodes } = open()
    const [one, two] = nodes
    expect(await one.take('key', 'a')).toBe(0)
    expect(await two.take('key', 'a')).toBe(0)
    expect(await one.take('key', 'a')).toBe(0)
    clock.now = 400
    expect(await two.take('key', 'a')).toBe(600)
    expect(await two.take('key', 'b')).toBe(0)
    expect(await two.take('person', 'a')).toBe(0)
    clock.now = 1_000
    expect(await two.take('key', 'a')).toBe(0)
  })

  it('bound each node by itself while the store is away, and ask it seldom', async () => {
    const { clock, nodes } = open()
    clock.isAway = true
    const waits = []
    for (let at = 0; at < 10; at++) waits.push(await nodes[0].take('address', 'x'))
    expect(waits.filter((wait) => wait === 0)).toHaveLength(3)
    expect(clock.askedCount).toBe(1)
    clock.isAway = false
    clock.now = 5_000
    expect(await nodes[0].take('address', 'x')).toBe(0)
    expect(clock.askedCount).toBe(2)
  })
})
