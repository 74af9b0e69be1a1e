import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONTENDER, heldToken, lookAtLease, type LeaseState, type SeenLease } from './lease.ts'

const LOOK_EVERY_MS = 2_000
const rules = { takeoverAfterMs: 10_000, holdForMs: 8_000 }
const other: SeenLease = { holder: 'b', token: 7, beat: 3 }

function lookUntil(stored: (monotonic: number) => SeenLease | undefined, untilMs: number) {
  let state: LeaseState = CONTENDER
  for (let monotonic = 0; monotonic <= untilMs; monotonic += LOOK_EVERY_MS) {
    const look = lookAtLease(state, stored(monotonic), 'a', monotonic, rules)
    if (look.decision.take) return { takenAt: monotonic, reason: look.decision.reason }
    state = look.state
  }
  return undefined
}

describe('a contender', () => {
  it('takes a lease that nobody holds, and one that was given back', () => {
    expect(lookUntil(() => undefined, 0)).toEqual({ takenAt: 0, reason: 'free' })
    expect(lookUntil(() => ({ ...other, holder: '' }), 0)).toEqual({ takenAt: 0, reason: 'free' })
  })

  it('takes back its own lease at once', () => {
    expect(lookUntil(() => ({ ...other, holder: 'a' }), 0)).toEqual({ takenAt: 0, reason: 'own' })
  })

  it('takes over when the beat has stood still for 10 s, not before', () => {
    expect(lookUntil(() => other, 60_000)).toEqual({ takenAt: 10_000, reason: 'beat-stands-still' })
    expect(lookUntil(() => other, 8_000)).toBeUndefined()
  })

  it('waits as long as the beat moves', () => {
    const beating = (monotonic: number) => ({ ...other, beat: Math.floor(monotonic / 9_000) })
    expect(lookUntil(beating, 120_000)).toBeUndefined()
  })

  it('counts anew after it was itself stopped', () => {
    const first = lookAtLease(CONTENDER, other, 'a', 0, rules)
    const woken = lookAtLease(first.state, other, 'a', 60_000, rules)
    expect(woken.decision).toEqual({ take: false, reason: 'not-long-enough' })
  })
})

describe('a holder', () => {
  it('is none any more 8 s after its last beat began', () => {
    const state: LeaseState = { role: 'holder', token: 4, beatAt: 1_000 }
    expect(heldToken(state, 9_000, rules)).toBe(4)
    expect(heldToken(state, 9_001, rules)).toBeUndefined()
    expect(heldToken(CONTENDER, 0, rules)).toBeUndefined()
  })

  it('has always let go before a contender on another clock takes over', () => {
    const beats = fc.array(fc.integer({ min: 100, max: 30_000 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(beats, fc.integer({ min: 0, max: 1_999 }), (gaps, phase) => {
        const beatAt = gaps.map((_, index) => gaps.slice(0, index + 1).reduce((a, b) => a + b, 0))
        const lastBefore = (at: number) => beatAt.filter((beat) => beat <= at).length
        let state: LeaseState = CONTENDER
        for (let monotonic = phase; monotonic < 700_000; monotonic += LOOK_EVERY_MS) {
          const beat = lastBefore(monotonic)
          const look = lookAtLease(state, { ...other, beat }, 'a', monotonic, rules)
          if (look.decision.take) {
            const last = beatAt[beat - 1] ?? 0
            const holder: LeaseState = { role: 'holder', token: 7, beatAt: last }
            expect(heldToken(holder, monotonic, rules)).toBeUndefined()
            return
          }
          state = look.state
        }
        throw new Error('nobody took over from a dead holder')
      }),
    )
  })
})
