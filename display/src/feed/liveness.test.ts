import { describe, expect, it } from 'vitest'
import { Liveness } from './liveness.ts'

const WELL = { store: true, ingest: true, clock: true }
const NO_STORE = { ...WELL, store: false }

function alive(at = 0): Liveness {
  const liveness = new Liveness()
  liveness.require(['metrics', 'rivers'])
  liveness.frame('metrics', at, WELL)
  liveness.frame('rivers', at, WELL)
  return liveness
}

describe('liveness', () => {
  it('proves nothing before the first frame of every channel', () => {
    const liveness = new Liveness()
    expect(liveness.verdict(0)).toBe('unreachable')
    liveness.require(['metrics', 'rivers'])
    liveness.frame('metrics', 0, WELL)
    expect(liveness.verdict(0)).toBe('unreachable')
    liveness.frame('rivers', 0, WELL)
    expect(liveness.verdict(0)).toBe('proven')
  })

  it('[A7] [G1] ends early enough after the last frame to be on the glass within five seconds', () => {
    expect(alive().verdict(4_500)).toBe('proven')
    expect(alive().verdict(4_501)).toBe('unreachable')
  })

  it('[G1] is not kept up by one channel while another is silent', () => {
    const liveness = alive()
    liveness.frame('metrics', 6_000, WELL)
    expect(liveness.verdict(6_000)).toBe('unreachable')
    liveness.require(['metrics'])
    expect(liveness.verdict(6_000)).toBe('proven')
  })

  it('[G1] takes no proof from frames that were made long before they arrived', () => {
    const liveness = alive()
    for (const madeAt of [250, 500, 750]) {
      liveness.frame('metrics', madeAt, WELL)
      liveness.frame('rivers', madeAt, WELL)
    }
    expect(liveness.verdict(60_000)).toBe('unreachable')
  })

  it('[G1] calls the store down while frames come without its proof', () => {
    const liveness = alive()
    liveness.frame('metrics', 1_000, NO_STORE)
    liveness.frame('rivers', 1_000, NO_STORE)
    expect(liveness.verdict(1_000)).toBe('store-down')
    liveness.frame('metrics', 9_000, WELL)
    liveness.frame('rivers', 9_000, NO_STORE)
    liveness.frame('metrics', 9_100, WELL)
    expect(liveness.verdict(9_100)).toBe('store-down')
    liveness.frame('rivers', 9_200, WELL)
    expect(liveness.verdict(9_200)).toBe('proven')
  })

  it('says a known disconnection after a second, until frames of the next connection', () => {
    const liveness = alive()
    liveness.disconnected(100)
    liveness.disconnected(900)
    expect(liveness.verdict(1_100)).toBe('proven')
    expect(liveness.verdict(1_101)).toBe('unreachable')
    liveness.frame('metrics', 1_200, WELL)
    liveness.frame('rivers', 1_250, WELL)
    expect(liveness.verdict(1_250)).toBe('proven')
  })

  it('takes the word back only when every channel has come again, so that it does not come twice', () => {
    const liveness = alive()
    liveness.disconnected(100)
    expect(liveness.verdict(3_999)).toBe('unreachable')
    liveness.frame('metrics', 4_000, WELL)
    expect(liveness.verdict(4_000)).toBe('unreachable')
    liveness.frame('rivers', 4_700, WELL)
    expect(liveness.verdict(4_700)).toBe('proven')
  })

  it('says nothing where the next connection is made in time, though its channels come one by one', () => {
    const liveness = alive()
    liveness.disconnected(100)
    liveness.frame('metrics', 1_100, WELL)
    expect(liveness.verdict(2_100)).toBe('proven')
  })

  it('[G16] keeps old proofs only for the next frame when time may have been lost', () => {
    const liveness = alive(10_000)
    liveness.suspect(10_100)
    expect(liveness.verdict(11_600)).toBe('proven')
    expect(liveness.verdict(11_601)).toBe('unreachable')
  })

  it('forgets channels that are not asked for any more', () => {
    const liveness = alive()
    liveness.require(['metrics'])
    liveness.require(['metrics', 'rivers'])
    expect(liveness.frameAt()).toBe(-Infinity)
  })
})
