/** A frame this much slower than the quickest waited somewhere, or its node's clock was moved back. */
const LATE_MS = 1_000
/** Late frames that keep the pace of real time for this long did not wait: a clock was moved. */
const RHYTHM_MS = 1_000
const RHYTHM_TOLERANCE_MS = 500
const BUCKET_MS = 5_000

export interface Passage {
  /** Time on the way beyond that of the quickest recent frame, in ms. */
  readonly delayMs: number
  /** The frame says nothing about the present: it was made long before it arrived. */
  readonly isLate: boolean
}

interface Mark {
  readonly realTime: number
  readonly arrivedAt: number
}

/**
 * Compares the node's clock in the headers with this page's monotonic clock. The difference is
 * smallest for frames that waited nowhere, so its recent minimum is the network's best. All in ms.
 */
export class Transit {
  #current = Infinity
  #previous = Infinity
  #bucketFrom = -Infinity
  #lateSince: Mark | undefined
  #frameCount = 0

  /** `arrivedAt − realTime` of the quickest recent frame; undefined until enough were seen. */
  minimum(frameCount = 4): number | undefined {
    return this.#frameCount < frameCount ? undefined : Math.min(this.#current, this.#previous)
  }

  /** A new connection may lead to another node with another clock. */
  reset(): void {
    this.#current = Infinity
    this.#previous = Infinity
    this.#bucketFrom = -Infinity
    this.#lateSince = undefined
    this.#frameCount = 0
  }

  observe(realTime: number, arrivedAt: number): Passage {
    const transit = arrivedAt - realTime
    const delayMs = Math.max(0, transit - Math.min(this.#current, this.#previous))
    if (delayMs > LATE_MS && !this.#isRhythmic({ realTime, arrivedAt })) {
      return { delayMs, isLate: true }
    }
    if (delayMs > LATE_MS) this.reset()
    this.#lateSince = undefined
    this.#accept(transit, arrivedAt)
    return { delayMs: delayMs > LATE_MS ? 0 : delayMs, isLate: false }
  }

  #accept(transit: number, arrivedAt: number): void {
    if (arrivedAt - this.#bucketFrom > BUCKET_MS) {
      this.#previous = this.#current
      this.#current = Infinity
      this.#bucketFrom = arrivedAt
    }
    this.#current = Math.min(this.#current, transit)
    this.#frameCount++
  }

  #isRhythmic(mark: Mark): boolean {
    const first = this.#lateSince
    const here = first ? mark.arrivedAt - first.arrivedAt : 0
    const there = first ? mark.realTime - first.realTime : 0
    if (!first || Math.abs(here - there) > RHYTHM_TOLERANCE_MS) {
      this.#lateSince = mark
      return false
    }
    return here >= RHYTHM_MS
  }
}
