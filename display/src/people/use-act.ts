import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Answer, Problem } from './ask.ts'
import { useConfirmationStore, withConfirmation } from './confirmation.ts'
import { useCountdown } from './countdown.ts'
import { useSessionStore } from './session-store.ts'

export interface Act {
  readonly isBusy: Readonly<Ref<boolean>>
  /** Why the last one failed. */
  readonly problem: ShallowRef<Problem | undefined>
  /** Seconds until the server listens again; until then nothing is asked. */
  readonly waitS: Readonly<Ref<number>>
  readonly run: <Value>(act: () => Promise<Answer<Value>>) => Promise<Answer<Value>>
}

/** What a button does: one at a time, with the password given again where that is wanted. */
export function useAct(): Act {
  const session = useSessionStore()
  const confirmation = useConfirmationStore()
  const isBusy = ref(false)
  const problem = shallowRef<Problem>()
  const { left: waitS, start } = useCountdown()

  async function run<Value>(act: () => Promise<Answer<Value>>): Promise<Answer<Value>> {
    if (isBusy.value || waitS.value > 0) return { ok: false, problem: { name: 'busy' } }
    isBusy.value = true
    problem.value = undefined
    const answer = await withConfirmation(act, confirmation.ask)
    isBusy.value = false
    if (!answer.ok) {
      problem.value = answer.problem
      if (answer.problem.retryAfterMs !== undefined) start(answer.problem.retryAfterMs)
      if (answer.problem.name === 'sign-in-required') session.ended()
    }
    return answer
  }

  return { isBusy, problem, waitS, run }
}
