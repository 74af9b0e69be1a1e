import { defineStore, storeToRefs } from 'pinia'
import {
  computed,
  onActivated,
  onDeactivated,
  onScopeDispose,
  ref,
  shallowRef,
  watch,
  type ComputedRef,
} from 'vue'
import { useAccessStore } from '../stores/access.ts'
import { useFeedStateStore } from '../stores/feed-state.ts'
import { AnswerBook, type AnswerHold, type AnswerPorts } from './answer-book.ts'
import type { Question } from './question.ts'
import { fetchAnswer } from './fetch-answer.ts'

/** What the server answers panels that ask it again and again. Asked over HTTP, read through `useAnswers`. */
export const useAnswerStore = defineStore('answers', () => {
  const { access } = storeToRefs(useAccessStore())
  const { epoch, isProven } = storeToRefs(useFeedStateStore())
  let load: AnswerPorts['load'] = async (question, tag) =>
    access.value
      ? fetchAnswer(question, tag, access.value, (address, init) => fetch(address, init))
      : { ok: false, reason: 'refused' }
  const book = new AnswerBook({
    load: (question, tag) => load(question, tag),
    monotonicNow: () => performance.now(),
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs)
      return () => clearTimeout(timer)
    },
    random: () => Math.random(),
  })
  watch(
    () => access.value?.site,
    () => book.reset(),
  )
  // A server that was away, or whose data are others, has something new to say.
  watch([isProven, epoch], ([proven]) => {
    if (proven) book.reload()
  })

  /** Answers from elsewhere than the server: the gallery has none. */
  function loadFrom(source: AnswerPorts['load']): void {
    load = source
    book.reset()
  }

  return { book: () => book, loadFrom }
})

/** Where a question stands: without an answer, or with one that was last proven so many ms ago. */
export type Proof =
  { readonly state: 'loading' | 'failed' } | { readonly state: 'answered'; readonly ageMs: number }

export interface Answers<Value> {
  /** The last good answer; the same one as long as the server confirms it. */
  readonly value: ComputedRef<Value | undefined>
  readonly proof: ComputedRef<Proof>
}

const LOOK_EVERY_MS = 1_000

/** Asks a question as long as the panel is shown; a panel of a scene that rotated out asks nothing. */
export function useAnswers<Value>(question: () => Question<Value>): Answers<Value> {
  const book = useAnswerStore().book()
  const held = shallowRef<AnswerHold<Value>>()
  const now = ref(performance.now())
  let isShown = false
  let look: ReturnType<typeof setInterval> | undefined

  function show(): void {
    if (isShown) return
    isShown = true
    now.value = performance.now()
    look = setInterval(() => (now.value = performance.now()), LOOK_EVERY_MS)
    if (held.value) book.wake(held.value)
  }

  function hide(): void {
    isShown = false
    clearInterval(look)
    if (held.value) book.rest(held.value)
  }

  const path = computed(() => question().path)
  watch(
    path,
    () => {
      // Acquired before the old one goes, so that another panel's answer is kept.
      const previous = held.value
      held.value = book.acquire(question())
      if (isShown) book.wake(held.value)
      if (previous) book.release(previous)
    },
    { immediate: true, flush: 'sync' },
  )
  show()
  onActivated(show)
  onDeactivated(hide)
  onScopeDispose(() => {
    hide()
    if (held.value) book.release(held.value)
    held.value = undefined
  })

  const view = computed(() => held.value?.view.value ?? { state: 'loading' as const })
  return {
    value: computed(() => (view.value.state === 'answered' ? view.value.value : undefined)),
    proof: computed(() =>
      view.value.state === 'answered'
        ? { state: 'answered', ageMs: Math.max(0, now.value - view.value.provenAt) }
        : { state: view.value.state },
    ),
  }
}
