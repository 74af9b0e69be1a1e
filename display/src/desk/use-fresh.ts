import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Answer, Problem } from '../people/ask.ts'

export interface Fresh<Value> {
  /** The last good answer to what is asked now. */
  readonly value: ShallowRef<Value | undefined>
  /** Why there was none since. */
  readonly problem: ShallowRef<Problem | undefined>
  /** What is shown answers the question before: the next one is under way. */
  readonly isPassing: Ref<boolean>
  readonly reload: () => Promise<void>
}

const EVERY_MS = 10_000
const LAST_RETRY_MS = 60_000
/** So long the answer to the question before may stand, for a page that goes blank and comes back is hard to follow. */
const PASSING_MS = 500

/** Asked at once, whenever `of` changes, and every ten seconds for as long as the page is seen. */
export function useFresh<Value>(
  load: () => Promise<Answer<Value>>,
  of: () => unknown,
): Fresh<Value> {
  const value = shallowRef<Value>()
  const problem = shallowRef<Problem>()
  const isPassing = ref(false)
  let asked = 0
  let failures = 0
  let next: ReturnType<typeof setTimeout> | undefined
  let passing: ReturnType<typeof setTimeout> | undefined

  function settle(): void {
    clearTimeout(passing)
    isPassing.value = false
  }

  async function reload(): Promise<void> {
    clearTimeout(next)
    const turn = ++asked
    const answer = await load()
    // A newer question is under way: this one is answered too late.
    if (turn !== asked) return
    failures = answer.ok ? 0 : failures + 1
    problem.value = answer.ok ? undefined : answer.problem
    if (answer.ok) value.value = answer.value
    else if (isPassing.value) value.value = undefined
    settle()
    if (!document.hidden) next = setTimeout(() => void reload(), pauseMs())
  }

  function pauseMs(): number {
    const { retryAfterMs = 0 } = problem.value ?? {}
    return Math.max(
      Math.min(EVERY_MS * 2 ** Math.max(0, failures - 1), LAST_RETRY_MS),
      retryAfterMs,
    )
  }

  function lookAgain(): void {
    if (document.hidden) clearTimeout(next)
    else void reload()
  }

  watch(
    of,
    () => {
      settle()
      problem.value = undefined
      failures = 0
      if (value.value !== undefined) {
        isPassing.value = true
        passing = setTimeout(() => {
          value.value = undefined
          isPassing.value = false
        }, PASSING_MS)
      }
      void reload()
    },
    { immediate: true },
  )
  document.addEventListener('visibilitychange', lookAgain)
  onScopeDispose(() => {
    asked++
    clearTimeout(next)
    clearTimeout(passing)
    document.removeEventListener('visibilitychange', lookAgain)
  })
  return { value, problem, isPassing, reload }
}
