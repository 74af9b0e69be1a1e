import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { Answer, Problem } from './ask.ts'
import { useSessionStore } from './session-store.ts'

export interface Loaded<Value> {
  /** What came last; stays while it is asked for again. */
  readonly value: ShallowRef<Value | undefined>
  readonly problem: ShallowRef<Problem | undefined>
  readonly reload: () => Promise<void>
}

/** What a page shows of the server: asked for at once, and again whenever `of` changes. */
export function useLoaded<Value>(
  load: () => Promise<Answer<Value>>,
  of: () => unknown = () => undefined,
): Loaded<Value> {
  const session = useSessionStore()
  const value = shallowRef<Value>()
  const problem = shallowRef<Problem>()
  let asked = 0

  async function reload(): Promise<void> {
    const turn = ++asked
    const answer = await load()
    // A newer question is under way: this one is answered too late.
    if (turn !== asked) return
    problem.value = answer.ok ? undefined : answer.problem
    if (answer.ok) value.value = answer.value
    else if (answer.problem.name === 'sign-in-required') session.ended()
  }

  watch(
    of,
    () => {
      value.value = undefined
      void reload()
    },
    { immediate: true },
  )
  onScopeDispose(() => asked++)
  return { value, problem, reload }
}
