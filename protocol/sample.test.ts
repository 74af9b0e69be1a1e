import { describe, expect, it } from 'vitest'
import { areFlagsValid, ORIGINS, packFlags, QUALITIES, unpackFlags } from './sample.ts'

describe('flags byte', () => {
  it('[F6] holds quality, origin and under review, each in its bits', () => {
    for (const [q, quality] of QUALITIES.entries()) {
      for (const [o, origin] of ORIGINS.entries()) {
        for (const underReview of [false, true]) {
          const byte = packFlags({ quality, origin, underReview })
          expect(byte).toBe(q + 4 * o + (underReview ? 16 : 0))
          expect(unpackFlags(byte)).toEqual({ quality, origin, underReview })
        }
      }
    }
  })

  it('[F6] knows exactly the 24 bytes that can be packed', () => {
    const valid = Array.from({ length: 256 }, (_, byte) => byte).filter(areFlagsValid)
    expect(valid).toHaveLength(24)
    for (const byte of valid) expect(packFlags(unpackFlags(byte))).toBe(byte)
    for (const byte of [-1, 3, 7, 32, 64, 255]) {
      expect(areFlagsValid(byte)).toBe(false)
      expect(() => unpackFlags(byte)).toThrow(RangeError)
    }
  })
})
