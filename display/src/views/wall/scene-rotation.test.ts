import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import { useSceneRotation } from './scene-rotation.ts'

const scenes = ['a', 'b', 'c'].map((id) => ({ id, title: { vi: id, en: id }, panels: [] }))

describe('the rotation of scenes', () => {
  afterEach(() => vi.useRealTimers())

  it('rests while an alarm has their place, and goes on where it was', () => {
    vi.useFakeTimers()
    const isHeld = ref(false)
    const scope = effectScope()
    const shown = scope.run(() =>
      useSceneRotation(
        () => ({ rotateEverySeconds: 30, scenes }),
        () => undefined,
        () => isHeld.value,
      ),
    )
    vi.advanceTimersByTime(30_000)
    expect(shown?.value?.scene.id).toBe('b')
    isHeld.value = true
    vi.advanceTimersByTime(70_000)
    expect(shown?.value?.scene.id).toBe('b')
    isHeld.value = false
    vi.advanceTimersByTime(30_000)
    expect(shown?.value?.scene.id).toBe('c')
    scope.stop()
  })
})
