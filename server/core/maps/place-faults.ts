import type { MapFault, MapFeature, MapRing, MapRule, Position } from './map-feature.ts'

/** Degrees around the country, Hoàng Sa and Trường Sa included. */
const COUNTRY = { west: 102, east: 118, south: 6, north: 23.5 }

type Place = 'inside' | 'swapped' | 'not-degrees' | 'outside'

interface PlaceRule {
  readonly severity: MapFault['severity']
  readonly rule: MapRule
  /** What is said where every feature of a file has the fault, which is then told once. */
  readonly ofAll: (count: number) => string
  readonly ofOne: (position: Position) => string
}

/**
 * Features that lie outside the country, those that would lie inside it with longitude and latitude
 * exchanged, and those that are not in degrees at all. A file whose features all have the same fault
 * is told of once. Without a site nobody has said that the map is one of this country: then lying
 * outside it is only worth a look.
 */
export function placeFaults(
  features: readonly MapFeature[],
  { isOfSite }: { readonly isOfSite: boolean },
): readonly MapFault[] {
  const drawn = features.filter((feature) => feature.polygons.length > 0)
  const places = drawn.map(placeOf)
  const [first] = places
  const isShared = drawn.length > 1 && places.every((place) => place === first)
  return drawn.flatMap((feature, index): readonly MapFault[] => {
    const rule = ruleOf(places[index] ?? 'inside', isOfSite)
    if (rule === undefined || (isShared && index > 0)) return []
    const { severity } = rule
    const fault = { severity, rule: rule.rule, path: feature.path }
    if (isShared) return [{ ...fault, message: rule.ofAll(drawn.length) }]
    const position = positionsOf(feature).find((one) => !isWithin(one)) ?? [NaN, NaN]
    const unit = feature.code === undefined ? {} : { unit: feature.code }
    return [{ ...fault, ...unit, message: rule.ofOne(position) }]
  })
}

function ruleOf(place: Place, isOfSite: boolean): PlaceRule | undefined {
  switch (place) {
    case 'inside':
      return undefined
    case 'swapped':
      return {
        severity: 'error',
        rule: 'axes-swapped',
        ofAll: (count) =>
          `all ${count} features have latitude before longitude, GeoJSON wants [longitude, latitude]`,
        ofOne: () => 'latitude stands before longitude, GeoJSON wants [longitude, latitude]',
      }
    case 'not-degrees':
      return {
        severity: isOfSite ? 'error' : 'warning',
        rule: 'not-degrees',
        ofAll: (count) =>
          `none of the ${count} features is in degrees: convert the file from its projection (VN-2000?) to WGS 84`,
        ofOne: ([x, y]) =>
          `${x}, ${y} are no degrees: convert the file from its projection (VN-2000?) to WGS 84`,
      }
    case 'outside':
      return {
        severity: isOfSite ? 'error' : 'warning',
        rule: 'outside-the-country',
        ofAll: (count) => `all ${count} features reach outside Việt Nam`,
        ofOne: ([lon, lat]) => `the position ${lon}, ${lat} lies outside Việt Nam`,
      }
  }
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
  if (positions.every(([lon, lat]) => isWithin([lat, lon]))) return 'swapped'
  return positions.some((one) => !isOnEarth(one)) ? 'not-degrees' : 'outside'
}

function isOnEarth([lon, lat]: Position): boolean {
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90
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
