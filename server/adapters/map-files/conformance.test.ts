import { describe, expect, it } from 'vitest'
import { topology } from 'topojson-server'
import type { FeatureCollection } from 'geojson'
import { checkMap } from './check-map.ts'

const NAMES = { code: 'code', name: 'name' }
const json = JSON.stringify

/** What is told of a file by itself: severity, rule and feature. */
function told(text: string): readonly string[] {
  const { problems } = checkMap('m.json', text, NAMES)
  return problems.map(({ severity, rule, feature }) =>
    [severity, rule, feature].filter((part) => part !== undefined).join(' '),
  )
}

const errors = (text: string): readonly string[] =>
  told(text).filter((line) => line.startsWith('error'))

const RING = [
  [108, 15],
  [109, 15],
  [109, 16],
  [108, 16],
  [108, 15],
]
const HOLE = [
  [108.4, 15.4],
  [108.4, 15.6],
  [108.6, 15.6],
  [108.6, 15.4],
  [108.4, 15.4],
]
const polygon = (...rings: unknown[]): object => ({ type: 'Polygon', coordinates: rings })
const feature = (geometry: unknown, more: object = {}): object => ({
  type: 'Feature',
  properties: { code: 'A' },
  geometry,
  ...more,
})
const collection = (...features: unknown[]): string => json({ type: 'FeatureCollection', features })
const POINT = { type: 'Point', coordinates: [108, 15] }

describe('a file that RFC 7946 allows', () => {
  it.each<readonly [string, string]>([
    ['a collection of polygons', collection(feature(polygon(RING, HOLE)))],
    ['properties that are null', collection(feature(POINT, { properties: null }))],
    ['a geometry that is null', collection(feature(null))],
    [
      'ids that are texts or numbers',
      collection(feature(null, { id: 'a' }), feature(null, { id: 1 })),
    ],
    ['foreign members', json({ type: 'FeatureCollection', features: [], title: 'map' })],
    ['a box of four numbers', collection(feature(POINT, { bbox: [108, 15, 108, 15] }))],
    ['a box of six', collection(feature(POINT, { bbox: [108, 15, 0, 108, 15, 9] }))],
    ['heights', collection(feature({ type: 'Point', coordinates: [108, 15, 9] }))],
    ['a feature alone', json(feature(POINT))],
    ['a geometry alone', json(polygon(RING))],
    [
      'a collection of geometries',
      json({ type: 'GeometryCollection', geometries: [POINT, POINT] }),
    ],
    [
      'the system that it prescribes, named',
      json({
        type: 'FeatureCollection',
        features: [feature(polygon(RING))],
        crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } },
      }),
    ],
  ])('is sound with %s', (_, text) => {
    expect(errors(text)).toEqual([])
  })

  it('is warned of where it draws no area, or none of ours', () => {
    expect(told(collection(feature(POINT)))).toEqual(['warning no-area 0'])
    const far = RING.map(([lon = 0, lat = 0]) => [lon - 100, lat])
    expect(told(collection(feature(polygon(far))))).toEqual(['warning outside-the-country 0'])
  })

  it('is warned of where it only should be otherwise: importing turns rings by itself', () => {
    const turned = collection(feature(polygon(RING.toReversed(), HOLE.toReversed())))
    expect(told(turned)).toEqual(['warning ring-reversed 0', 'warning ring-reversed 0'])
    const precise = RING.map(([lon = 0, lat = 0]) => [lon + 1e-12, lat])
    expect(told(collection(feature(polygon(precise))))).toEqual([])
    const single = { type: 'GeometryCollection', geometries: [POINT] }
    expect(errors(collection(feature(single)))).toEqual([])
  })
})

describe('a file that RFC 7946 does not allow', () => {
  const line = (coordinates: unknown): string =>
    collection(feature({ type: 'LineString', coordinates }))

  it.each<readonly [string, string, string]>([
    ['no JSON', '{"type" "Point"}', 'not-json'],
    ['a text', '"map"', 'form'],
    ['no type', json({ features: [] }), 'form'],
    ['a type that is no text', json({ type: {}, features: [] }), 'form'],
    ['an unknown type', json({ type: 'Shape' }), 'form'],
    ['a type in small letters', json({ type: 'featurecollection', features: [] }), 'form'],
    ['no list of features', json({ type: 'FeatureCollection' }), 'form'],
    ['features that are no list', json({ type: 'FeatureCollection', features: {} }), 'form'],
    ['a feature that is none', collection('x'), 'form 0'],
    ['a feature without its type', collection({ properties: {}, geometry: POINT }), 'form 0'],
    ['a feature without properties', collection({ type: 'Feature', geometry: POINT }), 'form 0'],
    ['properties that are a list', collection(feature(POINT, { properties: [] })), 'form 0'],
    ['an id that is an object', collection(feature(POINT, { id: {} })), 'form 0'],
    ['a box of three numbers', collection(feature(POINT, { bbox: [1, 2, 3] })), 'form 0'],
    ['a box of texts', collection(feature(POINT, { bbox: ['1', 2, 3, 4] })), 'form 0'],
    ['a member twice', '{"type":"Point","type":"Point","coordinates":[108,15]}', 'form'],
    [
      'coordinates in a collection',
      json({ type: 'FeatureCollection', features: [], coordinates: [] }),
      'form',
    ],
    ['features in a feature', collection(feature(POINT, { features: [] })), 'form 0'],
    ['a point without coordinates', collection(feature({ type: 'Point' })), 'form 0'],
    [
      'a position of one number',
      collection(feature({ type: 'Point', coordinates: [108] })),
      'bad-position 0',
    ],
    [
      'a position of four',
      collection(feature({ type: 'Point', coordinates: [1, 2, 3, 4] })),
      'bad-position 0',
    ],
    [
      'a position of texts',
      collection(feature({ type: 'Point', coordinates: ['108', '15'] })),
      'bad-position 0',
    ],
    ['a line of one position', line([[108, 15]]), 'bad-position 0'],
    [
      'a point that says it is a polygon',
      collection(feature({ type: 'Polygon', coordinates: [108, 15] })),
      'bad-position 0',
    ],
    [
      'a ring of three positions',
      collection(feature(polygon(RING.slice(0, 2).concat(RING.slice(0, 1))))),
      'ring-too-short 0',
    ],
    [
      'a ring that is not closed',
      collection(feature(polygon(RING.slice(0, -1)))),
      'ring-unclosed 0',
    ],
    [
      'a ring whose ends differ in height',
      collection(feature(polygon([...RING.slice(0, -1), [108, 15, 1]]))),
      'ring-unclosed 0',
    ],
    [
      'a collection of geometries within another',
      collection(
        feature({
          type: 'GeometryCollection',
          geometries: [{ type: 'GeometryCollection', geometries: [] }],
        }),
      ),
      'form 0',
    ],
    ['a geometry that is none', json({ type: 'GeometryCollection', geometries: [false] }), 'form'],
  ])('is refused: %s', (_, text, expected) => {
    expect(errors(text)[0]).toBe(`error ${expected}`)
  })

  it('is told of at the places of all its faults', () => {
    const text = [
      '{"type":"FeatureCollection","features":[',
      json(feature(polygon(RING.slice(0, -1)))) + ',',
      json(feature(polygon(RING))) + ',',
      json(feature(polygon(['a']))),
      ']}',
    ].join('\n')
    const { problems } = checkMap('m.json', text, NAMES)
    expect(problems.map(({ line: at, feature: one, rule }) => [at, one, rule])).toEqual([
      [2, 0, 'ring-unclosed'],
      [4, 2, 'bad-position'],
    ])
  })
})

describe('what lies beyond the form', () => {
  const shifted = (east: number): unknown[] => RING.map(([lon = 0, lat = 0]) => [lon + east, lat])

  it('is a fault in the rings: crossings, holes that reach outside, nothing enclosed', () => {
    const bow = [RING[0], RING[2], RING[1], RING[3], RING[0]]
    expect(errors(collection(feature(polygon(bow))))).toEqual(['error ring-crosses-itself 0'])
    const across = HOLE.map(([lon = 0, lat = 0]) => [lon + 0.5, lat])
    expect(errors(collection(feature(polygon(RING, across))))).toEqual(['error hole-outside 0'])
    const touching = [
      [108, 15.5],
      [108.2, 15.6],
      [108.2, 15.4],
      [108, 15.5],
    ]
    expect(told(collection(feature(polygon(RING, touching))))).toEqual([])
  })

  it('is another projection, whether it is named or not', () => {
    const metres = RING.map(([lon = 0, lat = 0]) => [lon * 5_000, lat * 110_000])
    const file = (crs: object): string =>
      json({ type: 'FeatureCollection', features: [feature(polygon(RING))], ...crs })
    expect(told(collection(feature(polygon(metres))))).toEqual(['warning not-degrees 0'])
    expect(
      told(file({ crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::9213' } } })),
    ).toEqual(['error not-degrees'])
  })

  it('is ground that two units draw, or none between them', () => {
    const twice = collection(
      feature(polygon(RING)),
      feature(polygon(RING), { properties: { code: 'B' } }),
    )
    expect(errors(twice)).toEqual(['error units-overlap 0', 'error units-overlap 1'])
    const around = collection(
      feature(polygon(RING, HOLE)),
      feature(polygon(shifted(1)), { properties: { code: 'B' } }),
    )
    expect(told(around)).toEqual(['warning gap-between-units'])
    const filled = collection(
      feature(polygon(RING, HOLE)),
      feature(polygon(HOLE.toReversed()), { properties: { code: 'B' } }),
    )
    expect(told(filled)).toEqual([])
  })

  it('is judged in a topology as in a file of features', () => {
    const features = [feature(polygon(RING)), feature(polygon(shifted(1).toReversed()))]
    const file = { type: 'FeatureCollection', features } as unknown as FeatureCollection
    const folded = topology({ units: file })
    expect(told(json(folded))).toEqual(['warning ring-reversed 1'])
    const broken = { ...folded, arcs: folded.arcs.map((arc) => arc.map(([x]) => [x, '15'])) }
    expect(new Set(errors(json(broken)))).toEqual(
      new Set(['error bad-position 0', 'error bad-position 1']),
    )
    expect(errors(json({ ...folded, arcs: [] }))).toEqual(['error form'])
  })
})
