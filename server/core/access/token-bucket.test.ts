import { describe, expect, it } from 'vitest'
import { createTokenBucket } from './token-bucket.ts'

describe('token bucket', () => {
  it('[W6] allows the reserve at once and the rate in the long run', () => {
    const bucket = createTokenBucket(2, 20)
    const takenAt = (now: number): number => {
      let taken = 0
      while (bucket.take(now)) taken++
      return taken
    }
    expect(takenAt(1_000)).toBe(20)
    expect(takenAt(1_000)).toBe(0)
    expect(takenAt(1_499)).toBe(0)
    expect(takenAt(1_500)).toBe(1)
    expect(takenAt(3_000)).toBe(3)
    expect(takenAt(1e9)).toBe(20)
  })
})
