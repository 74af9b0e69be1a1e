/** A channel is asked for again at most this often. */
export const ASK_INTERVAL_MS = 1_000

export interface ResubscribePorts {
  readonly monotonicNow: () => number
  /** Runs `task` once after `delayMs`; answers how to call it off. */
  readonly after: (delayMs: number, task: () => void) => () => void
  /** Sends the request; the named channels start from a keyframe. */
  readonly ask: (channels: readonly string[]) => void
}

interface Asked {
  at: number
  isOpen: boolean
}

/** Asks for a keyframe where a frame did not follow on: once until answered, at most once a second per channel. */
export class Resubscriber {
  readonly #ports: ResubscribePorts
  readonly #asked = new Map<string, Asked>()
  readonly #waiting = new Set<string>()
  #callOff: (() => void) | undefined

  constructor(ports: ResubscribePorts) {
    this.#ports = ports
  }

  /** The channel cannot go on. Frames sent before the request was read end here too, and ask nothing. */
  needs(channel: string): void {
    if (this.#asked.get(channel)?.isOpen) return
    this.#waiting.add(channel)
    this.#askDue()
  }

  /** The server answered with a keyframe, whether it could be used or not. */
  answered(channel: string): void {
    const asked = this.#asked.get(channel)
    if (asked) asked.isOpen = false
  }

  /** A new connection starts from what its handshake says. */
  clear(): void {
    this.#callOff?.()
    this.#callOff = undefined
    this.#asked.clear()
    this.#waiting.clear()
  }

  #askDue(): void {
    const now = this.#ports.monotonicNow()
    const due = [...this.#waiting].filter((channel) => this.#dueAt(channel) <= now)
    for (const channel of due) {
      this.#waiting.delete(channel)
      this.#asked.set(channel, { at: now, isOpen: true })
    }
    if (due.length > 0) this.#ports.ask(due)
    this.#wakeForNext(now)
  }

  #wakeForNext(now: number): void {
    this.#callOff?.()
    this.#callOff = undefined
    if (this.#waiting.size === 0) return
    const next = Math.min(...[...this.#waiting].map((channel) => this.#dueAt(channel)))
    this.#callOff = this.#ports.after(Math.max(0, next - now), () => this.#askDue())
  }

  #dueAt(channel: string): number {
    return (this.#asked.get(channel)?.at ?? -Infinity) + ASK_INTERVAL_MS
  }
}
