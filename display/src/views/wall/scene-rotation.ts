import { computed, onScopeDispose, ref, watch, type ComputedRef } from 'vue'
import type { Scene, ScreenMessage } from '../../../../protocol/screen.ts'

export interface ShownScene {
  readonly scene: Scene
  /** From 1. */
  readonly number: number
  readonly count: number
}

/** The scene after `turns` turns; a named scene stays, a name that the layout lacks rotates like none. */
export function sceneAt(
  scenes: readonly Scene[],
  wanted: string | undefined,
  turns: number,
): ShownScene | undefined {
  const fixed = scenes.findIndex((scene) => scene.id === wanted)
  const index = fixed >= 0 ? fixed : scenes.length > 0 ? turns % scenes.length : 0
  const scene = scenes[index]
  return scene && { scene, number: index + 1, count: scenes.length }
}

/** Turns the scenes of a layout at its own pace; without one the first stays, and so does the one shown while held. */
export function useSceneRotation(
  layout: () => ScreenMessage['layout'] | undefined,
  wanted: () => string | undefined,
  isHeld: () => boolean,
): ComputedRef<ShownScene | undefined> {
  const turns = ref(0)
  let timer: ReturnType<typeof setInterval> | undefined
  watch(
    () => layout()?.rotateEverySeconds,
    (seconds) => {
      clearInterval(timer)
      if (seconds !== undefined && seconds > 0) {
        timer = setInterval(() => {
          if (!isHeld()) turns.value += 1
        }, seconds * 1000)
      }
    },
    { immediate: true },
  )
  onScopeDispose(() => clearInterval(timer))
  return computed(() => sceneAt(layout()?.scenes ?? [], wanted(), turns.value))
}
