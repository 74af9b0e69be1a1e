import { describe, expect, it } from 'vitest'
import { findCrossing } from '../../core/maps/crossing.ts'
import type { MapFeature, Ring } from '../../core/maps/map-feature.ts'
import { signedArea } from '../../core/maps/ring-faults.ts'
import { simplifyMap, type WallMap } from './simplify-map.ts'

const STEPS = 2_000

/** A border from south to north that trembles by less than a pixel and bends by much more. */
const border = Array.from({ length: STEPS + 1 }, (_, step): Ring[number] => {
  const share = step / STEPS
  return [108.5 + 0.1 * Math.sin(share * 6) + 0.00001 * (step % 2), 15 + share]
})

function featureOf(code: string, positions: Ring): MapFeature {
  const outline = { path: [], positions }
  return { path: [], code, name: code, polygons: [{ outline, holes: [] }] }
}

// Clockwise, as some files have them.
const west = featureOf('W', [[108, 15], [108, 16], ...border.toReversed(), [108, 15]])
const east = featureOf('E', [[109, 16], ...border.toReversed(), [109, 15], [109, 16]])
const propertiesOf = (code: string): { code: string; name: string } => ({ code, name: code })
const ringsOf = (map: WallMap): readonly Ring[] =>
  map.features.flatMap(({ geometry }) => geometry.coordinates.flat() as unknown as Ring[])

describe('simplifying a map', () => {
  const map = simplifyMap([west, east], propertiesOf)
  const [westRing = [], eastRing = []] = ringsOf(map)
  const keyOf = (position: Ring[number]): string => position.join()

  it('leaves out what is smaller than a pixel and keeps the bends', () => {
    expect(westRing.length).toBeLessThan(STEPS / 4)
    expect(westRing.length).toBeGreaterThan(20)
    const areaOf = ({ polygons }: MapFeature): number =>
      Math.abs(signedArea(polygons[0]?.outline.positions ?? []))
    expect(Math.abs(signedArea(westRing)) / areaOf(west)).toBeCloseTo(1, 3)
  })

  it('keeps one and the same border between neighbours', () => {
    const corners = new Set(['108,15', '108,16', '109,15', '109,16'])
    const shared = (ring: Ring): Set<string> =>
      new Set(ring.map(keyOf).filter((key) => !corners.has(key)))
    expect(shared(westRing)).toEqual(shared(eastRing))
  })

  it('turns outlines counterclockwise and closes them', () => {
    expect(signedArea(west.polygons[0]?.outline.positions ?? [])).toBeLessThan(0)
    for (const ring of [westRing, eastRing]) {
      expect(signedArea(ring)).toBeGreaterThan(0)
      expect(ring.at(-1)).toEqual(ring[0])
    }
  })

  it('keeps every islet of a unit that is drawn in a box of its own, as small as it may be', () => {
    const islets = Array.from({ length: 40 }, (_, index): Ring => {
      const [west, south] = [111.5 + (index % 8) / 5, 15.8 + index / 50]
      const side = 0.0002 + index / 10_000
      return [
        [west, south],
        [west + side, south],
        [west + side, south + side],
        [west + side / 2, south + 1.001 * side],
        [west, south + side],
        [west, south],
      ]
    })
    const polygons = islets.map((positions) => ({ outline: { path: [], positions }, holes: [] }))
    const group: MapFeature = { path: [], code: 'G', name: 'G', polygons }
    const withGroup = simplifyMap([west, east, group], (code) =>
      code === 'G' ? { code, name: code, inset: true } : { code, name: code },
    )
    const kept = withGroup.features[2]?.geometry.coordinates ?? []
    expect(kept).toHaveLength(40)
    for (const [outline] of kept) {
      expect(outline?.length).toBeGreaterThanOrEqual(4)
      expect(signedArea(outline as unknown as Ring)).toBeGreaterThan(0)
    }
  })

  it('drops rocks smaller than a pixel beside the land of their unit', () => {
    const rock = [
      [109.2, 15.5],
      [109.2001, 15.5],
      [109.2001, 15.5001],
      [109.2, 15.5],
    ] as const
    const polygons = [...east.polygons, { outline: { path: [], positions: rock }, holes: [] }]
    const withRock = simplifyMap([west, { ...east, polygons }], propertiesOf)
    expect(withRock.features[1]?.geometry.coordinates).toHaveLength(1)
  })

  it('keeps more corners of a border that would cross itself, and only of that one', () => {
    // A spit between two inlets: taken singly its corners look small.
    const comb = Array.from({ length: 60 }, (_, index): Ring[number] => [
      108.3 + index * 0.0004,
      15.2 + (index % 2) * 0.0012,
    ])
    const toothed = featureOf('T', [
      [108.2, 15.1],
      [108.4, 15.1],
      [108.4, 15.3],
      ...comb.toReversed(),
      [108.2, 15.3],
      [108.2, 15.1],
    ])
    const { features } = simplifyMap([toothed, east], propertiesOf)
    for (const { geometry } of features) {
      for (const ring of geometry.coordinates.flat()) {
        expect(findCrossing(ring as unknown as Ring)).toBeUndefined()
      }
    }
  })

  it('keeps a unit that is smaller than a pixel', () => {
    const islet = featureOf('I', [
      [112, 16],
      [112.00001, 16],
      [112.00001, 16.00001],
      [112, 16.00001],
      [112, 16],
    ])
    const withIslet = simplifyMap([west, east, islet], propertiesOf)
    expect(withIslet.features.map(({ properties }) => properties.code)).toEqual(['W', 'E', 'I'])
    expect(withIslet.features[2]?.geometry.coordinates).toHaveLength(1)
  })
})
