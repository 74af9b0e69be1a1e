import type { MultiPolygon as GeoMultiPolygon, Position as GeoPosition } from 'geojson'
import { merge } from 'topojson-client'
import { topology as topologyOf } from 'topojson-server'
import type { MultiPolygon, Topology } from 'topojson-specification'
import { extentOf } from '../../core/maps/inside.ts'
import type { MapFault, MapFeature, Ring } from '../../core/maps/map-feature.ts'
import { signedArea } from '../../core/maps/ring-faults.ts'

/** Slivers between borders that were drawn twice are smaller. */
const LEAST_KM2 = 0.05
const KM_PER_DEGREE = 111.32
const MOST_GAPS = 20
const DIGITS = 4

/** Ground between units, closed in by them, that none of them draws: a lake, or a unit that is missing. */
export function gapFaults(features: readonly MapFeature[]): readonly MapFault[] {
  if (features.length < 2) return []
  const objects = Object.fromEntries(features.map((one, index) => [index, geometryOf(one)]))
  const topology = topologyOf(objects) as Topology
  const merged = merge(topology, Object.values(topology.objects) as MultiPolygon[])
  return merged.coordinates
    .flatMap(([, ...holes]) => holes as unknown as readonly Ring[])
    .map((ring) => ({ ring, km2: areaInKm2(ring) }))
    .filter(({ km2 }) => km2 >= LEAST_KM2)
    .toSorted((a, b) => b.km2 - a.km2)
    .slice(0, MOST_GAPS)
    .map(({ ring, km2 }) => {
      const { west, east, south, north } = extentOf(ring)
      const place = `${((west + east) / 2).toFixed(DIGITS)}, ${((south + north) / 2).toFixed(DIGITS)}`
      const message = `no unit is drawn around ${place}, on ${km2.toFixed(2)} km² between units`
      return { severity: 'warning', rule: 'gap-between-units', path: [], message }
    })
}

/** Borders are told to be shared by the way they run, so all rings must run as they should. */
function geometryOf({ polygons }: MapFeature): GeoMultiPolygon {
  const coordinates = polygons.map(({ outline, holes }) => [
    turned(outline.positions, true),
    ...holes.map(({ positions }) => turned(positions, false)),
  ])
  return { type: 'MultiPolygon', coordinates }
}

function turned(ring: Ring, isCounterclockwise: boolean): GeoPosition[] {
  const positions = ring.map(([lon, lat]) => [lon, lat])
  return signedArea(ring) > 0 === isCounterclockwise ? positions : positions.toReversed()
}

function areaInKm2(ring: Ring): number {
  const { south, north } = extentOf(ring)
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180)
  return Math.abs(signedArea(ring)) * KM_PER_DEGREE ** 2 * shrink
}
