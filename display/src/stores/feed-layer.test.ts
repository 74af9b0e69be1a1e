import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layerOf, type LayerFacts } from './feed-layer.ts'

const LIVE: LayerFacts = {
  path: 'proven',
  health: { store: true, ingest: true, clock: true },
  skewMs: 0,
  lateSourceCount: 0,
}

describe('feed layer', () => {
  it('is live only when every layer is well', () => {
    expect(layerOf(LIVE)).toBe('live')
    expect(layerOf({ ...LIVE, skewMs: undefined })).toBe('live')
  })

  it('names each failing layer', () => {
    const health = { store: true, ingest: true, clock: true }
    expect(layerOf({ ...LIVE, path: 'unreachable' })).toBe('offline')
    expect(layerOf({ ...LIVE, health: undefined })).toBe('offline')
    expect(layerOf({ ...LIVE, path: 'store-down' })).toBe('store-down')
    expect(layerOf({ ...LIVE, health: { ...health, store: false } })).toBe('store-down')
    expect(layerOf({ ...LIVE, health: { ...health, ingest: false } })).toBe('ingest-down')
    expect(layerOf({ ...LIVE, health: { ...health, clock: false } })).toBe('clock-off')
    expect(layerOf({ ...LIVE, lateSourceCount: 1 })).toBe('source-late')
  })

  it('says a skew of more than two seconds in either direction', () => {
    expect([-2_001, -2_000, 2_000, 2_001].map((skewMs) => layerOf({ ...LIVE, skewMs }))).toEqual([
      'clock-off',
      'live',
      'live',
      'clock-off',
    ])
  })

  it('lets the layer nearest to the wall win, whatever else failed', () => {
    const facts = fc.record({
      path: fc.constantFrom('proven' as const, 'store-down' as const, 'unreachable' as const),
      health: fc.record({ store: fc.boolean(), ingest: fc.boolean(), clock: fc.boolean() }),
      skewMs: fc.constantFrom(0, 5_000),
      lateSourceCount: fc.constantFrom(0, 3),
    })
    fc.assert(
      fc.property(facts, (given) => {
        const { path, health, skewMs, lateSourceCount } = given
        const failing = [
          path === 'unreachable' && 'offline',
          (path === 'store-down' || !health.store) && 'store-down',
          !health.ingest && 'ingest-down',
          (!health.clock || skewMs > 2_000) && 'clock-off',
          lateSourceCount > 0 && 'source-late',
        ]
        expect(layerOf(given)).toBe(failing.find(Boolean) || 'live')
      }),
    )
  })
})
