import { expect, it } from 'vitest'
import type { MapFeature, Ring } from './map-feature.ts'
import { withSurroundings } from './surroundings.ts'

const featureOf = (
  code: string,
  ...corners: readonly (readonly [number, number])[]
): MapFeature => ({
  path: [],
  code,
  name: code,
  polygons: corners.map(([west, south]) => {
    const positions: Ring = [
      [west, south],
      [west + 0.1, south],
      [west + 0.1, south + 0.1],
      [west, south],
    ]
    return { outline: { path: [], positions }, holes: [] }
  }),
})

it('keeps a site whole, and of others only the parts that may be seen around it', () => {
  const own = [featureOf('a', [108, 15]), featureOf('b', [108.1, 15], [112, 16])]
  const near = featureOf('near', [108.2, 15], [109, 15])
  const far = featureOf('far', [108.9, 15])
  const mainland = [featureOf('a', [108, 15]), featureOf('b', [108.1, 15])]
  const isOwn = ({ code }: MapFeature): boolean => code === 'a' || code === 'b'
  const kept = withSurroundings([...mainland, near, far], isOwn)
  expect(kept.map(({ code, polygons }) => [code, polygons.length])).toEqual([
    ['a', 1],
    ['b', 1],
    ['near', 1],
  ])
  expect(withSurroundings(own, isOwn)).toEqual(own)
})
