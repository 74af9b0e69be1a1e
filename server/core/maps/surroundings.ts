import { extentOf, type Extent } from './inside.ts'
import type { MapFeature } from './map-feature.ts'

/** Half the side of the square that panels may show of a site and its surroundings, in its own longer sides. */
const REACH = 0.62

/** The features whose units are the site's own, and of the others those near enough to be seen around them. */
export function withSurroundings(
  features: readonly MapFeature[],
  isOwn: (feature: MapFeature) => boolean,
): readonly MapFeature[] {
  const mainland = features.filter(isOwn)
  const { west, east, south, north } = extentOf(
    mainland.flatMap(({ polygons }) => polygons.flatMap(({ outline }) => outline.positions)),
  )
  const reach = REACH * Math.max(east - west, north - south)
  const [lon, lat] = [(west + east) / 2, (south + north) / 2]
  const view = { west: lon - reach, east: lon + reach, south: lat - reach, north: lat + reach }
  return features.flatMap((feature) => {
    if (isOwn(feature)) return [feature]
    const polygons = feature.polygons.filter(({ outline }) =>
      meet(extentOf(outline.positions), view),
    )
    return polygons.length === 0 ? [] : [{ ...feature, polygons }]
  })
}

function meet(a: Extent, b: Extent): boolean {
  return a.west < b.east && b.west < a.east && a.south < b.north && b.south < a.north
}
