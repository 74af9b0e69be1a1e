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
  const { isPassing, begin, settle } = usePassing(() => (value.value = undefined))
  let asked = 0
  let failures = 0
  let next: ReturnType<typeof setTimeout> | undefined

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
    const pauseMs = pauseAfter(failures, problem.value?.retryAfterMs)
    if (!document.hidden) next = setTimeout(() => void reload(), pauseMs)
  }

  function lookAgain(): void {
    if (document.hidden) clearTimeout(next)
    else void reload()
  }

  function askAnew(): void {
    problem.value = undefined
    failures = 0
    settle()
    if (value.value !== undefined) begin()
    void reload()
  }

  watch(of, askAnew, { immediate: true })
  document.addEventListener('visibilitychange', lookAgain)
  onScopeDispose(() => {
    asked++
    clearTimeout(next)
    document.removeEventListener('visibilitychange', lookAgain)
  })
  return { value, problem, isPassing, reload }
}

function pauseAfter(failures: number, retryAfterMs = 0): number {
  const pauseMs = EVERY_MS * 2 ** Math.max(0, failures - 1)
  return Math.max(Math.min(pauseMs, LAST_RETRY_MS), retryAfterMs)
}

/** The time between two questions in which the first one's answer still stands. */
function usePassing(end: () => void) {
  const isPassing = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function settle(): void {
    clearTimeout(timer)
    isPassing.value = false
  }

  function begin(): void {
    isPassing.value = true
    timer = setTimeout(() => {
      settle()
      end()
    }, PASSING_MS)
  }

  onScopeDispose(settle)
  return { isPassing, begin, settle }
}
