import { onScopeDispose, ref, type Ref } from 'vue'

const PAGE_MS = 10_000
const TOUCH_PAUSE_MS = 30_000

/** Long lists page by themselves and rest when somebody touches them. */
export function usePaging(): { readonly turns: Readonly<Ref<number>>; readonly pause: () => void } {
  const turns = ref(0)
  let pausedUntil = 0
  const timer = setInterval(() => {
    if (performance.now() >= pausedUntil) turns.value += 1
  }, PAGE_MS)
  onScopeDispose(() => clearInterval(timer))
  return {
    turns,
    pause() {
      pausedUntil = performance.now() + TOUCH_PAUSE_MS
    },
  }
}
