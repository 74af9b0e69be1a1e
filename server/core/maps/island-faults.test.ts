import { describe, expect, it } from 'vitest'
import { buildSite, buildUnit } from '../../testing/build-site.ts'
import type { Site } from '../sites/site.ts'
import { islandFaults } from './island-faults.ts'
import type { MapFeature, Position, Ring } from './map-feature.ts'

const square = (west: number, south: number, side: number): Ring => {
  const [east, north] = [west + side, south + side]
  const corners: readonly Position[] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ]
  return [...corners, [west, south]]
}
const featureOf = (...rings: readonly Ring[]): MapFeature => ({
  path: [],
  code: undefined,
  name: undefined,
  polygons: rings.map((positions) => ({ outline: { path: [], positions }, holes: [] })),
})
const siteNamed = (name: string): Site =>
  buildSite({
    units: [
      { code: 'root', name: { vi: name, en: name }, kind: 'city', validity: {} },
      buildUnit('A'),
    ],
  })
const missing = (features: readonly MapFeature[], site?: Site): readonly string[] =>
  islandFaults(features, site).map(({ message }) => message)

const COMMUNE = featureOf(square(108.2, 15.9, 0.05))
const CITY = featureOf(square(107.8, 15.8, 0.6))
const NORTH = featureOf(square(105.5, 20.8, 0.6))
const SOUTH = featureOf(square(106.5, 10.5, 0.6))
const HOANG_SA = featureOf(square(111.6, 16.5, 0.1), square(112.3, 16.8, 0.05))
const TRUONG_SA = featureOf(square(111.9, 8.6, 0.05))

describe('the islands of a map', () => {
  it('are asked of no commune, district or part of the city', () => {
    expect(missing([COMMUNE])).toEqual([])
    expect(missing([COMMUNE], siteNamed('Đại Lộc'))).toEqual([])
    expect(missing([NORTH])).toEqual([])
  })

  it('are Hoàng Sa where the ground of Đà Nẵng is drawn from end to end, whatever it is called', () => {
    expect(missing([CITY])).toEqual(['a map of Đà Nẵng contains Hoàng Sa: nothing is drawn there'])
    expect(missing([CITY, HOANG_SA])).toEqual([])
  })

  it('are Hoàng Sa where the site is Đà Nẵng, with its marks', () => {
    expect(missing([COMMUNE], siteNamed('Đà Nẵng'))).toHaveLength(1)
    expect(missing([COMMUNE], siteNamed('Da Nang'))).toEqual([])
    expect(missing([COMMUNE, HOANG_SA], siteNamed('Đà Nẵng'))).toEqual([])
  })

  it('are Hoàng Sa and Trường Sa where the map reaches from the north into the south', () => {
    expect(missing([NORTH, SOUTH])).toEqual([
      'a map of the country contains Hoàng Sa: nothing is drawn there',
      'a map of the country contains Trường Sa: nothing is drawn there',
    ])
    expect(missing([NORTH, SOUTH, HOANG_SA])).toHaveLength(1)
    expect(
      missing([
        NORTH,
        SOUTH,
        featureOf(
          ...[HOANG_SA, TRUONG_SA].flatMap(({ polygons }) =>
            polygons.map(({ outline }) => outline.positions),
          ),
        ),
      ]),
    ).toEqual([])
  })

  it('must lie where they are: a box on land does not stand for them', () => {
    expect(missing([CITY, featureOf(square(108.5, 15.9, 0.2))])).toHaveLength(1)
  })
})
