import type { Page } from './page.ts'

interface Timer {
  at: number
  readonly every: number | undefined
  readonly task: () => void
}

/** A page for tests whose clocks stand still until they are moved. */
export class FakePage implements Page {
  /** Kiosk's date at monotonic 0. */
  wallOffset = 1_700_000_000_000
  isHiddenNow = false
  readonly #timers = new Set<Timer>()
  readonly #visibility = new Set<() => void>()
  readonly #leave = new Set<() => void>()
  readonly #soon = new Set<() => void>()
  #pictures: { rendered: () => void; shown: () => void }[] = []
  #now = 0

  monotonicNow = (): number => this.#now
  wallNow = (): number => this.wallOffset + this.#now
  isHidden = (): boolean => this.isHiddenNow
  heapMb = (): number | undefined => undefined
  afterRender = (task: () => void): void => task()
  every = (intervalMs: number, task: () => void): (() => void) => this.#add(intervalMs, task, true)
  after = (delayMs: number, task: () => void): (() => void) => this.#add(delayMs, task, false)
  soon = (task: () => void): (() => void) => listen(this.#soon, task)
  onVisibility = (task: () => void): (() => void) => listen(this.#visibility, task)
  onLeave = (task: () => void): (() => void) => listen(this.#leave, task)

  afterPaint = (rendered: () => void, shown: () => void): (() => void) => {
    const picture = { rendered, shown }
    this.#pictures.push(picture)
    return () => {
      this.#pictures = this.#pictures.filter((one) => one !== picture)
    }
  }

  get timerCount(): number {
    return this.#timers.size + this.#soon.size + this.#visibility.size + this.#leave.size
  }

  /** One picture: `between` runs after it was rendered and before it is out. */
  paint(between: () => void = () => undefined): void {
    const pictures = this.#pictures
    for (const { rendered } of pictures) rendered()
    between()
    for (const picture of pictures) {
      if (!this.#pictures.includes(picture)) continue
      this.#pictures = this.#pictures.filter((one) => one !== picture)
      picture.shown()
    }
  }

  hide(isHidden: boolean): void {
    this.isHiddenNow = isHidden
    for (const task of this.#visibility) task()
  }

  leave(): void {
    for (const task of this.#leave) task()
  }

  /** The next turn of the page; no time passes, and no timer runs. */
  turn(): void {
    const tasks = [...this.#soon]
    this.#soon.clear()
    for (const task of tasks) task()
  }

  /** Time passes with every timer run when due. */
  pass(ms: number): void {
    this.turn()
    const end = this.#now + ms
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.at - b.at)[0]
      if (!next || next.at > end) break
      this.#now = Math.max(this.#now, next.at)
      this.#run(next)
    }
    this.#now = end
  }

  /** Time passes while no script runs, as for a stopped renderer. */
  freeze(ms: number): void {
    this.#now += ms
  }

  #run(timer: Timer): void {
    if (timer.every === undefined) this.#timers.delete(timer)
    else timer.at = this.#now + timer.every
    timer.task()
  }

  #add(delayMs: number, task: () => void, isRepeated: boolean): () => void {
    const timer = { at: this.#now + delayMs, every: isRepeated ? delayMs : undefined, task }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }
}

function listen(set: Set<() => void>, task: () => void): () => void {
  set.add(task)
  return () => set.delete(task)
}
