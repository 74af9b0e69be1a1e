/** Does a step again and again, each a while after the one before has ended, and follows what its steps rest on for as long. */
export class StepLoop {
  readonly #step: () => Promise<void>
  readonly #everyMs: number
  readonly #follow: () => () => void
  #unfollow: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined
  #last: Promise<void> = Promise.resolve()

  /**
   * `follow` answers how to stop. A step that rejects ends the process, as any other fault that
   * nobody expected: one that waits for a store must catch what that says while it is away.
   */
  constructor(step: () => Promise<void>, everyMs: number, follow: () => () => void) {
    this.#step = step
    this.#everyMs = everyMs
    this.#follow = follow
  }

  /** Begins with a step at once; a loop that runs goes on. */
  start(): void {
    if (this.#unfollow) return
    this.#unfollow = this.#follow()
    this.#run()
  }

  /** Resolves when the step under way has ended. */
  async stop(): Promise<void> {
    this.#unfollow?.()
    this.#unfollow = undefined
    clearTimeout(this.#timer)
    await this.#last
  }

  #run(): void {
    this.#last = this.#step().finally(() => {
      if (this.#unfollow) this.#timer = setTimeout(() => this.#run(), this.#everyMs)
    })
  }
}
