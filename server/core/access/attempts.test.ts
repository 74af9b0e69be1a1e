import { describe, expect, it } from 'vitest'
import { ATTEMPT_RULES, countersOf, networkOf, waitAfter } from './attempts.ts'

describe('attempts to sign in', () => {
  it('wait twice as long each time once a few have failed, up to a bound', () => {
    const waits = [1, 4, 5, 6, 7, 8, 40, 1e6].map((count) => waitAfter(ATTEMPT_RULES.pair, count))
    expect(waits).toEqual([0, 0, 1_000, 2_000, 4_000, 8_000, 900_000, 900_000])
  })

  it('cost a guesser of one account, from however many addresses, days for each thousand', () => {
    let total = 0
    for (let count = 1; count <= 1_000; count++) total += waitAfter(ATTEMPT_RULES.person, count)
    expect(total / 86_400_000).toBeGreaterThan(3)
  })

  it('of a known browser count for nobody else', () => {
    const counters = countersOf({ person: 'lan', address: '10.0.0.1', device: 'abc' })
    expect(counters).toEqual([{ kind: 'device', name: 'device/abc' }])
  })

  it('of a strange browser count for address, person and both', () => {
    const counters = countersOf({ person: 'lan', address: '::ffff:10.0.0.1', device: undefined })
    expect(counters.map(({ name }) => name)).toEqual([
      'pair/lan/10.0.0.1',
      'address/10.0.0.1',
      'person/lan',
    ])
  })

  it('take a network of IPv6 as one address', () => {
    const one = networkOf('2001:db8:0:7::1')
    expect(one).toBe('2001:db8:0:7::/64')
    expect(networkOf('2001:0DB8:0000:0007:ffff:1:2:3')).toBe(one)
    expect(networkOf('2001:db8:0:8::1')).not.toBe(one)
    expect(networkOf('::1')).toBe('0:0:0:0::/64')
  })
})
