/** Those who wait for something to become true; whoever may have made it true wakes them. */
export class Waiters {
  readonly #checks = new Set<() => void>()
  readonly #signal: AbortSignal

  /** After the signal whoever is woken gets false. */
  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  wake(): void {
    for (const check of [...this.#checks]) check()
  }

  /** Resolves true once `isDone`, looked at on every wake, and what it says when the time is up. */
  until(isDone: () => boolean, timeoutMs: number): Promise<boolean> {
    if (isDone()) return Promise.resolve(true)
    return new Promise((resolve) => {
      const settle = (answer: boolean): void => {
        this.#checks.delete(check)
        clearTimeout(timer)
        resolve(answer)
      }
      const check = (): void => {
        if (isDone()) settle(true)
        else if (this.#signal.aborted) settle(false)
      }
      const timer = Number.isFinite(timeoutMs)
        ? setTimeout(() => settle(isDone()), timeoutMs)
        : undefined
      this.#checks.add(check)
    })
  }
}
