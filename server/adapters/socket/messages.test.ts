import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { handshakeAuth, readPainted, subscribeMessage } from './messages.ts'

const AUTH = {
  protocol: 1,
  site: 'dai-loc',
  channels: [
    { name: 'hydro', epoch: '00000000000000e0', version: { ms: 5, n: 0 } },
    { name: 'dossiers' },
  ],
  schema: { revision: 3, rows: 12 },
}
const PAINTED = { ticks: { hydro: 4 }, paintedAt: 1.5, frameMs: 3 }

describe('what a wall says', () => {
  it('[W4] is taken with and without what is optional', () => {
    expect(handshakeAuth.parse(AUTH)).toEqual(AUTH)
    expect(handshakeAuth.safeParse({ ...AUTH, token: 'x' }).success).toBe(true)
    expect(handshakeAuth.safeParse({ protocol: 1, site: 'a', channels: [] }).success).toBe(true)
  })

  it.each([
    [{ ...AUTH, protocol: '1' }],
    [{ ...AUTH, site: '' }],
    [{ ...AUTH, site: 'x'.repeat(65) }],
    [{ ...AUTH, more: 1 }],
    [{ ...AUTH, channels: [{ name: '' }] }],
    [{ ...AUTH, channels: [{ name: 'x'.repeat(65) }] }],
    [{ ...AUTH, channels: [{ name: 'a', more: 1 }] }],
    [{ ...AUTH, channels: Array.from({ length: 33 }, () => ({ name: 'a' })) }],
    [{ ...AUTH, channels: [{ name: 'a', epoch: 'E0', version: { ms: 1, n: 0 } }] }],
    [{ ...AUTH, channels: [{ name: 'a', version: { ms: -1, n: 0 } }] }],
    [{ ...AUTH, channels: [{ name: 'a', version: { ms: 1.5, n: 0 } }] }],
    [{ ...AUTH, channels: [{ name: 'a', version: { ms: 2 ** 53, n: 0 } }] }],
    [{ ...AUTH, schema: { revision: 1 } }],
    [undefined],
    [[]],
  ])('[W4] refuses the handshake %j', (auth) => {
    expect(handshakeAuth.safeParse(auth).success).toBe(false)
  })

  it('[W5] reads a subscription by the same rules', () => {
    const { channels, schema } = AUTH
    expect(subscribeMessage.parse({ channels, schema })).toEqual({ channels, schema })
    expect(subscribeMessage.safeParse({ channels: 'hydro' }).success).toBe(false)
    expect(subscribeMessage.safeParse({ channels, site: 'a' }).success).toBe(false)
  })

  it('[W5] reads what was painted, and nothing that is not', () => {
    expect(readPainted(PAINTED)).toEqual(PAINTED)
    const full = { ...PAINTED, heapMb: 80, hidden: true, sound: 'blocked' }
    expect(readPainted({ ...full, more: 1 })).toEqual(full)
    for (const wrong of [
      undefined,
      null,
      'x',
      {},
      { ...PAINTED, ticks: undefined },
      { ...PAINTED, ticks: { hydro: '4' } },
      { ...PAINTED, ticks: { hydro: NaN } },
      { ...PAINTED, paintedAt: null },
      { ...PAINTED, frameMs: Infinity },
      { ...PAINTED, heapMb: 'x' },
      { ...PAINTED, hidden: 1 },
      { ...PAINTED, sound: 'loud' },
      {
        ...PAINTED,
        ticks: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`c${at}`, 1])),
      },
    ]) {
      expect(readPainted(wrong)).toBeUndefined()
    }
  })

  it('[W5] never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        readPainted(value)
        readPainted({ ...PAINTED, ticks: value })
        expect(typeof subscribeMessage.safeParse(value).success).toBe('boolean')
      }),
    )
  })
})
