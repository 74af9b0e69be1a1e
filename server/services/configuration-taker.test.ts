import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Site } from '../core/sites/site.ts'
import { buildSite } from '../testing/build-site.ts'
import { createConfigurationTaker, type ConfigurationTaker } from './configuration-taker.ts'

const first = buildSite({ id: 'a' })
const second = buildSite({ id: 'a' })
const setOf = (site: Site): ReadonlyMap<string, Site> => new Map([[site.id, site]])

let isAway = false
let asked: Site[] = []
let taken: Site[] = []
let taker: ConfigurationTaker

beforeEach(() => {
  vi.useFakeTimers()
  isAway = true
  asked = []
  taken = []
  taker = createConfigurationTaker({
    configure: async (site) => {
      asked.push(site)
      if (isAway) throw new Error('the store is away')
    },
    taken: (site) => void taken.push(site),
    log: { warn: () => undefined },
  })
})
afterEach(() => void vi.useRealTimers())

describe('taking a configuration', () => {
  it('tries again until the store takes it', async () => {
    taker.take(setOf(first))
    await vi.advanceTimersByTimeAsync(5_000)
    expect([asked.length, taken.length]).toEqual([3, 0])
    isAway = false
    await vi.advanceTimersByTimeAsync(2_000)
    expect(taken).toEqual([first])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked).toHaveLength(4)
  })

  it('gives up an older one for a newer one, and all of them when it is stopped', async () => {
    taker.take(setOf(first))
    await vi.advanceTimersByTimeAsync(1)
    taker.take(setOf(second))
    await vi.advanceTimersByTimeAsync(2_001)
    expect(asked.slice(2).every((site) => site === second)).toBe(true)
    taker.stop()
    const count = asked.length
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked).toHaveLength(count)
    expect(vi.getTimerCount()).toBe(0)
  })
})
