/** A lease as it is stored: no time-to-live, the beat is what proves the holder's life. */
export interface SeenLease {
  readonly holder: string
  readonly token: number
  readonly beat: number
}

/** What one contender for a lease knows. Monotonic times, ms since any start. */
export type LeaseState =
  | {
      readonly role: 'contender'
      readonly seen: SeenLease | undefined
      /** Since when the lease has stood as seen. */
      readonly stillSince: number
      readonly lookedAt: number
    }
  | { readonly role: 'holder'; readonly token: number; readonly beatAt: number }

export interface LeaseRules {
  /** A contender takes over when the beat has stood still this long. */
  readonly takeoverAfterMs: number
  /** A holder whose last beat is older than this is none: shorter than `takeoverAfterMs` by a margin. */
  readonly holdForMs: number
}

export const CONTENDER: LeaseState = Object.freeze({
  role: 'contender',
  seen: undefined,
  stillSince: -Infinity,
  lookedAt: -Infinity,
})

/** The token, while the holder may act on it: its own last beat began at most `holdForMs` ago. */
export function heldToken(
  state: LeaseState,
  monotonic: number,
  rules: LeaseRules,
): number | undefined {
  if (state.role !== 'holder') return undefined
  return monotonic - state.beatAt <= rules.holdForMs ? state.token : undefined
}

export interface LeaseLook {
  readonly state: LeaseState
  readonly decision:
    | {
        readonly take: true
        /** `own`: stored under the contender's own name, nobody has come between. */
        readonly reason: 'free' | 'own' | 'beat-stands-still'
      }
    | { readonly take: false; readonly reason: 'beat-moves' | 'not-long-enough' }
}

/**
 * What a contender makes of the stored lease. It counts standing still only over looks that follow
 * each other: a contender that was itself stopped has seen nothing and starts counting anew.
 */
export function lookAtLease(
  state: LeaseState,
  stored: SeenLease | undefined,
  holder: string,
  monotonic: number,
  rules: LeaseRules,
): LeaseLook {
  const isSame = state.role === 'contender' && isSameLease(state.seen, stored)
  const isContinuous =
    state.role === 'contender' && monotonic - state.lookedAt <= rules.takeoverAfterMs / 2
  const stillSince =
    state.role === 'contender' && isSame && isContinuous ? state.stillSince : monotonic
  const next: LeaseState = { role: 'contender', seen: stored, stillSince, lookedAt: monotonic }
  if (stored === undefined || stored.holder === '') {
    return { state: next, decision: { take: true, reason: 'free' } }
  }
  if (stored.holder === holder) return { state: next, decision: { take: true, reason: 'own' } }
  if (monotonic - stillSince >= rules.takeoverAfterMs) {
    return { state: next, decision: { take: true, reason: 'beat-stands-still' } }
  }
  return {
    state: next,
    decision: { take: false, reason: isSame ? 'not-long-enough' : 'beat-moves' },
  }
}

function isSameLease(a: SeenLease | undefined, b: SeenLease | undefined): boolean {
  return a?.holder === b?.holder && a?.token === b?.token && a?.beat === b?.beat
}
