import type { Health } from '../../../protocol/frame.ts'
import { LIVENESS_MS } from '../../../protocol/socket-events.ts'
import type { PathVerdict } from '../stores/feed-layer.ts'

/** A connection known to be gone is said after this time, so that a moved client does not flash. */
export const DISCONNECT_GRACE_MS = 1_000
/** A proof ends this long before `LIVENESS_MS`: a quarter second to look, the rest to reach the glass. */
const PROOF_MS = LIVENESS_MS - 500

/** An idle channel sends a frame a second. */
export const SUSPICION_MS = 1_500

interface ChannelProof {
  /** When the channel's newest frame was made, and its newest that vouched for the store. */
  frameAt: number
  proofAt: number
}

/**
 * What the frames prove of the way from the store to this page. All times are monotonic ms, given
 * by the caller; a frame counts from when it was made, so frames that waited in a buffer while
 * the page or the network slept prove nothing.
 */
export class Liveness {
  readonly #proofs = new Map<string, ChannelProof>()
  #required: readonly string[] = []
  #health: Health | undefined
  #disconnectedAt: number | undefined

  /** The channels that must all be alive. Knows nothing yet of those that are new. */
  require(channels: readonly string[]): void {
    this.#required = channels
    for (const channel of this.#proofs.keys()) {
      if (!channels.includes(channel)) this.#proofs.delete(channel)
    }
  }

  /**
   * Undone by frames of the next connection, not by the connection itself: by the first one while
   * nothing has been said, else by one of every required channel. One frame proves the server and
   * not the other channels, whose last proof may just be running out: the word would come again.
   */
  disconnected(at: number): void {
    this.#disconnectedAt ??= at
  }

  frame(channel: string, madeAt: number, health: Health): void {
    const proof = this.#proofs.get(channel) ?? { frameAt: -Infinity, proofAt: -Infinity }
    proof.frameAt = Math.max(proof.frameAt, madeAt)
    if (health.store) proof.proofAt = Math.max(proof.proofAt, madeAt)
    this.#proofs.set(channel, proof)
    this.#health = health
    if (this.#isReconnected(madeAt)) this.#disconnectedAt = undefined
  }

  /**
   * Time may have passed that the monotonic clock did not count (a suspended machine). What was
   * proven before holds only for as long as a living server may take to send its next frame.
   */
  suspect(now: number): void {
    const latest = now - PROOF_MS + SUSPICION_MS
    for (const proof of this.#proofs.values()) {
      proof.frameAt = Math.min(proof.frameAt, latest)
      proof.proofAt = Math.min(proof.proofAt, latest)
    }
  }

  /** When the required channel that is furthest behind had its newest frame; -Infinity where one had none. */
  frameAt(): number {
    return this.#oldest((proof) => proof.frameAt)
  }

  verdict(now: number): PathVerdict {
    if (this.#health === undefined) return 'unreachable'
    if (this.#disconnectedAt !== undefined && now - this.#disconnectedAt > DISCONNECT_GRACE_MS) {
      return 'unreachable'
    }
    if (now - this.frameAt() > PROOF_MS) return 'unreachable'
    const isProven = now - this.#oldest((proof) => proof.proofAt) <= PROOF_MS
    return this.#health.store && isProven ? 'proven' : 'store-down'
  }

  #isReconnected(madeAt: number): boolean {
    const cutAt = this.#disconnectedAt
    return cutAt !== undefined && (madeAt - cutAt <= DISCONNECT_GRACE_MS || this.frameAt() > cutAt)
  }

  #oldest(read: (proof: ChannelProof) => number): number {
    let oldest = this.#required.length === 0 ? -Infinity : Infinity
    for (const channel of this.#required) {
      const proof = this.#proofs.get(channel)
      oldest = Math.min(oldest, proof ? read(proof) : -Infinity)
    }
    return oldest
  }
}
