import { describe, expect, it } from 'vitest'
import { MAX_TRIES, triesAfter, type Tries } from './retry.ts'

const SECOND = 1_000
const HOUR = 3_600_000

describe('tries to send', () => {
  it('come after 10 s, 30 s, 2 min, 10 min, 30 min, 1 h and then ever more slowly, twelve in a day', () => {
    const waits: number[] = []
    let at = 0
    let tries: Tries | undefined = triesAfter(undefined, at)
    while (tries) {
      expect(tries.firstAt).toBe(0)
      waits.push(tries.nextAt - at)
      at = tries.nextAt
      tries = triesAfter(tries, at)
    }
    expect(waits.slice(0, 6)).toEqual([10, 30, 120, 600, 1_800, 3_600].map((s) => s * SECOND))
    expect(waits).toHaveLength(MAX_TRIES - 1)
    expect(MAX_TRIES).toBe(12)
    expect(at).toBeGreaterThan(23 * HOUR)
    expect(at).toBeLessThanOrEqual(24 * HOUR)
  })

  it('wait as long as the receiver asks, up to an hour', () => {
    expect(triesAfter(undefined, 0, 90 * SECOND)?.nextAt).toBe(90 * SECOND)
    expect(triesAfter(undefined, 0, 5 * SECOND)?.nextAt).toBe(10 * SECOND)
    expect(triesAfter(undefined, 0, 1e15)?.nextAt).toBe(HOUR)
  })

  it('are given up a day after the first, however few there were', () => {
    const tries = { count: 3, firstAt: 0, nextAt: 0 }
    expect(triesAfter(tries, 24 * HOUR - 600 * SECOND)?.count).toBe(4)
    expect(triesAfter(tries, 24 * HOUR - 599 * SECOND)).toBeUndefined()
  })
})
