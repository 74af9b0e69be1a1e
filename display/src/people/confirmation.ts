import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { Answer } from './ask.ts'

/** The question for the password before a sensitive act: one at a time, answered by the dialog of the page. */
export const useConfirmationStore = defineStore('confirmation', () => {
  const isAsked = ref(false)
  let waiting: ((isGiven: boolean) => void)[] = []

  function ask(): Promise<boolean> {
    isAsked.value = true
    return new Promise((resolve) => waiting.push(resolve))
  }

  function answer(isGiven: boolean): void {
    isAsked.value = false
    const all = waiting
    waiting = []
    for (const resolve of all) resolve(isGiven)
  }

  return { isAsked, ask, answer }
})

/** Does something; where the server wants the password first, asks for it and does it once more. */
export async function withConfirmation<Value>(
  act: () => Promise<Answer<Value>>,
  confirm: () => Promise<boolean>,
): Promise<Answer<Value>> {
  const answer = await act()
  if (answer.ok || answer.problem.name !== 'confirmation-required') return answer
  return (await confirm()) ? act() : answer
}
