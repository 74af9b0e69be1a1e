import { onScopeDispose, ref, type Ref } from 'vue'

export interface Countdown {
  /** Whole seconds; 0 = nothing to wait for. */
  readonly left: Readonly<Ref<number>>
  readonly start: (forMs: number) => void
}

/** Counts the seconds that somebody has to wait. */
export function useCountdown(): Countdown {
  const left = ref(0)
  let timer: ReturnType<typeof setInterval> | undefined
  let endsAt = 0

  function tick(): void {
    left.value = Math.max(0, Math.ceil((endsAt - performance.now()) / 1_000))
    if (left.value === 0) clearInterval(timer)
  }

  function start(forMs: number): void {
    clearInterval(timer)
    endsAt = performance.now() + forMs
    timer = setInterval(tick, 250)
    tick()
  }

  onScopeDispose(() => clearInterval(timer))
  return { left, start }
}
