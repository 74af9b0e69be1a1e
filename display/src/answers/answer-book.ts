import { shallowRef, type ShallowRef } from 'vue'
import type { Question } from './question.ts'
import type { FetchedAnswer } from './fetch-answer.ts'

/** What is known of a question; `Value` is the last good answer, whatever was answered since. */
export type AnswerView<Value> =
  /** `failed`: nobody has answered yet. */
  | { readonly state: 'loading' | 'failed' }
  | {
      readonly state: 'answered'
      readonly value: Value
      /** Monotonic ms at which the request left whose answer proves the value. */
      readonly provenAt: number
    }

export interface AnswerPorts {
  /** Asks once; never rejects. */
  readonly load: (question: Question<unknown>, tag?: string) => Promise<FetchedAnswer>
  /** ms since any start; never jumps. */
  readonly monotonicNow: () => number
  readonly after: (delayMs: number, task: () => void) => () => void
  /** From 0 to 1. */
  readonly random: () => number
}

/** Somebody's interest in a question; asks nothing until it is woken. */
export interface AnswerHold<Value> {
  readonly view: Readonly<ShallowRef<AnswerView<Value>>>
}

interface Entry extends AnswerHold<unknown> {
  readonly question: Question<unknown>
  readonly view: ShallowRef<AnswerView<unknown>>
  readonly holds: Set<Hold>
  tag: string | undefined
  /** Goes up when everything is forgotten, so that an answer to an earlier question is known as such. */
  round: number
  failures: number
  isAsking: boolean
  callOff: (() => void) | undefined
}

interface Hold extends AnswerHold<unknown> {
  readonly entry: Entry
  isAwake: boolean
}

const EVERY_MS = 5_000
/** Walls that came up together must not ask together for ever. */
const JITTER = 0.15
const LAST_RETRY_MS = 60_000
const LOADING = { state: 'loading' } as const

/** Asks each question every five seconds for all who draw its answer, while any of them is on the glass. */
export class AnswerBook {
  readonly #ports: AnswerPorts
  readonly #entries = new Map<string, Entry>()

  constructor(ports: AnswerPorts) {
    this.#ports = ports
  }

  /** How many questions are held. */
  get size(): number {
    return this.#entries.size
  }

  acquire<Value>(question: Question<Value>): AnswerHold<Value> {
    const entry = this.#entries.get(question.path) ?? this.#open(question)
    const hold: Hold = { entry, view: entry.view, isAwake: false }
    entry.holds.add(hold)
    // Equal paths are asked with the same schema.
    return hold as unknown as AnswerHold<Value>
  }

  release(held: AnswerHold<unknown>): void {
    const { entry } = held as Hold
    this.rest(held)
    entry.holds.delete(held as Hold)
    if (entry.holds.size === 0) this.#entries.delete(entry.question.path)
  }

  /** Its panel is shown: asks at once, unless somebody just did. */
  wake(held: AnswerHold<unknown>): void {
    const hold = held as Hold
    const wasAwake = isAwake(hold.entry)
    hold.isAwake = true
    if (!wasAwake) this.#ask(hold.entry)
  }

  /** Its panel is not shown: what is known stays, and grows old. */
  rest(held: AnswerHold<unknown>): void {
    const hold = held as Hold
    hold.isAwake = false
    if (!isAwake(hold.entry)) stop(hold.entry)
  }

  /** Asks everything again at once: the server is back. */
  reload(): void {
    for (const entry of this.#entries.values()) {
      entry.failures = 0
      if (isAwake(entry)) this.#ask(entry)
    }
  }

  /** Forgets all answers: they are of another site. */
  reset(): void {
    for (const entry of this.#entries.values()) {
      entry.round++
      entry.tag = undefined
      entry.view.value = LOADING
    }
    this.reload()
  }

  #open(question: Question<unknown>): Entry {
    const entry: Entry = {
      ...{ question, view: shallowRef(LOADING), holds: new Set<Hold>(), tag: undefined },
      ...{ round: 0, failures: 0, isAsking: false, callOff: undefined },
    }
    this.#entries.set(question.path, entry)
    return entry
  }

  #ask(entry: Entry): void {
    stop(entry)
    if (!entry.isAsking) void this.#load(entry)
  }

  async #load(entry: Entry): Promise<void> {
    const { round } = entry
    const askedAt = this.#ports.monotonicNow()
    entry.isAsking = true
    const answer = await this.#ports.load(entry.question, entry.tag)
    entry.isAsking = false
    if (entry.round === round) this.#take(entry, answer, askedAt)
    else if (isAwake(entry)) this.#ask(entry)
  }

  #take(entry: Entry, answer: FetchedAnswer, provenAt: number): void {
    const { view } = entry
    if (!answer.ok) {
      entry.failures++
      if (view.value.state === 'loading') view.value = { state: 'failed' }
    } else {
      entry.failures = 0
      if (!('same' in answer)) {
        entry.tag = answer.tag
        view.value = { state: 'answered', value: answer.value, provenAt }
      } else if (view.value.state === 'answered') view.value = { ...view.value, provenAt }
    }
    if (!isAwake(entry)) return
    const pauseMs = Math.min(EVERY_MS * 2 ** Math.max(0, entry.failures - 1), LAST_RETRY_MS)
    const jitter = 1 + JITTER * (2 * this.#ports.random() - 1)
    entry.callOff = this.#ports.after(pauseMs * jitter, () => this.#ask(entry))
  }
}

function isAwake({ holds }: Entry): boolean {
  return [...holds].some((hold) => hold.isAwake)
}

function stop(entry: Entry): void {
  entry.callOff?.()
  entry.callOff = undefined
}
