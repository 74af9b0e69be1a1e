import type { Feature, FeatureCollection, MultiPolygon, Position as GeoPosition } from 'geojson'
import { feature as featuresOf } from 'topojson-client'
import { topology as topologyOf } from 'topojson-server'
import { presimplify, simplify } from 'topojson-simplify'
import type { GeometryObject, Topology } from 'topojson-specification'
import { ringFaults, signedArea } from '../../core/maps/ring-faults.ts'
import type { MapFeature, Ring } from '../../core/maps/map-feature.ts'

/** What a wall's map file holds of a unit. */
export interface UnitProperties {
  readonly code: string
  readonly name: string
  /** Far from the rest: drawn in a box of its own. */
  readonly inset?: true
}

export type WallMap = FeatureCollection<MultiPolygon, UnitProperties>

type Objects = { units: GeometryObject }

/** Width of the largest screens that a whole map is drawn on, in pixels. */
const WIDEST_PX = 3_840
/** Decimals of a degree that are kept: 1 m. */
const DECIMALS = 5
const MOST_TRIES = 8

/**
 * The map as walls draw it: neighbours keep one and the same border, details smaller than a pixel of
 * the widest screen go, outlines run counterclockwise. Where that would make a ring cross itself,
 * less is left out.
 */
export function simplifyMap(
  features: readonly MapFeature[],
  propertiesOf: (code: string) => UnitProperties,
): WallMap {
  const collection: FeatureCollection<MultiPolygon, UnitProperties> = {
    type: 'FeatureCollection',
    features: features.flatMap((one) => unitFeature(one, propertiesOf)),
  }
  const weighted = presimplify(topologyOf({ units: collection }) as Topology<Objects>)
  const { units } = weighted.objects
  if (!units) return collection
  let weight = leastTriangle(collection)
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    const made = featuresOf(simplify(weighted, weight), units) as unknown as WallMap
    const map = tidied(made, collection)
    if (!map.features.some(hasCrossing)) return map
    weight /= 4
  }
  return tidied(collection, collection)
}

function unitFeature(
  { code, polygons }: MapFeature,
  propertiesOf: (code: string) => UnitProperties,
): readonly Feature<MultiPolygon, UnitProperties>[] {
  if (code === undefined || polygons.length === 0) return []
  const coordinates = polygons.map(({ outline, holes }) =>
    [outline, ...holes].map(({ positions }) => positions.map(([lon, lat]) => [lon, lat])),
  )
  return [
    {
      type: 'Feature',
      properties: propertiesOf(code),
      geometry: { type: 'MultiPolygon', coordinates },
    },
  ]
}

/** Area, in square degrees, of the largest triangle that may go: half a pixel. */
function leastTriangle({ features }: WallMap): number {
  const lons = features
    .filter(({ properties }) => properties.inset !== true)
    .flatMap(({ geometry }) => geometry.coordinates.flat(2).map(([lon = 0]) => lon))
  const [west, east] = lons.reduce(
    ([least, most], lon) => [Math.min(least, lon), Math.max(most, lon)],
    [Infinity, -Infinity],
  )
  const pixel = (east - west) / WIDEST_PX
  return Number.isFinite(pixel) ? (pixel * pixel) / 2 : 0
}

/** Rounded, turned the right way, and without rings that simplifying has left no area of. */
function tidied(map: WallMap, whole: WallMap): WallMap {
  const features = map.features.map((one, index) => {
    const kept = keptPolygons(one.geometry.coordinates)
    // An island smaller than a pixel is still a unit.
    const coordinates =
      kept.length > 0 ? kept : keptPolygons(whole.features[index]?.geometry.coordinates ?? [])
    return { ...one, geometry: { ...one.geometry, coordinates } }
  })
  return { type: 'FeatureCollection', features }
}

function keptPolygons(polygons: readonly GeoPosition[][][]): GeoPosition[][][] {
  return polygons.flatMap((rings) => {
    const [outline, ...holes] = rings.map(rounded)
    if (!outline || areaOf(outline) === 0) return []
    const open = holes.filter((hole) => areaOf(hole) !== 0)
    return [[turned(outline, true), ...open.map((hole) => turned(hole, false))]]
  })
}

function rounded(ring: readonly GeoPosition[]): GeoPosition[] {
  const round = (value = 0): number => Number(value.toFixed(DECIMALS))
  const positions = ring.map(([lon, lat]) => [round(lon), round(lat)])
  return positions.filter(
    (one, index) => one[0] !== positions[index - 1]?.[0] || one[1] !== positions[index - 1]?.[1],
  )
}

function areaOf(ring: readonly GeoPosition[]): number {
  return ring.length < 4 ? 0 : signedArea(ring as unknown as Ring)
}

function turned(ring: GeoPosition[], isCounterclockwise: boolean): GeoPosition[] {
  return areaOf(ring) > 0 === isCounterclockwise ? ring : ring.toReversed()
}

function hasCrossing({ geometry }: Feature<MultiPolygon>): boolean {
  const polygons = geometry.coordinates.map((rings) => {
    const [outline, ...holes] = rings.map((ring) => ({
      path: [],
      positions: ring as unknown as Ring,
    }))
    return { outline: outline ?? { path: [], positions: [] }, holes }
  })
  const feature = { path: [], code: undefined, name: undefined, polygons }
  return ringFaults(feature).some(({ rule }) => rule === 'ring-crosses-itself')
}
