import { computed, reactive, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { RegisterAnswer } from '../../../protocol/registers.ts'
import type { Answer } from '../people/ask.ts'
import { useAct, type Act } from '../people/use-act.ts'
import type { RegisterChoice } from './register-api.ts'

export interface RegisterInHand {
  readonly choice: { file: File | undefined; mapping: string; encoding: string; sheet: string }
  /** What the file would do, or has done; gone when something else is chosen. */
  readonly answer: ShallowRef<RegisterAnswer | undefined>
  readonly act: Act
  readonly canTry: ComputedRef<boolean>
  /** Only what was looked at is taken. */
  readonly canTake: ComputedRef<boolean>
  readonly tryIt: () => Promise<void>
  readonly take: () => Promise<void>
}

export type Bring = (choice: RegisterChoice, isTrial: boolean) => Promise<Answer<RegisterAnswer>>

/** From the choice of a file to what has become of it. */
export function useRegister(bring: Bring): RegisterInHand {
  const choice: RegisterInHand['choice'] = reactive({
    ...{ file: undefined, mapping: '', encoding: '', sheet: '' },
  })
  const answer = shallowRef<RegisterAnswer>()
  const act = useAct()
  let turn = 0

  watch(
    () => [choice.file, choice.mapping, choice.encoding, choice.sheet],
    () => {
      turn++
      answer.value = undefined
      act.problem.value = undefined
    },
    { flush: 'sync' },
  )

  async function run(isTrial: boolean): Promise<void> {
    const { file, mapping, encoding, sheet } = choice
    if (!file || mapping === '') return
    const mine = turn
    const result = await act.run(() => bring({ file, mapping, encoding, sheet }, isTrial))
    // Something else was chosen meanwhile: what is told of the one before would be taken for it.
    if (mine === turn && result.ok) answer.value = result.value
    else if (mine !== turn) act.problem.value = undefined
  }

  const isFree = computed(() => !act.isBusy.value && act.waitS.value === 0)
  const canTry = computed(() => isFree.value && choice.file !== undefined && choice.mapping !== '')
  const canTake = computed(
    () => canTry.value && answer.value?.isTrial === true && answer.value.accepted > 0,
  )
  return {
    ...{ choice, answer, act, canTry, canTake },
    async tryIt() {
      if (canTry.value) await run(true)
    },
    async take() {
      if (canTake.value) await run(false)
    },
  }
}
