import type { AlarmPathState } from '../stores/alarms.ts'

/** A canary comes every ten seconds; when three have stayed away, nobody watches the alarms. */
export const CANARY_MISSING_MS = 30_000
/** One flight, and what a busy store may add to it. */
const NEXT_CANARY_MS = 12_000

/** What a frame of the alarm channel says of the newest canary. */
export interface CanarySight {
  /** Site time at which the canary set out; 0 = none yet. */
  readonly canaryAt: number
  /** Of the frame: site time in ms, and site ms per real ms. */
  readonly siteTime: number
  readonly rate: number
  /** When the frame was made, in this page's monotonic ms. */
  readonly madeAt: number
  /** The node vouches for its store of alarms. */
  readonly isStoreSound: boolean
}

/**
 * Whether canaries still come all the way from a source to this page. Times are monotonic ms unless
 * they are called otherwise. A frame counts from when it was made, so that canaries that waited in
 * a buffer prove nothing.
 */
export class CanaryWatch {
  #canaryAt = 0
  /** A frame of this connection has named a canary, so that the next other one has flown since. */
  #isNamed = false
  #wasConnected = false
  #provenAt = -Infinity

  /** A new page: the first canary has its time to come. */
  started(now: number): void {
    this.#provenAt = now
  }

  /** The first connection starts that time again; a later one proves nothing by itself. */
  connected(now: number): void {
    if (!this.#wasConnected) this.#provenAt = now
    this.#wasConnected = true
    this.#isNamed = false
  }

  seen({ canaryAt, siteTime, rate, madeAt, isStoreSound }: CanarySight): void {
    if (!isStoreSound) return
    const isOther = canaryAt !== this.#canaryAt
    // Of what went on before this connection only the age can tell whether it goes on.
    const isNew = this.#isNamed || siteTime - canaryAt <= CANARY_MISSING_MS * Math.max(1, rate)
    this.#isNamed = true
    this.#canaryAt = canaryAt
    if (isOther && isNew && canaryAt !== 0) this.#provenAt = Math.max(this.#provenAt, madeAt)
  }

  /** Time may have passed that the monotonic clock did not count: the next canary must decide. */
  suspect(now: number): void {
    this.#provenAt = Math.min(this.#provenAt, now - CANARY_MISSING_MS + NEXT_CANARY_MS)
  }

  verdict(now: number): AlarmPathState {
    return now - this.#provenAt > CANARY_MISSING_MS ? 'silent' : 'proven'
  }
}
