import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareVersions, formatVersion, parseVersion, VERSION_ZERO } from './version.ts'

const version = fc.record({ ms: fc.maxSafeNat(), n: fc.maxSafeNat() })

describe('versions', () => {
  it('[E1] order by ms, then n, never as text', () => {
    expect(compareVersions({ ms: 9, n: 0 }, { ms: 10, n: 0 })).toBeLessThan(0)
    expect(compareVersions({ ms: 10, n: 10 }, { ms: 10, n: 9 })).toBeGreaterThan(0)
    expect(compareVersions({ ms: 10, n: 9 }, { ms: 10, n: 9 })).toBe(0)
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0)
        expect(compareVersions(VERSION_ZERO, a)).toBeLessThanOrEqual(0)
      }),
    )
  })

  it('[E2] go round through their text form', () => {
    fc.assert(
      fc.property(version, (one) => {
        expect(parseVersion(formatVersion(one))).toEqual(one)
      }),
    )
  })

  it.each(['', '1', '1-', '-1', '1-2-3', '+1-2', ' 1-2', '1-2 ', '1.5-2', '1e3-0', '９-0', '-1-0'])(
    '[E2] refuses %j',
    (text) => {
      expect(parseVersion(text)).toBeUndefined()
    },
  )

  it('[E2] refuses numbers above 2^53 - 1', () => {
    expect(parseVersion('9007199254740991-0')).toEqual({ ms: 2 ** 53 - 1, n: 0 })
    expect(parseVersion('9007199254740992-0')).toBeUndefined()
    expect(parseVersion('0-9007199254740993')).toBeUndefined()
    expect(parseVersion('00000000000000001-0')).toBeUndefined()
  })
})
