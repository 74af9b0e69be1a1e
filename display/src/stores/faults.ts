import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

/** Where an error nobody expected came out. */
export type FaultPlace = 'socket' | 'frame' | 'message' | 'render' | 'page' | 'cache' | 'request'

export interface Fault {
  readonly place: FaultPlace
  readonly message: string
  /** Monotonic ms, so that an old fault can be told from a new one. */
  readonly at: number
}

/** The newest unexpected error and how many there were: shown on the wall, never swallowed. */
export const useFaultStore = defineStore('faults', () => {
  const newest = shallowRef<Fault>()
  const count = ref(0)

  function report(place: FaultPlace, error: unknown, at: number): void {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    newest.value = { place, message: message.slice(0, 300), at }
    count.value++
  }

  function clear(): void {
    newest.value = undefined
  }

  return { newest, count, report, clear }
})
