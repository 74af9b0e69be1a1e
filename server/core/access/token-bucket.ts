/** A bucket of tokens that fills by time; `now` is monotonic ms. */
export interface TokenBucket {
  /** Takes one token; false when none is left. */
  readonly take: (now: number) => boolean
}

/** Allows `burst` at once and `perSecond` in the long run. */
export function createTokenBucket(perSecond: number, burst: number): TokenBucket {
  let tokens = burst
  let filledAt: number | undefined
  return {
    take(now) {
      tokens = Math.min(burst, tokens + ((now - (filledAt ?? now)) / 1000) * perSecond)
      filledAt = now
      if (tokens < 1) return false
      tokens--
      return true
    },
  }
}
