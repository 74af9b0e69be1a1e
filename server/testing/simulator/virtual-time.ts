interface Due {
  readonly at: number
  readonly order: number
  readonly task: () => void
  isCalledOff: boolean
}

/** Monotonic time that moves from one due task to the next. */
export class VirtualTime {
  #now = 0
  #order = 0
  /** Sorted by time, then by order of asking. */
  readonly #due: Due[] = []

  readonly now = (): number => this.#now

  readonly after = (ms: number, task: () => void): (() => void) => {
    const due: Due = { at: this.#now + ms, order: this.#order++, task, isCalledOff: false }
    let low = 0
    let high = this.#due.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = this.#due[middle]
      if (other && other.at <= due.at) low = middle + 1
      else high = middle
    }
    this.#due.splice(low, 0, due)
    return () => {
      due.isCalledOff = true
    }
  }

  readonly every = (ms: number, task: () => void): (() => void) => {
    let callOff = (): void => undefined
    const again = (): void => {
      callOff = this.after(ms, () => {
        again()
        task()
      })
    }
    again()
    return () => callOff()
  }

  /** Runs all that is due until `ms` from now; `settle` lets promises that a task resolved go on. */
  async advance(ms: number, settle: () => Promise<void> | undefined): Promise<void> {
    const end = this.#now + ms
    for (let due = this.#due[0]; due && due.at <= end; due = this.#due[0]) {
      this.#due.shift()
      this.#now = Math.max(this.#now, due.at)
      if (due.isCalledOff) continue
      due.task()
      const settling = settle()
      if (settling) await settling
    }
    this.#now = end
  }
}
