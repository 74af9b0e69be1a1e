type Close = () => Promise<unknown> | void

/** What has been opened, to be closed in the opposite order: at the end, or when a later part cannot be opened. */
export class OpenParts {
  readonly #closers: Close[] = []

  /** Takes what closes a part that has just been opened. */
  add(close: Close): void {
    this.#closers.push(close)
  }

  /** Closes everything, each part once; the first failure is thrown when all were tried. */
  async close(): Promise<void> {
    const failures: unknown[] = []
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) {
      try {
        await close()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}
