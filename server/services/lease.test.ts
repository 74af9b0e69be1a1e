import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeSiteStore } from '../testing/fake-site-store.ts'
import { createLease } from './lease.ts'

let offsetMs = 0
const machine = { monotonicNow: () => Date.now() + offsetMs }

beforeEach(() => {
  offsetMs = 0
  vi.useFakeTimers({ now: 1_000_000 })
})
afterEach(() => vi.useRealTimers())

function contender(store: FakeSiteStore, holder: string, clock = machine) {
  return createLease({ store, name: 'feed', holder, machine: clock })
}

describe('the lease', () => {
  it('is held by the first to ask and kept by beats', async () => {
    const store = new FakeSiteStore()
    const first = contender(store, 'a')
    const second = contender(store, 'b')
    void first.start()
    await vi.advanceTimersByTimeAsync(1)
    void second.start()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(first.token()).toBe(1)
    expect(second.token()).toBeUndefined()
    await first.stop()
    await second.stop()
  })

  it('passes on at once when it is given back', async () => {
    const store = new FakeSiteStore()
    const first = contender(store, 'a')
    const second = contender(store, 'b')
    void first.start()
    await vi.advanceTimersByTimeAsync(1)
    void second.start()
    await first.stop()
    expect(first.token()).toBeUndefined()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(second.token()).toBe(2)
    await second.stop()
  })

  it('is dropped as soon as another token is found', async () => {
    const store = new FakeSiteStore()
    const first = contender(store, 'a')
    const heard: (number | undefined)[] = []
    first.onChange((token) => heard.push(token))
    void first.start()
    await vi.advanceTimersByTimeAsync(1)
    await store.takeLease('feed', await store.readLease('feed'), 'b')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(first.token()).toBeUndefined()
    expect(heard).toEqual([1, undefined])
    await first.stop()
  })

  it('is dropped when the store does not answer, and taken back when it does', async () => {
    const store = new FakeSiteStore()
    const first = contender(store, 'a')
    void first.start()
    await vi.advanceTimersByTimeAsync(1)
    store.fault = 'unavailable'
    await vi.advanceTimersByTimeAsync(2_000)
    expect(first.token()).toBeUndefined()
    store.fault = undefined
    await vi.advanceTimersByTimeAsync(2_000)
    expect(first.token()).toBe(2)
    await first.stop()
  })

  it('is not held by a process that wakes after a stop of more than 8 s', async () => {
    const store = new FakeSiteStore()
    const sleeper = contender(store, 'a')
    void sleeper.start()
    await vi.advanceTimersByTimeAsync(1)
    expect(sleeper.token()).toBe(1)
    offsetMs = 8_500
    expect(sleeper.token()).toBeUndefined()
    await sleeper.stop()
  })

  it('counts from when its last beat began, not from the answer', async () => {
    const store = new FakeSiteStore()
    const slow = contender(store, 'a')
    void slow.start()
    await vi.advanceTimersByTimeAsync(1)
    const beat = store.beatLease.bind(store)
    store.beatLease = async (name, token) => {
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      return beat(name, token)
    }
    await vi.advanceTimersByTimeAsync(5_000)
    expect(slow.token()).toBe(1)
    offsetMs = 5_500
    expect(slow.token()).toBeUndefined()
    store.beatLease = beat
    await slow.stop()
  })

  it('is taken from a holder that has died within 10 s and two looks', async () => {
    const store = new FakeSiteStore()
    await store.takeLease('feed', undefined, 'dead')
    const second = contender(store, 'b')
    void second.start()
    await vi.advanceTimersByTimeAsync(9_999)
    expect(second.token()).toBeUndefined()
    await vi.advanceTimersByTimeAsync(2_001)
    expect(second.token()).toBe(2)
    await second.stop()
  })
})
