import type { MapFault, MapFeature, MapRing, Position } from './map-feature.ts'

/** Degrees around the country, Hoàng Sa and Trường Sa included. */
const COUNTRY = { west: 102, east: 118, south: 6, north: 23.5 }

type Place = 'inside' | 'swapped' | 'outside'

/**
 * Features that lie outside the country, and those that would lie inside it with longitude and
 * latitude exchanged. A file whose features are all exchanged is told of once.
 */
export function placeFaults(features: readonly MapFeature[]): readonly MapFault[] {
  const drawn = features.filter((feature) => feature.polygons.length > 0)
  const places = drawn.map(placeOf)
  if (drawn.length > 1 && places.every((place) => place === 'swapped')) {
    const message = `all ${drawn.length} features have latitude before longitude, GeoJSON wants [longitude, latitude]`
    return [{ severity: 'error', rule: 'axes-swapped', path: drawn[0]?.path ?? [], message }]
  }
  return drawn.flatMap((feature, index): readonly MapFault[] => {
    const { path, code } = feature
    const unit = code === undefined ? {} : { unit: code }
    switch (places[index] ?? 'inside') {
      case 'swapped': {
        const message = 'latitude stands before longitude, GeoJSON wants [longitude, latitude]'
        return [{ severity: 'error', rule: 'axes-swapped', path, ...unit, message }]
      }
      case 'outside': {
        const [lon, lat] = positionsOf(feature).find((one) => !isWithin(one)) ?? [NaN, NaN]
        const message = `the position ${lon}, ${lat} lies outside Việt Nam`
        return [{ severity: 'error', rule: 'outside-the-country', path, ...unit, message }]
      }
      case 'inside':
        return []
    }
  })
}

/** The feature with longitude and latitude where they belong, so that the rest of it can be judged. */
export function straightened(feature: MapFeature): MapFeature {
  if (placeOf(feature) !== 'swapped') return feature
  const exchange = ({ path, positions }: MapRing): MapRing => ({
    path,
    positions: positions.map(([lat, lon]) => [lon, lat]),
  })
  const polygons = feature.polygons.map(({ outline, holes }) => ({
    outline: exchange(outline),
    holes: holes.map(exchange),
  }))
  return { ...feature, polygons }
}

function placeOf(feature: MapFeature): Place {
  const positions = positionsOf(feature)
  if (positions.every(isWithin)) return 'inside'
  return positions.every(([lon, lat]) => isWithin([lat, lon])) ? 'swapped' : 'outside'
}

function positionsOf({ polygons }: MapFeature): readonly Position[] {
  return polygons.flatMap(({ outline, holes }) =>
    [outline, ...holes].flatMap(({ positions }) => positions),
  )
}

function isWithin([lon, lat]: Position): boolean {
  const { west, east, south, north } = COUNTRY
  return lon >= west && lon <= east && lat >= south && lat <= north
}
