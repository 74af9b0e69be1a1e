/** Does a step again and again, each a while after the one before has ended. */
export class StepLoop {
  readonly #step: () => Promise<void>
  readonly #everyMs: number
  #isRunning = false
  #timer: NodeJS.Timeout | undefined
  #last: Promise<void> = Promise.resolve()

  /** A step that rejects ends the process, as any other fault that nobody expected. */
  constructor(step: () => Promise<void>, everyMs: number) {
    this.#step = step
    this.#everyMs = everyMs
  }

  /** Begins with a step at once. */
  start(): void {
    this.#isRunning = true
    this.#run()
  }

  /** Resolves when the step under way has ended. */
  async stop(): Promise<void> {
    this.#isRunning = false
    clearTimeout(this.#timer)
    await this.#last
  }

  #run(): void {
    this.#last = this.#step().finally(() => {
      if (this.#isRunning) this.#timer = setTimeout(() => this.#run(), this.#everyMs)
    })
  }
}
