import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useCountdown } from './countdown.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => vi.useRealTimers())

describe('a countdown', () => {
  it('counts whole seconds down to none, and stops', () => {
    const scope = effectScope()
    const { left, start } = scope.run(() => useCountdown()) ?? expect.fail('no scope')
    expect(left.value).toBe(0)
    start(2_500)
    expect(left.value).toBe(3)
    vi.advanceTimersByTime(600)
    expect(left.value).toBe(2)
    vi.advanceTimersByTime(2_000)
    expect(left.value).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends with the page', () => {
    const scope = effectScope()
    scope.run(() => useCountdown())?.start(60_000)
    scope.stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})
