import { describe, expect, it } from 'vitest'
import { confirmedUntil, isSessionOver, sessionEnd } from './session-times.ts'

const HOUR = 3_600_000
const limits = { idleMs: 12 * HOUR, mostMs: 24 * HOUR }

describe('sessions', () => {
  it('end when nobody uses them, and in any case after a while', () => {
    expect(sessionEnd({ createdAt: 0, usedAt: 0 }, limits)).toBe(12 * HOUR)
    expect(sessionEnd({ createdAt: 0, usedAt: 20 * HOUR }, limits)).toBe(24 * HOUR)
    const used = { createdAt: 0, usedAt: 3 * HOUR }
    expect(isSessionOver(used, limits, 15 * HOUR - 1)).toBe(false)
    expect(isSessionOver(used, limits, 15 * HOUR)).toBe(true)
  })

  it('are none when they begin in the future', () => {
    expect(isSessionOver({ createdAt: 2 * HOUR, usedAt: 2 * HOUR }, limits, HOUR)).toBe(true)
    expect(isSessionOver({ createdAt: 30_000, usedAt: 30_000 }, limits, 0)).toBe(false)
  })

  it('are confirmed for ten minutes', () => {
    expect(confirmedUntil(0, 599_999)).toBe(600_000)
    expect(confirmedUntil(0, 600_000)).toBeUndefined()
    expect(confirmedUntil(HOUR, 0)).toBeUndefined()
  })
})
