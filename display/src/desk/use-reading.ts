import { computed, reactive, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { GaugeFacts, ReadingAnswer } from '../../../protocol/readings.ts'
import type { Answer } from '../people/ask.ts'
import { useAct, type Act } from '../people/use-act.ts'
import { instantOfMinute } from './desk-query.ts'
import { readDecimal, type Gauge } from './gauges.ts'
import type { NewReading } from './reading-api.ts'

/** Clocks differ by so much; the server says the same. */
const FUTURE_LIMIT_MS = 5 * 60_000

/** Why a reading is not sent. */
export type ReadingFault = 'gauge' | 'value' | 'at' | 'future' | 'impossible'

export interface ReadingInHand {
  readonly form: { gauge: Gauge | undefined; text: string; minute: string | undefined }
  readonly value: ComputedRef<number | undefined>
  /** Told once sending was tried. */
  readonly fault: ComputedRef<ReadingFault | undefined>
  /** It lies off the readings before it and was not confirmed. */
  readonly isDoubted: ComputedRef<boolean>
  readonly taken: Ref<(NewReading & ReadingAnswer) | undefined>
  readonly act: Act
  readonly send: () => Promise<void>
}

/** From what is read at a gauge to what has become of it. A leap is asked about once before it is sent. */
export function useReading(parts: {
  readonly facts: () => GaugeFacts | undefined
  /** Site time, ms since 1970; 0 = not known. */
  readonly now: () => number
  readonly enter: (reading: NewReading) => Promise<Answer<ReadingAnswer>>
}): ReadingInHand {
  const form: ReadingInHand['form'] = reactive({ gauge: undefined, text: '', minute: undefined })
  const act = useAct()
  const taken: ReadingInHand['taken'] = ref()
  const isTried = ref(false)
  const confirmed = ref<string>()
  const value = computed(() => readDecimal(form.text))
  const at = computed(() => (form.minute === undefined ? undefined : instantOfMinute(form.minute)))
  const found = computed((): ReadingFault | undefined => {
    if (form.gauge === undefined) return 'gauge'
    if (value.value === undefined) return 'value'
    if (at.value === undefined) return 'at'
    if (parts.now() > 0 && at.value > parts.now() + FUTURE_LIMIT_MS) return 'future'
    const { min, max } = parts.facts()?.range ?? { min: -Infinity, max: Infinity }
    return value.value < min || value.value > max ? 'impossible' : undefined
  })
  const isOff = computed(() => {
    const usual = parts.facts()?.usual
    if (usual === undefined || value.value === undefined) return false
    return value.value < usual.low || value.value > usual.high
  })
  const isDoubted = computed(
    () => confirmed.value === form.text && isOff.value && found.value === undefined,
  )

  watch(
    () => [form.gauge, form.text, form.minute],
    () => {
      isTried.value = false
      confirmed.value = undefined
      act.problem.value = undefined
      if (form.text !== '') taken.value = undefined
    },
    { flush: 'sync' },
  )

  async function send(): Promise<void> {
    isTried.value = true
    const { gauge } = form
    if (found.value !== undefined || gauge === undefined) return
    if (value.value === undefined || at.value === undefined) return
    if (isOff.value && confirmed.value !== form.text) {
      confirmed.value = form.text
      return
    }
    const reading = { ...gauge, value: value.value, at: new Date(at.value).toISOString() }
    const answer = await act.run(() => parts.enter(reading))
    if (!answer.ok) return
    form.text = ''
    taken.value = { ...reading, ...answer.value }
  }

  return {
    ...{ form, value, isDoubted, taken, act, send },
    fault: computed(() => (isTried.value ? found.value : undefined)),
  }
}
