import { computed, type ComputedRef } from 'vue'
import type { Question } from '../answers/question.ts'
import { useAnswers } from '../answers/use-answers.ts'
import { useReadings } from '../stores/readings.ts'
import { useSiteClockStore } from '../stores/site-clock.ts'
import { answeredState, toneOf, type Tone } from './answered-state.ts'
import { metricOf, type PanelContext } from './panel-context.ts'
import type { PanelState } from './panel-state.ts'

export interface AnsweredPanel<Value> {
  readonly value: ComputedRef<Value | undefined>
  readonly state: ComputedRef<PanelState>
  readonly tone: ComputedRef<Tone>
  /** What stands in place of an answer that has not come. */
  readonly waiting: ComputedRef<'loading' | 'failed' | undefined>
}

/** What a panel draws of the dossiers' answers, and how sure it may be of it; `metric` lends its age. */
export function useAnswered<Value>(
  question: () => Question<Value>,
  panel: { readonly metric: () => string; readonly context: () => PanelContext },
): AnsweredPanel<Value> {
  const clock = useSiteClockStore()
  const screen = computed(() => panel.context().screen)
  const metric = computed(() => metricOf(screen.value, panel.metric()))
  const series = computed(() => `${metric.value.id}/${screen.value.site.rootUnit}`)
  const readings = useReadings(() => [series.value])
  const { value, proof } = useAnswers(question)
  const state = computed(() => {
    const reading = readings.value.get(series.value)
    const { rate } = clock
    return answeredState(
      { proof: proof.value, metric: metric.value, reading, rate },
      panel.context(),
    )
  })
  return {
    value,
    state,
    tone: computed(() => toneOf(state.value)),
    waiting: computed(() => (proof.value.state === 'answered' ? undefined : proof.value.state)),
  }
}
