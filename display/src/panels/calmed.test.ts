import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useCalmed } from './calmed.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a calmed value', () => {
  it('follows at most once in its time, and always ends on the last change', async () => {
    const scope = effectScope()
    const source = ref(0)
    const calmed = scope.run(() => useCalmed(source, 1_000))!
    const seen: number[] = []
    for (let step = 1; step <= 10; step++) {
      source.value = step
      await nextTick()
      vi.advanceTimersByTime(300)
      await nextTick()
      seen.push(calmed.value)
    }
    expect(seen).toEqual([1, 1, 1, 4, 4, 4, 7, 7, 7, 10])
    source.value = 11
    await nextTick()
    vi.advanceTimersByTime(1_000)
    expect(calmed.value).toBe(11)
    scope.stop()
    source.value = 12
    await nextTick()
    vi.runAllTimers()
    expect(calmed.value).toBe(11)
  })
})
